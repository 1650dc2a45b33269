// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Encodes text piece by piece. Used by one thread at a time. */
public final class TextWriter {

    private final Path path;
    private final Charset charset;
    private final CodingErrorAction onMalformed;
    private final String newline;

    /**
     * Creates a writer.
     *
     * @param path the file, for messages
     * @param charset the encoding
     * @param onMalformed what to do with characters that cannot be encoded
     * @param breaks how lines end
     */
    public TextWriter(Path path, Charset charset, CodingErrorAction onMalformed, LineBreaks breaks) {
        this.path = path;
        this.charset = charset;
        this.onMalformed = onMalformed;
        this.newline = breaks.written();
    }

    /** {@return what ends a line that is written} */
    public String newline() {
        return newline;
    }

    /** {@return whether a file in this charset begins with a byte order mark} */
    public boolean marksTheBeginning() {
        return charset.equals(StandardCharsets.UTF_16);
    }

    /**
     * Encodes a text.
     *
     * @param text in which {@code \n} stands for a newline
     * @param atTheBeginning whether it begins the file, and with it the place for a byte order mark
     * @return its bytes
     * @throws CharacterCodingException when a character has no place in the charset, and that is to be reported
     */
    public ByteBuffer encode(CharSequence text, boolean atTheBeginning) throws CharacterCodingException {
        String written = text.toString();
        if (!newline.equals("\n")) {
            written = written.replace("\n", newline);
        }
        // The JDK's UTF-16 puts a byte order mark in front of each text that it encodes, and then the high byte first.
        Charset used = !atTheBeginning && marksTheBeginning() ? StandardCharsets.UTF_16BE : charset;
        if (onMalformed == CodingErrorAction.REPORT) {
            return Text.encode(written, used, path);
        }
        CharsetEncoder encoder = used.newEncoder().onMalformedInput(onMalformed).onUnmappableCharacter(onMalformed);
        return encoder.encode(CharBuffer.wrap(written));
    }
}

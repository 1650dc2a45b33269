// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Encodes text piece by piece. Used by one thread at a time. */
public final class TextWriter {

    private final Path path;
    private final Charset charset;
    private final CodingErrorAction onMalformed;
    private final String newline;

    /** For text behind other text. */
    private @Nullable Charset continued;

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

    /** {@return whether it matters what the file begins with} */
    public boolean dependsOnTheBeginning() {
        return charset != ByteOrderMark.without(charset);
    }

    /**
     * Encodes a text.
     *
     * @param text in which {@code \n} stands for a newline
     * @param file into which it goes behind what is there already, in the byte order of that; {@code null} if the text
     *     begins the file, or it does not matter
     * @return its bytes
     * @throws CharacterCodingException when a character has no place in the charset, and that is to be reported
     * @throws IOException when the beginning of the file cannot be read
     */
    public ByteBuffer encode(CharSequence text, @Nullable FileHandle file) throws IOException {
        String written = text.toString();
        if (!newline.equals("\n")) {
            written = written.replace("\n", newline);
        }
        if (file == null) {
            continued = ByteOrderMark.without(charset);
        } else if (continued == null) {
            continued = ByteOrderMark.find(file, charset, false).charset();
        }
        // Some encoders put a byte order mark in front of each text.
        Charset used = file != null ? continued : charset;
        if (onMalformed == CodingErrorAction.REPORT) {
            return Text.encode(written, used, path);
        }
        CharsetEncoder encoder = used.newEncoder().onMalformedInput(onMalformed).onUnmappableCharacter(onMalformed);
        return encoder.encode(CharBuffer.wrap(written));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.MalformedInputException;
import java.nio.file.Path;

/** Strict conversion between text and bytes, at the speed of the lenient one that {@link String} has. */
public final class Text {

    /** What the decoders of {@link String} put for malformed input, in every charset. */
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /**
     * Decodes all bytes, or fails.
     *
     * @param bytes the content of a file
     * @param charset its encoding
     * @param path the file, for the message
     * @return the text
     * @throws MalformedInputException (message: path, and where) when the bytes are no text in that charset
     * @throws CharacterCodingException when they cannot be mapped to characters
     */
    public static String decode(byte[] bytes, Charset charset, Path path) throws CharacterCodingException {
        String text = new String(bytes, charset);
        // No replacement character, so nothing was replaced. If there is one, it may also stand in the file.
        if (text.indexOf(REPLACEMENT) >= 0) {
            return decodeStrictly(bytes, charset, path);
        }
        return text;
    }

    private static String decodeStrictly(byte[] bytes, Charset charset, Path path) throws CharacterCodingException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        var decoder = charset.newDecoder();
        CharBuffer text = CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()));
        CoderResult result = decoder.decode(source, text, true);
        if (result.isUnderflow()) {
            result = decoder.flush(text);
        }
        if (result.isMalformed()) {
            throw new MalformedFileException(path, source.position(), result.length());
        }
        if (!result.isUnderflow()) {
            result.throwException();
        }
        return text.flip().toString();
    }

    /**
     * Encodes all characters, or fails.
     *
     * @param text to encode
     * @param charset the encoding
     * @return the bytes
     * @throws CharacterCodingException when a character has no place in that charset
     */
    public static ByteBuffer encode(CharSequence text, Charset charset) throws CharacterCodingException {
        var encoder = charset.newEncoder();
        byte[] bytes = text.toString().getBytes(charset);
        // String puts the charset's replacement for what cannot be encoded; without its first byte, nothing was
        // replaced.
        byte replacement = encoder.replacement()[0];
        for (byte b : bytes) {
            if (b == replacement) {
                return encoder.encode(CharBuffer.wrap(text));
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    /** The JDK's exception, with the path and the place in its message. */
    private static final class MalformedFileException extends MalformedInputException {

        private static final long serialVersionUID = 1L;

        private final String message;

        MalformedFileException(Path path, int byteOffset, int byteLength) {
            super(byteLength);
            message = path + ": malformed input at byte " + byteOffset + ", length " + byteLength;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}

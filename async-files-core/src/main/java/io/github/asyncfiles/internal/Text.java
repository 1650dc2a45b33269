// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.Path;

/** Strict conversion between text and bytes, at the speed of the lenient one that {@link String} has. */
public final class Text {

    /** What the decoders of {@link String} put for malformed input, in every charset. */
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /**
     * Decodes all bytes, or fails.
     *
     * @param bytes that begin with the content of a file
     * @param length of the content
     * @param charset its encoding
     * @param path the file, for the message
     * @return the text
     * @throws MalformedInputException (message: path, and where) when the bytes are no text in that charset
     * @throws CharacterCodingException when they cannot be mapped to characters
     */
    public static String decode(byte[] bytes, int length, Charset charset, Path path) throws CharacterCodingException {
        return decode(bytes, 0, length, charset, CodingErrorAction.REPORT, path, 0);
    }

    /**
     * Decodes a part of a file.
     *
     * @param bytes of which it is a part
     * @param offset where it begins in them
     * @param length of the part
     * @param charset its encoding
     * @param onMalformed what to do with what is no text
     * @param path the file, for the message
     * @param position where the part begins in the file, for the message
     * @return the text
     * @throws CharacterCodingException (message: path, and where) when the bytes are no text in that charset, and that is
     *     to be reported
     */
    public static String decode(
            byte[] bytes,
            int offset,
            int length,
            Charset charset,
            CodingErrorAction onMalformed,
            Path path,
            long position)
            throws CharacterCodingException {
        String text = new String(bytes, offset, length, charset);
        // No replacement character, so nothing was replaced. If there is one, it may also stand in the file.
        if (onMalformed == CodingErrorAction.REPLACE || text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        var decoder = charset.newDecoder().onMalformedInput(onMalformed).onUnmappableCharacter(onMalformed);
        ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
        CharBuffer decoded = CharBuffer.allocate((int) Math.ceil(length * (double) decoder.maxCharsPerByte()));
        CoderResult result = decoder.decode(source, decoded, true);
        if (result.isUnderflow()) {
            result = decoder.flush(decoded);
        }
        if (!result.isUnderflow()) {
            throw failure(path, position + source.position() - offset, result);
        }
        return decoded.flip().toString();
    }

    /**
     * Encodes all characters, or fails.
     *
     * @param text to encode
     * @param charset the encoding
     * @param path the file, for the message
     * @return the bytes
     * @throws CharacterCodingException (message: path) when a character has no place in that charset
     */
    public static ByteBuffer encode(CharSequence text, Charset charset, Path path) throws CharacterCodingException {
        var encoder = charset.newEncoder();
        byte[] bytes = text.toString().getBytes(charset);
        // String puts the charset's replacement for what cannot be encoded; without its first byte, nothing was
        // replaced.
        byte replacement = encoder.replacement()[0];
        for (byte b : bytes) {
            if (b == replacement) {
                return encodeStrictly(encoder, text, path);
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer encodeStrictly(CharsetEncoder encoder, CharSequence text, Path path)
            throws CharacterCodingException {
        try {
            return encoder.encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw named(e, path);
        }
    }

    /** {@return the same, with the path in its message} */
    static CharacterCodingException named(CharacterCodingException e, Path path) {
        if (e instanceof UnmappableCharacterException unmappable) {
            return new UnmappableFileException(
                    unmappable.getInputLength(), path + ": a character cannot be encoded in the charset");
        }
        if (e instanceof MalformedInputException malformed) {
            return new MalformedFileException(
                    malformed.getInputLength(), path + ": half a surrogate pair is no character");
        }
        return e;
    }

    /** {@return the JDK's exception for what a decoder found, with path and place in the message} */
    static CharacterCodingException failure(Path path, long byteOffset, CoderResult result) {
        String place = " at byte " + byteOffset + ", length " + result.length();
        return result.isMalformed()
                ? new MalformedFileException(result.length(), path + ": malformed input" + place)
                : new UnmappableFileException(result.length(), path + ": unmappable input" + place);
    }

    private static final class MalformedFileException extends MalformedInputException {

        private static final long serialVersionUID = 1L;

        private final String message;

        MalformedFileException(int byteLength, String message) {
            super(byteLength);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    private static final class UnmappableFileException extends UnmappableCharacterException {

        private static final long serialVersionUID = 1L;

        private final String message;

        UnmappableFileException(int byteLength, String message) {
            super(byteLength);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}

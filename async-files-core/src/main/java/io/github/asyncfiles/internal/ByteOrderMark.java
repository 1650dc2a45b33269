// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a file begins with.
 *
 * @param charset in which the text behind the mark is written, byte order and all
 * @param length of the mark in bytes, 0 if there is none
 */
public record ByteOrderMark(Charset charset, int length) {

    private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Charsets that leave the byte order to the mark. */
    private enum Family {
        UTF_16("UTF-16BE", "UTF-16LE", 2),
        UTF_32("UTF-32BE", "UTF-32LE", 4);

        private final Charset bigEndian;
        private final Charset littleEndian;
        private final int unitBytes;

        Family(String bigEndian, String littleEndian, int unitBytes) {
            this.bigEndian = Charset.forName(bigEndian);
            this.littleEndian = Charset.forName(littleEndian);
            this.unitBytes = unitBytes;
        }

        static @Nullable Family of(Charset charset) {
            return switch (charset.name().toUpperCase(Locale.ROOT)) {
                case "UTF-16", "X-UTF-16LE-BOM" -> UTF_16;
                case "UTF-32", "X-UTF-32BE-BOM", "X-UTF-32LE-BOM" -> UTF_32;
                default -> null;
            };
        }

        private long unit(ByteBuffer start, int from) {
            return unitBytes == 2
                    ? Short.toUnsignedLong(start.getShort(from))
                    : Integer.toUnsignedLong(start.getInt(from));
        }
    }

    /** {@return whether the encoder of a charset puts a mark in front of each text} */
    static boolean isWrittenIn(Charset charset) {
        return Family.of(charset) != null && !charset.name().equals("UTF-32");
    }

    /** {@return a charset for text behind the place of the mark, in a file that has none} */
    static Charset without(Charset declared) {
        Family family = Family.of(declared);
        if (family == null) {
            return declared;
        }
        return declared.name().contains("LE") ? family.littleEndian : family.bigEndian;
    }

    /**
     * Looks at the beginning of a file.
     *
     * @param file to look at
     * @param declared the charset
     * @param ofUtf8 whether a mark in UTF-8 is one
     * @return what was found; without a mark if the file may not be read
     * @throws IOException when reading fails
     */
    public static ByteOrderMark find(FileHandle file, Charset declared, boolean ofUtf8) throws IOException {
        Family family = Family.of(declared);
        boolean utf8 = ofUtf8 && declared.equals(StandardCharsets.UTF_8);
        ByteOrderMark none = new ByteOrderMark(without(declared), 0);
        if (family == null && !utf8) {
            return none;
        }
        ByteBuffer start = ByteBuffer.allocate(4);
        try {
            Transfers.readFully(file, start, 0);
        } catch (NonReadableChannelException e) {
            return none;
        }
        start.flip();
        if (utf8) {
            return start.remaining() >= 3 && start.slice(0, 3).equals(ByteBuffer.wrap(UTF_8))
                    ? new ByteOrderMark(declared, 3)
                    : none;
        }
        if (start.remaining() < family.unitBytes) {
            return none;
        }
        long first = family.unit(start, 0);
        if (first == 0xFEFF) {
            return new ByteOrderMark(family.bigEndian, family.unitBytes);
        }
        boolean swapped = first == (family.unitBytes == 2 ? 0xFFFEL : 0xFFFE0000L);
        return swapped ? new ByteOrderMark(family.littleEndian, family.unitBytes) : none;
    }
}

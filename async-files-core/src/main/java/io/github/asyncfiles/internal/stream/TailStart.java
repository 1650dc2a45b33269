// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Transfers;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Finds where to begin in a file that is there already. */
@FunctionalInterface
public interface TailStart {

    /** How much is searched at a time. */
    int BLOCK_BYTES = 64 * 1024;

    /** From its beginning. */
    TailStart BEGINNING = (file, charset) -> 0;

    /** From its end: from where its last line begins, if that has not ended. */
    TailStart END = lastLines(0);

    /**
     * Finds the place.
     *
     * @param file the file
     * @param charset of its text, with the byte order
     * @return in bytes
     * @throws IOException when the file cannot be read
     */
    long find(FileHandle file, Charset charset) throws IOException;

    /**
     * From a place on.
     *
     * @param bytes from the beginning
     * @return where to begin: not beyond the end
     */
    static TailStart at(long bytes) {
        return (file, charset) -> Math.min(bytes, file.size());
    }

    /**
     * From some lines before the end on.
     *
     * @param lines how many, besides one that has not ended
     * @return where to begin
     */
    static TailStart lastLines(long lines) {
        return (file, charset) -> {
            byte[] newline = "\n".getBytes(charset);
            int unit = newline.length;
            // Blocks begin where units do.
            long end = file.size() / unit * unit;
            long newlines = 0;
            while (end > 0) {
                int length = (int) Math.min(end, BLOCK_BYTES);
                byte[] block = new byte[length];
                Transfers.readFully(file, ByteBuffer.wrap(block), end - length);
                for (int i = length - unit; i >= 0; i -= unit) {
                    if (Arrays.equals(block, i, i + unit, newline, 0, unit) && newlines++ == lines) {
                        return end - length + i + unit;
                    }
                }
                end -= length;
            }
            return 0;
        };
    }
}

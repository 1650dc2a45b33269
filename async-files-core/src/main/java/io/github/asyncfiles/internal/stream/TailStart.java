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

    /** From its beginning. */
    TailStart BEGINNING = (file, charset) -> 0;

    /** From its end. */
    TailStart END = (file, charset) -> file.size();

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
     * @param lines how many
     * @return where to begin
     */
    static TailStart lastLines(long lines) {
        return (file, charset) -> {
            long size = file.size();
            byte[] newline = "\n".getBytes(charset);
            int unit = newline.length;
            // Blocks begin where units do, and the last newline ends the last line.
            long end = size - size % unit;
            long wanted = lines == Long.MAX_VALUE ? lines : lines + 1;
            boolean last = true;
            while (end > 0) {
                int length = (int) Math.min(end, 64 * 1024);
                byte[] block = new byte[length];
                Transfers.readFully(file, ByteBuffer.wrap(block), end - length);
                for (int i = length - unit; i >= 0; i -= unit) {
                    boolean ends = Arrays.equals(block, i, i + unit, newline, 0, unit);
                    if (last && !ends) {
                        // The last line has not ended: it counts, too.
                        wanted--;
                    }
                    last = false;
                    if (ends && --wanted == 0) {
                        return end - length + i + unit;
                    }
                    if (wanted == 0) {
                        return size;
                    }
                }
                end -= length;
            }
            return 0;
        };
    }
}

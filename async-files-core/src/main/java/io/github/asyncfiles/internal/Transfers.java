// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The one place where short reads and writes are completed. */
public final class Transfers {

    /**
     * The most bytes of a heap buffer that one call moves. The JDK copies them through a direct buffer of that size,
     * which it then keeps for the thread: without a bound, one large file would pin as much memory outside the heap.
     */
    static final int HEAP_CHUNK_BYTES = 128 * 1024;

    private Transfers() {}

    /** Reads at a position, as {@link FileHandle#read} does. */
    @FunctionalInterface
    public interface Reads {

        /**
         * Reads bytes at {@code position} into what remains of {@code target}.
         *
         * @param target filled from its position on
         * @param position in bytes from the start of the file
         * @return how many bytes were read; less than 0 when there is nothing to go on with
         * @throws IOException when reading fails
         */
        int read(ByteBuffer target, long position) throws IOException;
    }

    /**
     * Reads until {@code target} is full or the file ends.
     *
     * @param file to read from
     * @param target filled from its position on
     * @param position where in the file to start, in bytes
     * @return how many bytes were read; fewer than remained in {@code target} only at the end of the file
     * @throws IOException when reading fails
     */
    public static int readFully(FileHandle file, ByteBuffer target, long position) throws IOException {
        return readFully(file::read, target, position);
    }

    /**
     * Reads until {@code target} is full or there is nothing to go on with.
     *
     * @param file to read from
     * @param target filled from its position on
     * @param position where in the file to start, in bytes
     * @return how many bytes were read; fewer than remained in {@code target} only when a read answered with less than 0
     * @throws IOException when reading fails
     */
    public static int readFully(Reads file, ByteBuffer target, long position) throws IOException {
        int start = target.position();
        int end = target.limit();
        try {
            while (target.position() < end) {
                target.limit(chunkEnd(target, end));
                if (file.read(target, position + target.position() - start) < 0) {
                    break;
                }
            }
        } finally {
            target.limit(end);
        }
        return target.position() - start;
    }

    /**
     * Writes all that remains of {@code source}.
     *
     * @param file to write to
     * @param source drained
     * @param position where in the file to start, in bytes
     * @throws IOException when writing fails; part of {@code source} may have been written
     */
    public static void writeFully(FileHandle file, ByteBuffer source, long position) throws IOException {
        int start = source.position();
        int end = source.limit();
        try {
            while (source.position() < end) {
                source.limit(chunkEnd(source, end));
                file.write(source, position + source.position() - start);
            }
        } finally {
            source.limit(end);
        }
    }

    private static int chunkEnd(ByteBuffer buffer, int end) {
        return buffer.isDirect() ? end : Math.min(end, buffer.position() + HEAP_CHUNK_BYTES);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Transfers;
import io.github.asyncfiles.spi.BufferAllocator;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, chunk by chunk, each full but the last. To the end of the file, wherever that is by then: its size
 * is a hint for how much to allocate, no more.
 *
 * @param <T> the type of the buffers
 */
public final class ChunkSource<T> implements StreamSource<T> {

    /** Room to see whether a file goes on where it should end; what claims to be empty, in {@code /proc}, mostly does. */
    private static final int PROBE_BYTES = 4 * 1024;

    private final FileHandle file;
    private final boolean owned;
    private final BufferAllocator<T> buffers;
    private final int chunkBytes;
    private final long end;

    /** Where in the file the next chunk begins. */
    private long position;
    /** Where the file ends, as it said last. */
    private long expectedEnd;

    /** Allocated and not yet full, with its room. */
    private @Nullable T chunk;

    private @Nullable ByteBuffer room;
    private int start;

    /**
     * Creates a source.
     *
     * @param file to read
     * @param owned whether the file is closed with the source
     * @param buffers make the chunks
     * @param chunkBytes how large they are
     * @param position where to begin, in bytes
     * @param length how many bytes at most
     */
    public ChunkSource(
            FileHandle file, boolean owned, BufferAllocator<T> buffers, int chunkBytes, long position, long length) {
        this.file = file;
        this.owned = owned;
        this.buffers = buffers;
        this.chunkBytes = chunkBytes;
        this.position = position;
        this.end = length > Long.MAX_VALUE - position ? Long.MAX_VALUE : position + length;
    }

    /**
     * Opens a source; chunks that nobody gets go back to where they came from.
     *
     * @param <T> the type of the buffers
     */
    public abstract static class Opener<T> implements StreamSource.Opener<T> {

        private final BufferAllocator<T> buffers;

        /**
         * Creates an opener.
         *
         * @param buffers make the chunks
         */
        protected Opener(BufferAllocator<T> buffers) {
            this.buffers = buffers;
        }

        @Override
        public void discard(T chunk) {
            buffers.release(chunk);
        }
    }

    @Override
    public Progress fill(Elements<T> elements) throws IOException {
        if (isAtEnd()) {
            return Progress.END;
        }
        if (room == null) {
            if (position >= expectedEnd) {
                expectedEnd = file.size();
            }
            allocate();
        }
        try {
            Transfers.readFully(file, room, position + filled());
        } catch (IOException e) {
            if (filled() == 0) {
                throw e;
            }
            // What was read comes first; the next hop fails again.
            return handOver(elements, Progress.MORE);
        }
        boolean ended = room.hasRemaining();
        return handOver(elements, ended ? Progress.END : Progress.MORE);
    }

    @Override
    public @Nullable Progress tryFill(Elements<T> elements) {
        if (isAtEnd()) {
            return Progress.END;
        }
        if (room == null) {
            if (position >= expectedEnd) {
                expectedEnd = file.trySize();
                if (expectedEnd == FileHandle.WOULD_WAIT) {
                    return null;
                }
            }
            allocate();
        }
        while (room.hasRemaining()) {
            int count = file.tryRead(room, position + filled());
            if (count == FileHandle.WOULD_WAIT) {
                return null;
            }
            if (count < 0) {
                return handOver(elements, Progress.END);
            }
        }
        return handOver(elements, Progress.MORE);
    }

    private boolean isAtEnd() {
        return position >= end;
    }

    private int filled() {
        return room.position() - start;
    }

    private void allocate() {
        long expected = expectedEnd > position ? expectedEnd - position : PROBE_BYTES;
        int bytes = (int) Math.min(chunkBytes, Math.min(end - position, expected));
        chunk = buffers.allocate(bytes);
        room = buffers.room(chunk);
        start = room.position();
        if (room.remaining() > bytes) {
            room.limit(start + bytes);
        }
    }

    private Progress handOver(Elements<T> elements, Progress progress) {
        int count = filled();
        T full = chunk;
        chunk = null;
        room = null;
        if (count == 0) {
            buffers.release(full);
        } else {
            elements.add(buffers.filled(full, count));
            elements.countRead(count);
            position += count;
        }
        return progress == Progress.MORE && isAtEnd() ? Progress.END : progress;
    }

    @Override
    public boolean tryClose() {
        if (owned && !file.tryClose()) {
            return false;
        }
        releaseChunk();
        return true;
    }

    @Override
    public void close() throws IOException {
        releaseChunk();
        if (owned) {
            file.close();
        }
    }

    private void releaseChunk() {
        if (chunk != null) {
            buffers.release(chunk);
            chunk = null;
            room = null;
        }
    }
}

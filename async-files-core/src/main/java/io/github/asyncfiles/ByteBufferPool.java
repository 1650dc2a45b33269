// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.spi.BufferAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct buffers that come back: a stream takes them from here, its subscriber {@linkplain #release returns} each when it
 * is done with it. That is about twice as fast as a fresh one for each chunk, whose memory has to be cleared first.
 *
 * <pre>{@code
 * ByteBufferPool pool = ByteBufferPool.of(64 * 1024, 16);
 * AsyncFiles.forEach(files.read(path, 0, Long.MAX_VALUE, pool), buffer -> {
 *     digest.update(buffer);
 *     pool.release(buffer);
 * });
 * }</pre>
 *
 * <p>Safe for use by many threads, and by many streams at a time. It never makes anyone wait: when none is free, it makes
 * a new one, and when it has enough, it leaves those that come back to the garbage collector. One that is not returned is
 * none the worse. To return one twice, or to use one that was returned, is a mistake that nobody notices at once: two
 * will write to the same memory.
 */
public final class ByteBufferPool implements BufferAllocator<ByteBuffer> {

    private final int bufferBytes;
    private final int kept;
    private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
    /** How many are in the queue, or about to be. */
    private final AtomicInteger count = new AtomicInteger();

    private ByteBufferPool(int bufferBytes, int kept) {
        this.bufferBytes = bufferBytes;
        this.kept = kept;
    }

    /**
     * Creates an empty pool.
     *
     * @param bufferBytes the size of each buffer, in bytes, at least 1; best the template's buffer size
     * @param kept how many unused ones it keeps, at least 0
     * @return the pool
     * @throws IllegalArgumentException when a number is out of range
     */
    public static ByteBufferPool of(int bufferBytes, int kept) {
        return new ByteBufferPool(Checks.atLeast(1, bufferBytes, "bufferBytes"), Checks.atLeast(0, kept, "kept"));
    }

    /** {@return how many unused buffers it has now} */
    public int free() {
        return Math.max(0, count.get());
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        ByteBuffer buffer = free.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(bufferBytes);
        }
        count.decrementAndGet();
        return buffer.clear().order(ByteOrder.BIG_ENDIAN);
    }

    @Override
    public ByteBuffer room(ByteBuffer buffer) {
        return buffer;
    }

    @Override
    public ByteBuffer filled(ByteBuffer buffer, int bytes) {
        return buffer.position(0).limit(bytes);
    }

    @Override
    public List<ByteBuffer> content(ByteBuffer buffer) {
        return List.of(buffer);
    }

    /**
     * Takes a buffer back.
     *
     * @param buffer that came from here, whatever its position, limit and byte order; one of another size is ignored
     */
    @Override
    public void release(ByteBuffer buffer) {
        Objects.requireNonNull(buffer, "buffer");
        if (!buffer.isDirect() || buffer.isReadOnly() || buffer.capacity() != bufferBytes) {
            return;
        }
        if (count.incrementAndGet() <= kept) {
            free.add(buffer);
        } else {
            count.decrementAndGet();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Direct buffers that are used again: a few, as many as are in use at the same time on most days. */
public final class BufferPool {

    private final int bytes;
    private final ArrayBlockingQueue<ByteBuffer> free;

    /**
     * Creates an empty pool.
     *
     * @param bytes how large each buffer is
     * @param most how many are kept
     */
    public BufferPool(int bytes, int most) {
        this.bytes = bytes;
        this.free = new ArrayBlockingQueue<>(most);
    }

    /** {@return a buffer without content} */
    public ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(bytes) : buffer.clear();
    }

    /**
     * Takes back a buffer that nobody uses any more.
     *
     * @param buffer from this pool
     */
    public void giveBack(ByteBuffer buffer) {
        free.offer(buffer);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** A few direct buffers that are lent and come back. Not bound to threads, of which virtual ones may be many. */
public final class ScratchBuffers {

    /** The size of each, in bytes. */
    public static final int BYTES = 64 * 1024;

    private static final int KEPT = 16;

    private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

    /** Creates an empty supply. */
    public ScratchBuffers() {}

    /** {@return a cleared direct buffer, to be given back} */
    public ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer.clear() : ByteBuffer.allocateDirect(BYTES);
    }

    /**
     * Takes a buffer back; the garbage collector has what is too much.
     *
     * @param buffer nobody uses any more
     */
    public void giveBack(ByteBuffer buffer) {
        free.offer(buffer);
    }
}

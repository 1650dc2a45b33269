// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Arrays that are used again: a few, as many as are in use at the same time on most days. */
public final class ArrayPool {

    private final int bytes;
    private final ArrayBlockingQueue<byte[]> free;

    /**
     * Creates an empty pool.
     *
     * @param bytes how long each array is
     * @param most how many are kept
     */
    public ArrayPool(int bytes, int most) {
        this.bytes = bytes;
        this.free = new ArrayBlockingQueue<>(most);
    }

    /** {@return an array with any content} */
    public byte[] take() {
        byte @Nullable [] array = free.poll();
        return array == null ? new byte[bytes] : array;
    }

    /**
     * Takes back an array that nobody uses any more.
     *
     * @param array from this pool
     */
    public void giveBack(byte[] array) {
        free.offer(array);
    }
}

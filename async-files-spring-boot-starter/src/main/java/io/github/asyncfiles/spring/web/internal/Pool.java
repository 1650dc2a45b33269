// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/**
 * Keeps memory that is used for a moment, again and again: no more than was in use at the same time, and no more than so
 * many pieces.
 *
 * @param <T> a piece of memory
 */
public final class Pool<T> {

    private final Supplier<T> maker;
    private final ArrayBlockingQueue<T> free;

    /**
     * Creates an empty pool.
     *
     * @param maker of a piece
     * @param most how many are kept
     */
    public Pool(Supplier<T> maker, int most) {
        this.maker = maker;
        this.free = new ArrayBlockingQueue<>(most);
    }

    /** {@return a piece, with what its last user left in it} */
    public T take() {
        T piece = free.poll();
        return piece == null ? maker.get() : piece;
    }

    /**
     * Takes back what nobody uses any more.
     *
     * @param piece from this pool
     */
    public void giveBack(T piece) {
        free.offer(piece);
    }
}

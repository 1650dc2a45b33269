// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of {@link Scratch}es, made when they are needed. Each thread looks first where it looked last, so that
 * it mostly finds the one it has just given back; nothing is bound to threads, of which virtual ones may be many.
 */
final class ScratchPool {

    /** Places keep a cache line of distance. */
    private static final int STRIDE = 16;

    private final Architecture architecture;
    private final AtomicReferenceArray<@Nullable Scratch> free;
    private final AtomicInteger made = new AtomicInteger();
    private final int mask;

    ScratchPool(Architecture architecture, int processors) {
        this.architecture = architecture;
        // One for each thread that can be running, and some for those that were interrupted with one in their hands.
        int size = Math.min(64, Integer.highestOneBit(Math.max(2, processors) * 4 - 1));
        this.free = new AtomicReferenceArray<>(size * STRIDE);
        this.mask = size - 1;
    }

    /** {@return one that is free, which the caller gives back; {@code null} if there is none} */
    @Nullable Scratch take() {
        int home = home();
        for (int i = 0; i <= mask; i++) {
            int slot = place(home + i);
            if (free.getPlain(slot) != null) {
                Scratch scratch = free.getAndSet(slot, null);
                if (scratch != null) {
                    return scratch;
                }
            }
        }
        if (made.get() <= mask && made.getAndIncrement() <= mask) {
            return new Scratch(architecture);
        }
        return null;
    }

    void giveBack(Scratch scratch) {
        int home = home();
        for (int i = 0; ; i++) {
            // There are as many places as scratches, so there is one.
            if (free.compareAndSet(place(home + i), null, scratch)) {
                return;
            }
        }
    }

    /** {@return how many were made} */
    int made() {
        return Math.min(mask + 1, made.get());
    }

    private static int home() {
        return (int) Thread.currentThread().threadId();
    }

    private int place(int number) {
        return (number & mask) * STRIDE;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at what several threads have left, one look at a time: whoever comes while somebody looks makes him look again, and
 * waits for nothing. What is left before {@link #run} is seen by a look after it; what only looks touch needs no lock.
 */
public final class Drain implements Runnable {

    private final AtomicInteger pending = new AtomicInteger();
    private final Runnable look;

    /**
     * Creates one.
     *
     * @param look goes as far as it gets without waiting; never throws
     */
    public Drain(Runnable look) {
        this.look = look;
    }

    /** Looks, or has it done. */
    @Override
    public void run() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            look.run();
            missed = pending.addAndGet(-missed);
        } while (missed != 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Held while a stream of the container is used, which is never for long: nobody waits for the client with it.
 *
 * <p>When the container says that a request is over, it may use the same objects for another one as soon as whoever was
 * told returns. So that waits until the lock is free; not for ever, since the container may hold a lock itself that is
 * needed here.
 */
final class StreamLock {

    private static final int PATIENCE_MILLIS = 500;

    private final ReentrantLock lock = new ReentrantLock();

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Returns when nobody uses the stream any more who did when this was called. */
    void awaitFree() {
        try {
            if (lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

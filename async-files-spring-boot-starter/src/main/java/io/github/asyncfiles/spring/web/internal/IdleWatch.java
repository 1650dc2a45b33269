// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Notices a client that sends nothing any more. One timer for an upload, which looks when the client could be late at the
 * earliest; only the time counts during which the client is waited for.
 */
final class IdleWatch {

    private static final long NOT_WAITING = Long.MIN_VALUE;

    private final long timeoutNanos;
    private final Executor executor;
    private final Runnable late;
    private volatile long waitingSince = NOT_WAITING;
    private volatile boolean stopped;
    private volatile CompletableFuture<Void> timer = CompletableFuture.completedFuture(null);

    /**
     * Creates a watch.
     *
     * @param timeout how long the client may send nothing
     * @param executor looks, and calls
     * @param late called when the client has sent nothing for so long
     */
    IdleWatch(Duration timeout, Executor executor, Runnable late) {
        this.timeoutNanos = nanos(timeout);
        this.executor = executor;
        this.late = late;
    }

    /** Half of what fits is a century, and leaves room for sums. */
    private static long nanos(Duration timeout) {
        long longest = Long.MAX_VALUE / 2;
        return timeout.compareTo(Duration.ofNanos(longest)) < 0 ? timeout.toNanos() : longest;
    }

    void start() {
        lookIn(timeoutNanos);
    }

    void waiting() {
        long now = System.nanoTime();
        waitingSince = now == NOT_WAITING ? now + 1 : now;
    }

    void arrived() {
        waitingSince = NOT_WAITING;
    }

    void stop() {
        stopped = true;
        timer.complete(null);
    }

    private void lookIn(long nanos) {
        CompletableFuture<Void> next = new CompletableFuture<>();
        next.thenRun(() -> {
            if (!stopped) {
                executor.execute(this::look);
            }
        });
        timer = next;
        // The JDK forgets the timeout when the future completes earlier, but, in Java 17, not when it is cancelled.
        next.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
        if (stopped) {
            next.complete(null);
        }
    }

    private void look() {
        if (stopped) {
            return;
        }
        long since = waitingSince;
        long left = since == NOT_WAITING ? timeoutNanos : timeoutNanos - (System.nanoTime() - since);
        if (left > 0) {
            lookIn(left);
        } else {
            late.run();
        }
    }
}

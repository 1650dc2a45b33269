// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a client still takes or gives something. Costs nothing while nobody waits for it: the JDK's timer is set
 * only then, and one setting of it serves many waits.
 *
 * <p>Time counts from {@link #waiting} to {@link #arrived}.
 */
public final class IdleWatch {

    private final long limitNanos;
    private final Executor executor;
    private final Runnable onIdle;

    /** Whether the timer is set. Whoever sets it, sets the timer. */
    private final AtomicBoolean isSet = new AtomicBoolean();

    private volatile long waitingSinceNanos;
    private volatile boolean waits;
    private volatile boolean stopped;
    private volatile @Nullable CompletableFuture<Boolean> timer;

    /**
     * Creates a watch.
     *
     * @param limit how long a client may be idle
     * @param executor looks, and runs the action
     * @param onIdle run at most once
     */
    public IdleWatch(Duration limit, Executor executor, Runnable onIdle) {
        this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
        this.executor = executor;
        this.onIdle = onIdle;
    }

    /** From now on it is the client's turn. */
    public void waiting() {
        waitingSinceNanos = System.nanoTime();
        waits = true;
        setUnlessSet();
    }

    /** The client has done something. */
    public void arrived() {
        waits = false;
    }

    /** It is over. */
    public void stop() {
        stopped = true;
        CompletableFuture<Boolean> set = timer;
        if (set != null) {
            // Takes it from the queue of the timer.
            set.complete(false);
        }
    }

    private void setUnlessSet() {
        if (!stopped && isSet.compareAndSet(false, true)) {
            set(limitNanos);
        }
    }

    private void set(long afterNanos) {
        CompletableFuture<Boolean> time =
                new CompletableFuture<Boolean>().completeOnTimeout(true, afterNanos, TimeUnit.NANOSECONDS);
        timer = time;
        time.thenAccept(isUp -> {
            if (isUp) {
                executor.execute(this::look);
            }
        });
        if (stopped) {
            time.complete(false);
        }
    }

    private void look() {
        // In this order: whoever waits since now has said since when before.
        boolean stillWaits = waits;
        long leftNanos = limitNanos - (System.nanoTime() - waitingSinceNanos);
        if (!stillWaits) {
            isSet.set(false);
            if (waits) {
                setUnlessSet();
            }
        } else if (leftNanos > 0) {
            set(leftNanos);
        } else if (!stopped) {
            stopped = true;
            onIdle.run();
        }
    }
}

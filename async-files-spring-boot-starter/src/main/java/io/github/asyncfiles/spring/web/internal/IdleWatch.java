// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether a client still takes or gives something. Time counts from {@link #waiting} to {@link #arrived}; that it is
 * up is seen by the next tick of a clock that all share.
 */
public final class IdleWatch {

    private final IdleClock clock;
    private final long limitNanos;
    private final Executor executor;
    private final Runnable onIdle;

    private volatile long waitingSinceNanos;
    private volatile boolean waits;
    private volatile boolean isLookedAt;
    private volatile boolean stopped;

    /**
     * Creates a watch.
     *
     * @param limit how long a client may be idle
     * @param executor runs the action
     * @param onIdle run at most once
     */
    public IdleWatch(Duration limit, Executor executor, Runnable onIdle) {
        this(IdleClock.SHARED, limit, executor, onIdle);
    }

    IdleWatch(IdleClock clock, Duration limit, Executor executor, Runnable onIdle) {
        this.clock = clock;
        this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
        this.executor = executor;
        this.onIdle = onIdle;
    }

    /** From now on it is the client's turn. */
    public void waiting() {
        waitingSinceNanos = System.nanoTime();
        waits = true;
        lookAt();
    }

    private void lookAt() {
        if (!isLookedAt) {
            isLookedAt = true;
            clock.add(this);
            if (stopped) {
                clock.remove(this);
            }
        }
    }

    /** The client has done something. */
    public void arrived() {
        waits = false;
    }

    /** It is over. */
    public void stop() {
        stopped = true;
        clock.remove(this);
    }

    /**
     * Runs the action if it is time. Called by the clock alone.
     *
     * @param nowNanos not later than now
     * @return whether it is to be looked at again
     */
    boolean look(long nowNanos) {
        if (stopped || !waits) {
            return false;
        }
        if (nowNanos - waitingSinceNanos < limitNanos) {
            return true;
        }
        stop();
        executor.execute(onIdle);
        return false;
    }

    /** It is not looked at any more, until it waits again. Called by the clock alone. */
    void forget() {
        clock.remove(this);
        // In this order: whoever waits since now adds it himself, or is seen here.
        isLookedAt = false;
        if (waits && !stopped) {
            lookAt();
        }
    }
}

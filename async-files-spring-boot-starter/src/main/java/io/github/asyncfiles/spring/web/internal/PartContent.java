// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file, as they are handed out to one subscriber.
 *
 * <pre>
 *            claim, once              subscribe, onSubscribe returns         the last signal, or cancel
 *   FREE ------------------&gt; CLAIMED --------------------------------&gt; READY --------------------------&gt; GONE
 *     |
 *     +--- close: nobody has claimed it, and nobody can any more
 * </pre>
 *
 * <p>{@link #claim}, {@link #subscribe}, {@link #request} and {@link #cancel} are for any thread; they leave what they are
 * told in fields, and wake {@link Receiving}. All else is for the thread that drains, so that signals are serial.
 */
final class PartContent implements Flow.Subscription {

    /** Claims it for a subscriber of the user. */
    static final Object SUBSCRIBER = new Object();

    private static final Object CLOSED = new Object();
    private static final Throwable COMPLETE = new Exception("complete");

    private final Runnable wake;
    private final AtomicReference<@Nullable Object> claimer = new AtomicReference<>();
    private final AtomicLong demand = new AtomicLong();
    private volatile Flow.@Nullable Subscriber<? super Chunk> ready;
    private volatile @Nullable Throwable thrown;
    private volatile boolean requested;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable stopped;

    // Only while draining:
    private @Nullable Throwable last;
    private boolean lastIsSaid;

    PartContent(Runnable wake) {
        this.wake = wake;
    }

    // Any thread

    /** {@return whether the content belongs to the claimer now, who is to subscribe to it} */
    boolean claim(Object who) {
        return claimer.compareAndSet(null, who);
    }

    void subscribe(Flow.Subscriber<? super Chunk> subscriber) {
        try {
            subscriber.onSubscribe(this);
        } catch (RuntimeException | Error e) {
            thrown = e;
            cancelled = true;
        }
        ready = subscriber;
        wake.run();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            stop(new IllegalArgumentException("A subscriber must request at least 1, not " + n));
            return;
        }
        demand.accumulateAndGet(n, (had, more) -> had > Long.MAX_VALUE - more ? Long.MAX_VALUE : had + more);
        requested = true;
        wake.run();
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake.run();
    }

    /** Ends it with an error, unless it has ended otherwise by then. */
    void stop(Throwable why) {
        stopped = why;
        wake.run();
    }

    /** {@return whether anything was requested: of a file that is being written, whether it is open} */
    boolean wasRequested() {
        return requested;
    }

    /** {@return whether the subscriber has said anything} */
    boolean wasUsed() {
        return requested || cancelled || stopped != null;
    }

    /** {@return why nothing more is handed out} */
    Throwable reason() {
        Throwable why = thrown != null ? thrown : stopped;
        return why != null ? why : new CancellationException("The subscriber has cancelled");
    }

    // Draining

    /** {@return whether nobody has claimed it, so that nobody can any more} */
    boolean close() {
        return claimer.compareAndSet(null, CLOSED) || claimer.get() == CLOSED;
    }

    boolean isFree() {
        return claimer.get() == null;
    }

    /** {@return whether a subscriber has claimed it, and is about to subscribe} */
    boolean isBeingSubscribed() {
        return claimer.get() == SUBSCRIBER && ready == null;
    }

    @Nullable Saving saving() {
        return claimer.get() instanceof Saving saving ? saving : null;
    }

    /** {@return whether nothing more is handed out} */
    boolean isGone() {
        if (stopped != null) {
            end(stopped);
        }
        return cancelled || last != null || claimer.get() == CLOSED;
    }

    boolean wants() {
        return ready != null && demand.get() > 0;
    }

    /** {@return what the subscriber threw, {@code null} if nothing} */
    @Nullable Throwable thrown() {
        return thrown;
    }

    void next(Chunk chunk) {
        demand.updateAndGet(had -> had == Long.MAX_VALUE ? had : had - 1);
        try {
            ready.onNext(chunk);
        } catch (RuntimeException | Error e) {
            thrown = e;
            cancelled = true;
        }
    }

    void complete() {
        end(COMPLETE);
    }

    /**
     * Says the last word, as soon as it can be said.
     *
     * @param why an error, or {@link #COMPLETE}; what was said or is to be said before stays
     */
    void end(Throwable why) {
        if (last == null) {
            last = why;
        }
        Flow.Subscriber<? super Chunk> subscriber = ready;
        if (subscriber == null || lastIsSaid || cancelled) {
            return;
        }
        if (last != COMPLETE && saving() != null && !requested) {
            // The file is being opened. Only when it is known whether it was created can it be deleted.
            return;
        }
        lastIsSaid = true;
        try {
            if (last == COMPLETE) {
                subscriber.onComplete();
            } else {
                subscriber.onError(last);
            }
        } catch (RuntimeException | Error e) {
            thrown = e;
        }
    }

    /** Says what could not be said before. */
    void flush() {
        if (stopped != null || last != null) {
            end(last != null ? last : stopped);
        }
    }
}

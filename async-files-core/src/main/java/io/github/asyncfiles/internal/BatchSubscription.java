// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: fetches a batch in one hop, hands its elements out as they are requested, fetches the next.
 *
 * <pre>
 *              request               hop ends
 *   WAITING ------------> FETCHING ------------> WAITING (elements, and perhaps the source)
 *      |                      |
 *      | end and all handed   | hop fails: onError
 *      | out: onComplete      v
 *      +------------------> DONE &lt;---- cancel, a subscriber that throws (nothing is called any more)
 * </pre>
 *
 * <p><b>One at a time.</b> Whatever happens ({@code request}, {@code cancel}, the end of a hop) is left in a field and
 * followed by {@link #drain()}; whoever raises {@link #pending} from 0 does the work of all, so the fields below are
 * used by one thread at a time, the subscriber is never called concurrently, and recursion is one level deep.
 *
 * <p><b>Who closes the source.</b> The subscription while it waits, the hop while it fetches: {@link Fetch} hands the
 * source over in a {@link Batch}. If the hop's future was completed otherwise meanwhile (cancelled, timed out), the
 * batch is closed by the worker, and the source with it; if the hop never ran, by {@link Fetch#abandon()}.
 */
final class BatchSubscription<T> implements Flow.Subscription {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private final BatchSource.Opener<T> opener;
    private final Hops hops;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException badRequest;

    /** Set by the hop that ends, taken by the next drain. */
    private volatile @Nullable Outcome<T> arrived;

    // Only while draining:
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private @Nullable BatchSource<T> source;
    private @Nullable CompletableFuture<?> fetching;
    private List<T> batch = List.of();
    private int next;
    private boolean exhausted;

    BatchSubscription(BatchSource.Opener<T> opener, Hops hops, Flow.Subscriber<? super T> subscriber) {
        this.opener = opener;
        this.hops = hops;
        this.subscriber = subscriber;
    }

    void start() {
        // Requests made inside onSubscribe wait until it has returned.
        pending.set(1);
        try {
            subscriber.onSubscribe(this);
        } catch (Throwable t) {
            subscriberThrew(t);
        }
        drainPending(1);
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            badRequest =
                    new IllegalArgumentException("Requested " + n + " elements: at least 1 (Reactive Streams 3.9)");
        } else {
            demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
        }
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        drain();
    }

    private void drain() {
        if (pending.getAndIncrement() == 0) {
            drainPending(1);
        }
    }

    private void drainPending(int missed) {
        int left = missed;
        do {
            step();
            left = pending.addAndGet(-left);
        } while (left != 0);
    }

    private void step() {
        takeArrived();
        if (subscriber == null) {
            return;
        }
        if (cancelled) {
            end();
            return;
        }
        if (badRequest != null) {
            fail(badRequest);
            return;
        }
        handOut();
        if (subscriber == null || cancelled || next < batch.size()) {
            return;
        }
        if (exhausted) {
            Flow.Subscriber<? super T> completed = subscriber;
            end();
            signal(completed::onComplete);
        } else if (fetching == null && demand.get() > 0) {
            fetch();
        }
    }

    private void handOut() {
        long requested = demand.get();
        long given = 0;
        while (given < requested && next < batch.size() && !cancelled) {
            T element = batch.get(next);
            batch.set(next++, null);
            given++;
            try {
                subscriber.onNext(element);
            } catch (Throwable t) {
                subscriberThrew(t);
                return;
            }
        }
        if (requested != Long.MAX_VALUE) {
            demand.addAndGet(-given);
        }
        if (next == batch.size()) {
            batch = List.of();
            next = 0;
        }
    }

    private void fetch() {
        Fetch fetch = new Fetch(source);
        source = null;
        CompletableFuture<Batch<T>> hop;
        try {
            hop = hops.run(fetch);
        } catch (RuntimeException e) {
            hop = CompletableFuture.failedFuture(e);
        }
        fetching = hop;
        hop.whenComplete((result, failure) -> {
            if (failure != null) {
                fetch.abandon();
            }
            arrived = new Outcome<>(result, failure);
            drain();
        });
    }

    private void takeArrived() {
        Outcome<T> outcome = arrived;
        if (outcome == null) {
            return;
        }
        arrived = null;
        fetching = null;
        if (outcome.batch != null) {
            source = outcome.batch.source;
            if (subscriber == null) {
                releaseSource();
                return;
            }
            batch = outcome.batch.elements;
            next = 0;
            exhausted = source == null;
        } else if (subscriber != null && !cancelled) {
            Throwable failure = outcome.failure;
            fail(failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure);
        }
    }

    private void fail(Throwable failure) {
        Flow.Subscriber<? super T> failed = subscriber;
        end();
        signal(() -> failed.onError(failure));
    }

    /** Lets go of everything; the subscriber too, as Reactive Streams 3.13 asks. */
    private void end() {
        subscriber = null;
        batch = List.of();
        next = 0;
        releaseSource();
        if (fetching != null) {
            // Its end drains once more, and what it brings is released then.
            fetching.cancel(false);
        }
    }

    private void releaseSource() {
        if (source != null) {
            hops.release(source);
            source = null;
        }
    }

    private void subscriberThrew(Throwable t) {
        // Reactive Streams 2.13: such a subscriber counts as cancelled, and somebody has to be told.
        cancelled = true;
        LOGGER.log(System.Logger.Level.WARNING, "A subscriber threw; its subscription is cancelled", t);
        end();
    }

    private void signal(Runnable terminal) {
        try {
            terminal.run();
        } catch (Throwable t) {
            LOGGER.log(System.Logger.Level.WARNING, "A subscriber threw at the end of its subscription", t);
        }
    }

    private record Outcome<T>(
            @Nullable Batch<T> batch, @Nullable Throwable failure) {}

    /** What a hop brings: elements, and the source if there may be more. */
    private record Batch<T>(List<T> elements, @Nullable BatchSource<T> source) implements Closeable {

        @Override
        public void close() throws IOException {
            if (source != null) {
                source.close();
            }
        }
    }

    /** The hop. Owns the source from the moment it is made until it returns. */
    private final class Fetch implements Hops.Work<Batch<T>> {

        private final @Nullable BatchSource<T> open;
        private final AtomicBoolean taken = new AtomicBoolean();

        Fetch(@Nullable BatchSource<T> open) {
            this.open = open;
        }

        @Override
        public Batch<T> run() throws IOException {
            if (!taken.compareAndSet(false, true)) {
                return new Batch<>(List.of(), null);
            }
            List<T> elements = new ArrayList<>();
            BatchSource<T> current = open != null ? open : opener.open();
            boolean more;
            try {
                more = current.fill(elements);
            } catch (Throwable t) {
                try (current) {
                    throw t;
                }
            }
            if (!more) {
                closeQuietly(current);
            }
            return new Batch<>(elements, more ? current : null);
        }

        /** All was read: that it cannot be closed takes nothing away from what is delivered. */
        private void closeQuietly(BatchSource<T> source) {
            try {
                source.close();
            } catch (IOException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "Could not be closed", e);
            }
        }

        /** Called when the hop failed: if it never ran, the source is still open. */
        void abandon() {
            if (open != null && taken.compareAndSet(false, true)) {
                hops.release(open);
            }
        }
    }
}

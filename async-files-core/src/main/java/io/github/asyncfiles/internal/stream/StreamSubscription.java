// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.stream.StreamSource.Progress;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: fetches batch after batch, hands their elements out as they are requested.
 *
 * <pre>
 *                +--------------------------- try on this thread: it is there -----------+
 *                v                                                                       |
 *   request   IDLE ---- something is wanted, or there is room to read ahead -------------+
 *                ^                                                                       |
 *                |                 hop ends                                              v it would wait
 *                +------------------------------------------------------------------ FETCHING, on a worker
 *                |                                                                       |
 *                |  the source wakes it                the source has no more now        |
 *                +------------------------ WAITING &lt;-------------------------------------+
 *
 *   DONE: the end was handed out, or onError; cancel, a subscriber that throws (nothing is called any more); forgotten
 * </pre>
 *
 * <p><b>One at a time.</b> Whatever happens ({@code request}, {@code cancel}, the end of a hop, a wake-up) is left in a
 * field and followed by {@link #drain()}; whoever raises {@link #pending} from 0 does the work of all, so the fields
 * below, and {@link #held}, are used by one thread at a time, the subscriber is never called concurrently, and recursion
 * is one level deep.
 *
 * <p><b>Reading ahead.</b> While batches have to be waited for, the next one is fetched while those before it are handed
 * out: those not handed out and the one being fetched are never more than {@link #readAhead}, or one if something is
 * wanted. While they are there at once, nothing is fetched before it is wanted.
 *
 * <p><b>No thread is held for long.</b> After {@value #SLICE_NANOS} nanoseconds of handing out, with what the subscriber
 * does with it, somebody else goes on: a worker, or the executor that completes. So neither a subscriber that requests
 * much of what is there at once, nor one that is slower than the workers fetch, keeps the thread of whoever requested.
 *
 * <p><b>Who closes the source.</b> {@link #held} while nothing runs, the hop while it fetches: {@link Fetch} hands the
 * source over in its {@link Elements}. If the hop's future was completed otherwise meanwhile (cancelled, timed out), they
 * are closed by the worker, and the source with them; if the hop never ran, the source is {@linkplain Fetch#takeBack taken
 * back}.
 */
final class StreamSubscription<T> implements Flow.Subscription {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    /** How long a thread hands out before another one goes on: a hop takes a hundredth of that. */
    private static final int SLICE_NANOS = 1_000_000;

    /** Looking at the clock takes as long as handing out a line: it is looked at after so many; a power of two. */
    private static final int ELEMENTS_PER_LOOK = 16;

    private final StreamSource.Opener<T> opener;
    private final Consumer<T> discard;
    private final Hops hops;
    private final int readAhead;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    /** Why it ends, whatever is fetched already: misuse, or the template is closed. */
    private volatile @Nullable RuntimeException endedBy;

    /** Set by the hop that ends, taken by the next drain. */
    private volatile @Nullable Outcome arrived;

    // Only while draining:
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private final Held<T> held;
    private @Nullable CompletableFuture<?> fetching;
    private long sliceBegan;
    private boolean sliceIsOver;
    private int handedOut;
    private boolean requested;
    /** Whether nothing may be tried on this thread, as it was when something was wanted last. */
    private boolean mayNotTry;
    /** Whether a batch was to be fetched ahead and could not be: then only when one is wanted. */
    private boolean aheadRefused;
    /** Whether what is wanted next has to be waited for, as far as is known. */
    private boolean slow;
    /** Whether the source has no more now. */
    private boolean waiting;
    /** Whether nothing is fetched any more: then comes the end, or the failure. */
    private boolean exhausted;

    private @Nullable Throwable failure;

    StreamSubscription(StreamSource.Opener<T> opener, Hops hops, int readAhead, Flow.Subscriber<? super T> subscriber) {
        this.opener = opener;
        this.discard = opener::discard;
        this.hops = hops;
        this.readAhead = readAhead;
        this.subscriber = subscriber;
        this.held = new Held<>(this, hops);
    }

    void start() {
        // Requests made inside onSubscribe wait until it has returned.
        pending.set(1);
        try {
            subscriber.onSubscribe(this);
        } catch (Throwable t) {
            subscriberThrew(t);
        }
        drainPending();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            endedBy = new IllegalArgumentException("Requested " + n + " elements: at least 1 (Reactive Streams 3.9)");
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

    /** The template is closed while nothing runs here. */
    void closeWithTemplate() {
        endedBy = new IllegalStateException("The AsyncFileTemplate is closed");
        hops.execute(this::drain);
    }

    void drain() {
        if (pending.getAndIncrement() == 0) {
            drainPending();
        }
    }

    private void drainPending() {
        sliceBegan = System.nanoTime();
        int missed = pending.get();
        do {
            step();
            while (sliceIsOver) {
                sliceIsOver = false;
                if (handOver()) {
                    return;
                }
                // There is nobody else: so it goes on here.
                sliceBegan = System.nanoTime();
                step();
            }
            missed = pending.addAndGet(-missed);
        } while (missed != 0);
        Reference.reachabilityFence(this);
    }

    /** Lets another thread go on, which takes over all that is used while draining. {@return whether there is one} */
    private boolean handOver() {
        HandOver handOver = new HandOver();
        hops.execute(handOver);
        handOver.isOffered = false;
        return !handOver.isRefused;
    }

    /** What is run at once, by the very thread that offers it, nobody has taken over. */
    private final class HandOver implements Runnable {

        private final Thread from = Thread.currentThread();
        // Used by that thread only:
        private boolean isOffered = true;
        private boolean isRefused;

        @Override
        public void run() {
            if (Thread.currentThread() == from && isOffered) {
                isRefused = true;
            } else {
                drainPending();
            }
        }
    }

    private void step() {
        takeArrived();
        if (subscriber == null) {
            return;
        }
        if (cancelled) {
            end();
        } else if (endedBy != null) {
            fail(endedBy);
        } else {
            handOut();
        }
        if (subscriber != null) {
            held.waits(waiting && demand.get() > 0 ? this : null);
            held.guard(this);
        }
    }

    private void handOut() {
        long wanted = demand.get();
        requested |= wanted > 0;
        long given = 0;
        while (!cancelled && endedBy == null && (isFetched() || hasEnded() || given < wanted && tryNow())) {
            if (!isFetched()) {
                finish();
                return;
            }
            if (given == wanted || isSliceOver()) {
                break;
            }
            T element = take();
            given++;
            fetchAhead();
            try {
                subscriber.onNext(element);
            } catch (Throwable t) {
                subscriberThrew(t);
                return;
            }
        }
        if (wanted != Long.MAX_VALUE) {
            demand.addAndGet(-given);
        }
        if (!cancelled && !sliceIsOver) {
            // What was requested meanwhile is for the next step, which tries it here first.
            if (given < wanted && !isFetched()) {
                fetch();
            }
            fetchAhead();
        }
    }

    private boolean isSliceOver() {
        boolean look = (handedOut++ & ELEMENTS_PER_LOOK - 1) == 0
                || !held.fetched.getFirst().hasSeveral();
        if (look && System.nanoTime() - sliceBegan > SLICE_NANOS) {
            sliceIsOver = true;
        }
        return sliceIsOver;
    }

    private boolean isFetched() {
        return !held.fetched.isEmpty();
    }

    private boolean hasEnded() {
        return exhausted && held.fetched.isEmpty();
    }

    private T take() {
        Elements<T> first = held.fetched.getFirst();
        T element = first.next();
        if (!first.hasNext()) {
            held.fetched.removeFirst();
        }
        return element;
    }

    // Fetching

    /** Fetches on this thread, if that needs no waiting. {@return whether there is something to hand out, or the end} */
    private boolean tryNow() {
        while (fetching == null && !isWaiting() && !exhausted) {
            Elements<T> elements = new Elements<>(discard);
            boolean done = false;
            mayNotTry = true;
            try {
                held.listen();
                done = hops.attempt(() -> fillNow(elements));
            } catch (Throwable t) {
                held.releaseSource();
                endWith(t);
            }
            if (!exhausted && !done) {
                slow = true;
                return false;
            }
            slow = false;
            add(elements);
            if (isFetched() || exhausted) {
                return true;
            }
        }
        return false;
    }

    private long fillNow(Elements<T> elements) throws IOException {
        mayNotTry = false;
        if (held.source == null) {
            held.source = opener.tryOpen();
        }
        if (held.source == null) {
            return -1;
        }
        Progress progress = held.source.tryFill(elements);
        if (progress == null) {
            return -1;
        }
        elements.progress = progress;
        elements.source = held.source;
        held.source = null;
        return elements.bytesRead();
    }

    private void fetchAhead() {
        if (requested && slow && !aheadRefused && held.fetched.size() < readAhead) {
            fetch();
        }
    }

    private void fetch() {
        if (fetching != null || exhausted || isWaiting()) {
            return;
        }
        Fetch fetch = new Fetch(held.source);
        held.source = null;
        CompletableFuture<Elements<T>> hop;
        aheadRefused = false;
        try {
            hop = hops.run(fetch);
        } catch (RuntimeException | Error e) {
            hop = CompletableFuture.failedFuture(e);
        }
        fetching = hop;
        hop.whenComplete((elements, thrown) -> {
            arrived = new Outcome(fetch, elements, thrown);
            hops.arrived(this::drain);
        });
    }

    private boolean isWaiting() {
        if (waiting && held.isWoken()) {
            waiting = false;
        }
        return waiting;
    }

    private void takeArrived() {
        Outcome outcome = arrived;
        if (outcome == null) {
            return;
        }
        arrived = null;
        fetching = null;
        if (outcome.elements == null) {
            notFetched(outcome);
        } else if (subscriber == null) {
            hops.release(outcome.elements);
        } else {
            slow = outcome.elements.waited || mayNotTry;
            add(outcome.elements);
        }
    }

    private void notFetched(Outcome outcome) {
        boolean neverRan = outcome.fetch.takeBack();
        StreamSource<T> source = neverRan ? outcome.fetch.open : null;
        if (subscriber != null && neverRan && (demand.get() == 0 || isFetched())) {
            // It was not wanted yet: so nobody is told, and it is tried again when it is.
            held.source = source;
            aheadRefused = true;
            return;
        }
        if (source != null) {
            hops.release(source);
        }
        if (subscriber != null) {
            endWith(outcome.thrown);
        }
    }

    private void add(Elements<T> elements) {
        if (elements.hasNext()) {
            held.fetched.addLast(elements);
        }
        held.source = elements.source;
        elements.source = null;
        switch (elements.progress) {
            case MORE -> {}
            case WAIT -> waiting = true;
            case END -> {
                exhausted = true;
                held.releaseSource();
            }
        }
    }

    // The end

    /** What was fetched is handed out yet; then comes the failure. */
    private void endWith(Throwable thrown) {
        exhausted = true;
        failure = thrown;
    }

    private void finish() {
        if (failure != null) {
            fail(failure);
        } else {
            Flow.Subscriber<? super T> completed = subscriber;
            end();
            signal(completed::onComplete);
        }
    }

    private void fail(Throwable thrown) {
        Flow.Subscriber<? super T> failed = subscriber;
        end();
        signal(() -> failed.onError(thrown));
    }

    /** Lets go of everything; the subscriber too, as Reactive Streams 3.13 asks. */
    private void end() {
        subscriber = null;
        held.release();
        if (fetching != null) {
            // Its end drains once more, and what it brings is released then.
            fetching.cancel(false);
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

    private final class Outcome {

        private final Fetch fetch;
        private final @Nullable Elements<T> elements;
        private final @Nullable Throwable thrown;

        Outcome(Fetch fetch, @Nullable Elements<T> elements, @Nullable Throwable thrown) {
            this.fetch = fetch;
            this.elements = elements;
            this.thrown = thrown;
        }
    }

    /** The hop. Owns the source from the moment it is made until it returns. */
    private final class Fetch implements Hops.Work<Elements<T>> {

        private final @Nullable StreamSource<T> open;
        private final AtomicBoolean taken = new AtomicBoolean();

        Fetch(@Nullable StreamSource<T> open) {
            this.open = open;
        }

        @Override
        public Elements<T> run(Hops.Counter counter) throws IOException {
            Elements<T> elements = new Elements<>(discard);
            if (!taken.compareAndSet(false, true)) {
                return elements;
            }
            StreamSource<T> current = open != null ? open : opener.open(held::wake);
            held.listen();
            try {
                elements.progress = fill(current, elements);
                elements.source = current;
            } catch (Throwable t) {
                closeAfter(t, current);
                if (!elements.hasNext()) {
                    throw t;
                }
                elements.progress = Progress.MORE;
                elements.source = new Failed<>(t);
            }
            counter.countRead(elements.bytesRead());
            if (elements.progress == Progress.END) {
                closeQuietly(current);
                elements.source = null;
            }
            return elements;
        }

        private Progress fill(StreamSource<T> source, Elements<T> elements) throws IOException {
            Progress now = source.tryFill(elements);
            if (now != null) {
                return now;
            }
            elements.waited = true;
            return source.fill(elements);
        }

        private void closeAfter(Throwable thrown, StreamSource<T> source) {
            try {
                source.close();
            } catch (IOException | RuntimeException e) {
                thrown.addSuppressed(e);
            }
        }

        /** All was read: that it cannot be closed takes nothing away from what is delivered. */
        private void closeQuietly(StreamSource<T> source) {
            try {
                source.close();
            } catch (IOException | RuntimeException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "Could not be closed", e);
            }
        }

        /** Called when the hop failed. {@return whether it never ran, and never will: then the source is as it was} */
        boolean takeBack() {
            return taken.compareAndSet(false, true);
        }
    }

    /** What is left of a source that has failed after it had yielded something: the failure, for the next hop. */
    private record Failed<T>(Throwable failure) implements StreamSource<T> {

        @Override
        public Progress fill(Elements<T> elements) throws IOException {
            if (failure instanceof IOException io) {
                throw io;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public void close() {
            // Was closed when it failed.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Forgotten;
import io.github.asyncfiles.internal.ScratchBuffers;
import io.github.asyncfiles.internal.Transfers;
import io.github.asyncfiles.spi.BufferAllocator;
import io.github.asyncfiles.spi.FileHandle;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a publisher gives out to a file: opens it, requests, writes what has come in one hop, requests as much again,
 * closes it.
 *
 * <pre>
 *   onSubscribe         opened           something has come        written: request as much
 *   ----------> OPENING ------> IDLE ------------------> WRITING ---------------------------> IDLE
 *                                 |  onComplete             |
 *                                 +------------+            |  ends
 *   onError, a failure, the template is closed |            v
 *   (what has come is released, unwritten) ----+-------> CLOSING ------> DONE: the future completes
 *
 *   the future is cancelled: DONE at once; what runs goes on to its end, and closes the file then
 * </pre>
 *
 * <p><b>One at a time.</b> As in {@link StreamSubscription}: signals are left in fields and followed by {@link #drain()}.
 *
 * <p><b>Bounds.</b> Of what was requested, at most {@value #AHEAD} buffers have not been written.
 *
 * <p><b>Who closes the file.</b> {@link #held} while nothing runs, the hop while it runs, which hands it over in its
 * {@link Written}. Who releases a buffer: the hop that writes it; this, when none will.
 *
 * @param <T> the type of the buffers
 */
public final class StreamWriter<T> implements Flow.Subscriber<T> {

    /** Enough to keep a disk busy while more is on its way, few enough to be held for many streams at a time. */
    static final int AHEAD = 16;

    /** Longer pieces are worth a system call of their own, and not worth copying. */
    private static final int COPIED_BYTES = ScratchBuffers.BYTES / 4;

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    /** Opens the file, on a worker. */
    @FunctionalInterface
    public interface Opener {

        /**
         * Opens.
         *
         * @return the file, which the writer closes
         * @throws IOException when it cannot be opened
         */
        FileHandle open() throws IOException;
    }

    private final Opener opener;
    private final boolean append;
    private final BufferAllocator<? super T> buffers;
    private final ScratchBuffers scratch;
    private final Hops hops;
    private final CompletableFuture<Long> result;

    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final Queue<T> come = new ConcurrentLinkedQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean completed;
    private volatile boolean upstreamOver;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Outcome arrived;

    // Only while draining:
    private final Held held;
    private @Nullable CompletableFuture<?> running;
    private boolean opened;
    private boolean done;
    private long position;

    /**
     * Creates a writer, to be subscribed once.
     *
     * @param opener opens the file
     * @param append whether it was opened for appending
     * @param buffers know the content of what comes, and take it back
     * @param scratch lends buffers in which small pieces are put together
     * @param hops run the blocking parts
     * @param result completed with the number of bytes when the file is closed; whoever completes it otherwise cancels
     */
    public StreamWriter(
            Opener opener,
            boolean append,
            BufferAllocator<? super T> buffers,
            ScratchBuffers scratch,
            Hops hops,
            CompletableFuture<Long> result) {
        this.opener = opener;
        this.append = append;
        this.buffers = buffers;
        this.scratch = scratch;
        this.hops = hops;
        this.result = result;
        this.held = new Held(this, hops);
        result.whenComplete((bytes, thrown) -> drain());
    }

    // Signals

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (!subscribed.compareAndSet(false, true)) {
            subscription.cancel();
            return;
        }
        this.subscription = subscription;
        drain();
    }

    @Override
    public void onNext(T buffer) {
        Objects.requireNonNull(buffer, "buffer");
        come.add(buffer);
        drain();
    }

    @Override
    public void onError(Throwable thrown) {
        Objects.requireNonNull(thrown, "thrown");
        upstreamOver = true;
        fail(thrown);
        drain();
    }

    @Override
    public void onComplete() {
        upstreamOver = true;
        completed = true;
        drain();
    }

    private void closeWithTemplate() {
        fail(new IllegalStateException("The AsyncFileTemplate is closed"));
        hops.execute(this::drain);
    }

    private void drain() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            step();
            missed = pending.addAndGet(-missed);
        } while (missed != 0);
        Reference.reachabilityFence(this);
    }

    private void step() {
        takeArrived();
        if (!done && result.isDone()) {
            abandon();
        }
        if (!done && failure != null) {
            cancelUpstream();
            releaseCome();
            if (running == null) {
                close();
            }
        } else if (done) {
            cancelUpstream();
            releaseCome();
        } else if (running == null && subscription != null) {
            goOn();
        }
        if (!done) {
            held.guard(this);
        }
    }

    private void goOn() {
        if (!opened) {
            opened = true;
            run(new Writing(null, List.of(), false, false));
            return;
        }
        boolean last = completed;
        List<T> next = new ArrayList<>();
        for (T buffer = come.poll(); buffer != null; buffer = come.poll()) {
            next.add(buffer);
        }
        if (last || !next.isEmpty()) {
            run(new Writing(held.take(), next, last, last));
        }
    }

    private void run(Writing writing) {
        CompletableFuture<Written> hop;
        try {
            hop = hops.run(writing);
        } catch (RuntimeException | Error e) {
            hop = CompletableFuture.failedFuture(e);
        }
        running = hop;
        hop.whenComplete((written, thrown) -> {
            if (thrown != null) {
                writing.abandon();
            }
            arrived = new Outcome(written, thrown);
            drain();
        });
    }

    private void takeArrived() {
        Outcome outcome = arrived;
        if (outcome == null) {
            return;
        }
        arrived = null;
        running = null;
        if (outcome.thrown != null) {
            fail(outcome.thrown);
            return;
        }
        Written written = outcome.written;
        position += written.bytes;
        if (done) {
            hops.release(written);
        } else if (written.last) {
            if (written.all) {
                // Whatever has happened meanwhile: nothing is missing.
                failure = null;
            }
            end();
        } else {
            held.file = written.file;
            if (failure == null) {
                request(written.buffers == 0 ? AHEAD : written.buffers);
            }
        }
    }

    private void request(int buffers) {
        try {
            subscription.request(buffers);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    /** After a failure: what is written stays, and the future fails when the file is closed. */
    private void close() {
        FileHandle open = held.take();
        if (open == null) {
            end();
        } else {
            run(new Writing(open, List.of(), true, false));
        }
    }

    private void end() {
        done = true;
        held.end();
        if (failure == null) {
            result.complete(position);
        } else {
            result.completeExceptionally(failure);
        }
    }

    /** Nobody waits for it any more. */
    private void abandon() {
        done = true;
        if (running != null) {
            // Its end drains once more, and what it holds is released then.
            running.cancel(false);
        }
        FileHandle open = held.take();
        if (open != null) {
            hops.release(open);
        }
        held.end();
    }

    private void cancelUpstream() {
        if (subscription != null && !upstreamOver) {
            upstreamOver = true;
            try {
                subscription.cancel();
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "A publisher threw when it was cancelled", e);
            }
        }
    }

    private void releaseCome() {
        for (T buffer = come.poll(); buffer != null; buffer = come.poll()) {
            buffers.release(buffer);
        }
    }

    private record Outcome(
            @Nullable Written written, @Nullable Throwable thrown) {}

    /** The open file while nothing runs, apart from the writer: closed when its publisher has forgotten it. */
    private static final class Held {

        private final Hops hops;
        private final Runnable templateCloses;
        private Cleaner.@Nullable Cleanable watch;
        private @Nullable FileHandle file;

        Held(StreamWriter<?> owner, Hops hops) {
            this.hops = hops;
            WeakReference<StreamWriter<?>> writer = new WeakReference<>(owner);
            this.templateCloses = () -> {
                StreamWriter<?> open = writer.get();
                if (open != null) {
                    open.closeWithTemplate();
                }
            };
        }

        void guard(StreamWriter<?> owner) {
            if (watch == null) {
                watch = Forgotten.watch(owner, this::forgotten);
                hops.opened(templateCloses);
            }
        }

        private void forgotten() {
            hops.closed(templateCloses);
            FileHandle open = take();
            if (open != null) {
                LOGGER.log(System.Logger.Level.WARNING, "A publisher has forgotten the file it was to be written to");
                hops.release(open);
            }
        }

        @Nullable FileHandle take() {
            FileHandle open = file;
            file = null;
            return open;
        }

        void end() {
            if (watch != null) {
                watch.clean();
            }
        }
    }

    /** What a hop has done. */
    private record Written(@Nullable FileHandle file, int buffers, long bytes, boolean last, boolean all)
            implements Closeable {

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }
    }

    /** The hop. Owns the file, if it is open, and the buffers. */
    private final class Writing implements Hops.Work<Written> {

        private final @Nullable FileHandle open;
        private final List<T> next;
        private final boolean last;
        /** Whether nothing of what was published is missing when it is the last. */
        private final boolean all;

        private final AtomicBoolean taken = new AtomicBoolean();
        private long bytes;

        Writing(@Nullable FileHandle open, List<T> next, boolean last, boolean all) {
            this.open = open;
            this.next = next;
            this.last = last;
            this.all = all;
        }

        @Override
        public Written run(Hops.Counter counter) throws IOException {
            if (!taken.compareAndSet(false, true)) {
                return new Written(null, 0, 0, false, false);
            }
            FileHandle current;
            try {
                current = open != null ? open : opener.open();
            } catch (Throwable t) {
                next.forEach(buffers::release);
                throw t;
            }
            try {
                writeAll(current);
            } catch (Throwable t) {
                try (current) {
                    throw t;
                }
            } finally {
                counter.countWritten(bytes);
            }
            if (last) {
                current.close();
            }
            return new Written(last ? null : current, next.size(), bytes, last, all);
        }

        private void writeAll(FileHandle target) throws IOException {
            ByteBuffer small = null;
            try {
                for (T buffer : next) {
                    for (ByteBuffer piece : buffers.content(buffer)) {
                        if (piece.remaining() > COPIED_BYTES) {
                            writeOut(target, small);
                            write(target, piece);
                            continue;
                        }
                        if (small == null) {
                            small = scratch.take();
                        }
                        if (small.remaining() < piece.remaining()) {
                            writeOut(target, small);
                        }
                        small.put(piece);
                    }
                }
                writeOut(target, small);
            } finally {
                if (small != null) {
                    scratch.giveBack(small);
                }
                next.forEach(buffers::release);
            }
        }

        private void writeOut(FileHandle target, @Nullable ByteBuffer small) throws IOException {
            if (small != null && small.position() > 0) {
                write(target, small.flip());
                small.clear();
            }
        }

        private void write(FileHandle target, ByteBuffer piece) throws IOException {
            int start = piece.position();
            try {
                Transfers.writeFully(target, piece, append ? 0 : position + bytes);
            } finally {
                bytes += piece.position() - start;
            }
        }

        /** Called when the hop failed: if it never ran, what it owns is still there. */
        void abandon() {
            if (taken.compareAndSet(false, true)) {
                next.forEach(buffers::release);
                if (open != null) {
                    hops.release(open);
                }
            }
        }
    }
}

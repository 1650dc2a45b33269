// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.Cursor;
import io.github.asyncfiles.internal.WorkerPool;
import io.github.asyncfiles.internal.stream.ChunkSource;
import io.github.asyncfiles.internal.stream.Elements;
import io.github.asyncfiles.internal.stream.Hops;
import io.github.asyncfiles.internal.stream.StreamPublisher;
import io.github.asyncfiles.internal.stream.StreamSource;
import io.github.asyncfiles.spi.BufferAllocator;
import io.github.asyncfiles.spi.FileHandle;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an open file, in order: the steps at its cursor, and its closing behind the last of them.
 *
 * <pre>
 *            a step is called          a worker comes
 *   IDLE ----------------------> CLAIMED -----------> SERVING --+  a batch: all that waits, up to {@value Batch#STEPS}
 *    ^ |                            ^                    |      |  - neighbouring writes: one system call
 *    | +-- what the read buffer     |  more has come     |      |  - all forces: one, at the end of the batch
 *    |     holds is served at once  +--------------------+ <----+
 *    +---------------------------------------------------+  nothing waits
 * </pre>
 *
 * <p>{@link #claimed} is held by whoever may touch {@link #cursor} and is to look into the queue after letting go. A step
 * stays in the queue until it is done, so that whoever closes the template, or times operations out, sees it.
 *
 * <p><b>Closing.</b> {@link #users} counts the positional operations under way, and one more until the closing has had
 * its turn. Whoever brings it to 0 closes the handle, exactly once.
 *
 * <p><b>Failures.</b> A write that fails takes with it what waits at that moment and {@linkplain Step#dependsOnWrites
 * depends} on it. A force that fails sets {@link #poison}, for good.
 */
final class FileQueue implements WorkerPool.Task {

    /** Batches served before other work has its turn with the worker. */
    private static final int BATCHES_IN_A_ROW = 16;

    final OperationRunner runner;
    final Path path;
    final @Nullable Executor completer;
    final FileHandle handle;
    final Cursor cursor;
    final boolean append;
    final @Nullable Throwable openedAt;

    private final long openedNanos = System.nanoTime();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile long closeCalledNanos;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private volatile @Nullable Throwable poison;

    /** Waits behind the last step. */
    private final Runnable lastTurn = this::closeInTurn;

    // Only while serving:
    private volatile boolean lastTurnCame;
    /** When, once it has. */
    private long lastTurnNanos;

    private @Nullable Batch batch;

    FileQueue(
            OperationRunner runner,
            Path path,
            @Nullable Executor completer,
            FileHandle handle,
            boolean append,
            int bufferBytes,
            @Nullable Throwable openedAt) {
        this.runner = runner;
        this.path = path;
        this.completer = completer;
        this.handle = handle;
        this.append = append;
        this.openedAt = openedAt;
        this.cursor = new Cursor(handle, append, bufferBytes);
    }

    // In order

    <T extends @Nullable Object> CompletableFuture<T> add(Step<T> step) {
        if (closing.get()) {
            return CompletableFuture.failedFuture(new ClosedChannelException());
        }
        if (runner.enter(step)) {
            waiting.add(step);
            wake();
        }
        return step;
    }

    <T extends @Nullable Object> CompletableFuture<T> add(FileOperation operation, Operation.Work<T> work) {
        return add(new Step<>(this, operation, work));
    }

    /** Reads at the cursor what comes next; nothing, at the end of the file. */
    @FunctionalInterface
    interface Batches<T> {
        List<T> next() throws IOException;
    }

    /** {@return what is read batch by batch, as it is requested; cancelling leaves the file open} */
    <T> Flow.Publisher<T> publish(FileOperation operation, Batches<T> batches) {
        StreamSource<T> source = new StreamSource<>() {
            @Override
            public Progress fill(Elements<T> elements) throws IOException {
                List<T> batch = batches.next();
                batch.forEach(elements::add);
                return batch.isEmpty() ? Progress.END : Progress.MORE;
            }

            @Override
            public void close() {
                // The file stays open.
            }
        };
        Hops inOrder = new StreamHops(runner, operation, path, completer, 0) {
            @Override
            public <R extends Closeable> CompletableFuture<R> run(Work<R> work) {
                return add(operation, work::run);
            }

            @Override
            public void arrived(Runnable task) {
                // Other steps have their turn meanwhile, and the next batch.
                execute(task);
            }
        };
        return new StreamPublisher<>(wake -> source, inOrder, runner.readAhead());
    }

    /** {@return the bytes of a part of the file, side by side with all else; cancelling leaves the file open} */
    <T> Flow.Publisher<T> publish(long position, long length, BufferAllocator<T> buffers) {
        Hops beside = new StreamHops(runner, FileOperation.READ, path, completer, runner.chunkBytes()) {
            @Override
            public <R extends Closeable> CompletableFuture<R> run(Work<R> work) {
                return beside(FileOperation.READ, work::run);
            }

            @Override
            public boolean attempt(Attempt attempt) throws Throwable {
                if (!use()) {
                    return false;
                }
                try {
                    return super.attempt(attempt);
                } finally {
                    letGo();
                }
            }
        };
        return new StreamPublisher<>(
                new ChunkSource.Opener<>(buffers) {
                    @Override
                    public StreamSource<T> open(Runnable wake) {
                        return new ChunkSource<>(handle, false, buffers, runner.chunkBytes(), position, length);
                    }

                    @Override
                    public StreamSource<T> tryOpen() {
                        return open(() -> {});
                    }
                },
                beside,
                runner.readAhead());
    }

    /** {@return whether the caller may touch the cursor now, before anybody else; if so, it {@linkplain #release releases}} */
    boolean claim() {
        if (!nothingWaits() || claimed.get() || !claimed.compareAndSet(false, true)) {
            return false;
        }
        // Once more: between the look and the claim the file may have been closed, its handle too.
        if (!nothingWaits()) {
            release();
            return false;
        }
        return true;
    }

    private boolean nothingWaits() {
        return !closing.get() && waiting.isEmpty();
    }

    void release() {
        claimed.set(false);
        if (!waiting.isEmpty()) {
            wake();
        }
    }

    void remove(Step<?> step) {
        waiting.remove(step);
    }

    private void wake() {
        if (!claimed.get() && claimed.compareAndSet(false, true)) {
            runner.execute(this);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < BATCHES_IN_A_ROW; i++) {
            if (!batch().serve(waiting)) {
                batch = null;
            }
            claimed.set(false);
            if (waiting.isEmpty() || !claimed.compareAndSet(false, true)) {
                return;
            }
        }
        runner.execute(this);
    }

    private Batch batch() {
        if (batch == null) {
            batch = new Batch(this);
        }
        return batch;
    }

    /** No thread can be had: what waits is refused, the closing is done all the same. */
    @Override
    public void refused(Throwable cause) {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next instanceof Step<?> step) {
                step.refused(cause);
            } else {
                next.run();
            }
        }
        claimed.set(false);
        if (!waiting.isEmpty()) {
            wake();
        }
    }

    /**
     * Begins what waits now and means nothing without a write that has failed, so that nobody serves it; it is to be ended
     * by the caller. The forces already gathered were called before that write: they cover the writes before them, and are
     * done.
     */
    List<Step<?>> stopWhatDependsOnWrites() {
        List<Step<?>> stopped = new ArrayList<>();
        for (Runnable next : waiting) {
            if (next instanceof Step<?> step && step.dependsOnWrites() && step.begin()) {
                stopped.add(step);
            }
        }
        return stopped;
    }

    IOException behind(Throwable cause) {
        var failure =
                new FileSystemException(path.toString(), null, "A write before this one failed: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /** A force has failed: the file is not written any more. */
    void poison(Throwable cause) {
        poison = cause;
    }

    boolean isLastTurn(Runnable next) {
        return next == lastTurn;
    }

    /** {@return whether the closing has had its turn: a step behind it was called at the same time, and comes too late} */
    boolean lastTurnCame() {
        return lastTurnCame;
    }

    /** Fails once a force has failed. */
    void requireHealthy() throws IOException {
        Throwable first = poison;
        if (first != null) {
            var failure = new FileSystemException(
                    path.toString(),
                    null,
                    "What was written may be lost, forcing it has failed: " + first.getMessage());
            failure.initCause(first);
            throw failure;
        }
    }

    // Side by side

    <T extends @Nullable Object> CompletableFuture<T> beside(FileOperation operation, Operation.Work<T> work) {
        if (!use()) {
            return CompletableFuture.failedFuture(new ClosedChannelException());
        }
        return runner.submit(new Operation<T>(runner, operation, path, completer, work) {
            @Override
            void released() {
                letGo();
            }
        });
    }

    /** Reads what is there at once. {@return whether that is all: the buffer is full, or the file has ended} */
    boolean tryRead(ByteBuffer target, long position) {
        if (!use()) {
            return false;
        }
        try {
            int start = target.position();
            while (target.hasRemaining()) {
                int count = handle.tryRead(target, position + target.position() - start);
                if (count < 0) {
                    return count != FileHandle.WOULD_WAIT;
                }
            }
            return true;
        } finally {
            letGo();
        }
    }

    /** {@return the size of the file, if it can be told at once} */
    long trySize() {
        if (!use()) {
            return FileHandle.WOULD_WAIT;
        }
        try {
            return handle.trySize();
        } finally {
            letGo();
        }
    }

    /** {@return the attributes of the file, {@code null} if they cannot be told at once} */
    @Nullable BasicFileAttributes tryReadAttributes() {
        if (!use()) {
            return null;
        }
        try {
            return handle.tryReadAttributes();
        } finally {
            letGo();
        }
    }

    private boolean use() {
        int count = users.get();
        while (count > 0 && !closing.get()) {
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
            count = users.get();
        }
        return false;
    }

    private void letGo() {
        if (users.decrementAndGet() == 0) {
            // Perhaps the thread of somebody who cancelled: it must not wait for the closing.
            runner.release(this::closeHandle);
        }
    }

    // Closing

    boolean isOpen() {
        return !closing.get();
    }

    CompletableFuture<@Nullable Void> close() {
        if (closing.compareAndSet(false, true)) {
            closeCalledNanos = System.nanoTime();
            if (!closeAtOnce()) {
                waiting.add(lastTurn);
                wake();
            }
        }
        return whereCalled(closed.copy());
    }

    private CompletableFuture<@Nullable Void> whereCalled(CompletableFuture<@Nullable Void> closing) {
        CallerContext.Captured captured = closing.isDone() ? null : runner.captureContext();
        if (captured == null) {
            return closing;
        }
        CompletableFuture<@Nullable Void> here = new CompletableFuture<>();
        closing.whenComplete((nothing, thrown) -> {
            Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            captured.run(() -> Operation.complete(here, failure));
        });
        return here;
    }

    /** Closes on this thread, if nothing is under way and that needs no waiting. {@return whether it is closed} */
    private boolean closeAtOnce() {
        if (!waiting.isEmpty() || !runner.inline().mayServe(0) || !claimed.compareAndSet(false, true)) {
            return false;
        }
        boolean isClosed = false;
        if (waiting.isEmpty() && users.compareAndSet(1, 0)) {
            isClosed = tryClose();
            if (isClosed) {
                lastTurnNanos = System.nanoTime();
                lastTurnCame = true;
            } else {
                // Nobody has counted from 0.
                users.set(1);
            }
        }
        // Before anybody is told: he may wait for a step that was called at the same time.
        release();
        if (isClosed) {
            closed(null);
        }
        return isClosed;
    }

    private boolean tryClose() {
        try {
            return handle.tryClose();
        } catch (RuntimeException | Error e) {
            // A worker will meet the same, and say so.
            return false;
        }
    }

    private void closeInTurn() {
        if (lastTurnCame) {
            return;
        }
        lastTurnNanos = System.nanoTime();
        lastTurnCame = true;
        if (users.decrementAndGet() == 0) {
            closeHandle();
        }
    }

    /**
     * Closes on this thread, if nothing is under way; otherwise whoever is at it closes when he is done. He may never be,
     * and closing a channel in the middle of a call that hangs would hang too.
     */
    void closeNow() {
        if (!claimed.compareAndSet(false, true)) {
            close();
            return;
        }
        if (closing.compareAndSet(false, true)) {
            closeCalledNanos = System.nanoTime();
            closeInTurn();
        }
        release();
    }

    private void closeHandle() {
        Throwable failure = null;
        try {
            handle.close();
        } catch (IOException | RuntimeException | Error e) {
            failure = Failures.translate(e, path);
        }
        closed(failure);
    }

    private void closed(@Nullable Throwable failure) {
        runner.closed(this);
        Operation.settle(completer, closed, failure);
    }

    OpenHandle openHandle() {
        return new OpenHandle(
                path,
                Duration.ofNanos(System.nanoTime() - openedNanos),
                openedAt == null ? List.of() : List.of(openedAt.getStackTrace()));
    }

    /** {@return whether its closing has been called} */
    boolean isClosing() {
        return closeCalledNanos != 0;
    }

    /** {@return its closing, which has been called and has not come to its end} */
    UnfinishedOperation unfinishedClosing() {
        long now = System.nanoTime();
        Duration age = Duration.ofNanos(now - closeCalledNanos);
        boolean started = lastTurnCame;
        Duration running = started ? Duration.ofNanos(now - lastTurnNanos) : Duration.ZERO;
        return new UnfinishedOperation(FileOperation.CLOSE, path, age, started, running);
    }

    /** {@return the steps that wait or run} */
    List<Operation<?>> steps() {
        List<Operation<?>> steps = new ArrayList<>();
        for (Runnable next : waiting) {
            if (next instanceof Step<?> step) {
                steps.add(step);
            }
        }
        return steps;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.CompletedOperation.Outcome;
import io.github.asyncfiles.internal.WorkerPool;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way: the task a worker runs, and the future its caller holds.
 *
 * <pre>
 *             a worker takes it             the work ends
 *   QUEUED ------------------------> RUNNING ------------> ENDED   success, error
 *      |                                |
 *      | cancel, timeout, refusal,      | cancel, timeout, close:
 *      | close: it never runs           | the work goes on, its result is dropped and closed
 *      +------------> ENDED &lt;-----------+
 * </pre>
 *
 * <p>Whoever moves it to ENDED, and nobody else, tells the observer and completes the future. All ways to complete a
 * {@link CompletableFuture} from outside ({@code cancel}, {@code complete}, {@code completeExceptionally}, and with them
 * {@code orTimeout}) lead through here.
 */
final class Operation<T> extends CompletableFuture<T> implements WorkerPool.Task, CompletedOperation {

    private static final int QUEUED = 0;
    private static final int RUNNING = 1;
    private static final int ENDED = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Operation.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final OperationRunner runner;
    private final FileOperation operation;
    private final Path path;
    private final @Nullable Executor completer;
    private final Work<? extends T> work;
    private final long calledNanos = System.nanoTime();

    private volatile int state = QUEUED;

    // Written by the worker, or by whoever ended the operation before one came.
    private long startedNanos;
    private long bytesRead;
    private long bytesWritten;

    // Written by whoever ended it.
    private long endedNanos;
    private @Nullable Outcome outcome;
    private @Nullable Throwable failure;

    /** The blocking part of an operation. */
    @FunctionalInterface
    interface Work<T> {
        T run(Operation<?> operation) throws IOException;
    }

    Operation(
            OperationRunner runner,
            FileOperation operation,
            Path path,
            @Nullable Executor completer,
            Work<? extends T> work) {
        this.runner = runner;
        this.operation = operation;
        this.path = path;
        this.completer = completer;
        this.work = work;
    }

    @Override
    public void run() {
        startedNanos = System.nanoTime();
        if (!STATE.compareAndSet(this, QUEUED, RUNNING)) {
            return;
        }
        T result = null;
        Throwable thrown = null;
        try {
            result = work.run(this);
        } catch (Throwable t) {
            thrown = Failures.translate(t, path);
        }
        if (!STATE.compareAndSet(this, RUNNING, ENDED)) {
            discard(result);
        } else if (thrown == null) {
            succeed(result);
        } else {
            fail(Outcome.ERROR, thrown);
        }
    }

    /** Ends it in place of the worker, if it has not ended; frees its place in the queue. */
    private boolean end() {
        int before = (int) STATE.getAndSet(this, ENDED);
        if (before == QUEUED) {
            startedNanos = System.nanoTime();
            runner.forget(this);
        }
        return before != ENDED;
    }

    /** It got no place in the queue. */
    void rejectAtOnce(String reason) {
        if (STATE.compareAndSet(this, QUEUED, ENDED)) {
            startedNanos = System.nanoTime();
            fail(Outcome.REJECTED, new FileOperationRejectedException(path, operation + " refused: " + reason));
        }
    }

    /** It was taken from the queue, but no thread could be had. */
    @Override
    public void refused(Throwable cause) {
        if (STATE.compareAndSet(this, QUEUED, ENDED)) {
            startedNanos = System.nanoTime();
            var rejected = new FileOperationRejectedException(path, operation + " refused: no thread to run it");
            rejected.initCause(cause);
            fail(Outcome.REJECTED, rejected);
        }
    }

    /** It waits in the queue, and its turn will not come. */
    void rejectWaiting(String reason) {
        if (end()) {
            fail(Outcome.REJECTED, new FileOperationRejectedException(path, operation + " refused: " + reason));
        }
    }

    void timeOut(String reason) {
        if (end()) {
            fail(Outcome.TIMEOUT, new FileOperationTimeoutException(path, operation + " " + reason));
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (end()) {
            report(Outcome.CANCELLED, new CancellationException());
            return super.cancel(false);
        }
        return isCancelled();
    }

    @Override
    public boolean complete(T value) {
        if (!end()) {
            return false;
        }
        report(Outcome.CANCELLED, null);
        return super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable ex) {
        if (!end()) {
            return false;
        }
        report(ex instanceof TimeoutException ? Outcome.TIMEOUT : Outcome.CANCELLED, ex);
        return super.completeExceptionally(ex);
    }

    private void succeed(T result) {
        report(Outcome.SUCCESS, null);
        settle(() -> super.complete(result));
    }

    private void fail(Outcome how, Throwable thrown) {
        report(how, thrown);
        settle(() -> super.completeExceptionally(thrown));
    }

    private void settle(Runnable completion) {
        if (completer == null) {
            completion.run();
            return;
        }
        try {
            completer.execute(completion);
        } catch (RejectedExecutionException e) {
            // Better on the wrong thread than never.
            completion.run();
        }
    }

    private void report(Outcome how, @Nullable Throwable thrown) {
        endedNanos = System.nanoTime();
        outcome = how;
        failure = thrown;
        runner.observe(this);
    }

    private static void discard(@Nullable Object result) {
        if (result instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                // Nobody is left who could be told.
            }
        }
    }

    /** {@return whether nobody waits for the result any more, so that long work may stop} */
    boolean isAbandoned() {
        return state == ENDED;
    }

    void countRead(long bytes) {
        bytesRead += bytes;
    }

    void countWritten(long bytes) {
        bytesWritten += bytes;
    }

    long calledNanos() {
        return calledNanos;
    }

    UnfinishedOperation unfinished(boolean started) {
        return new UnfinishedOperation(operation, path, Duration.ofNanos(System.nanoTime() - calledNanos), started);
    }

    @Override
    public FileOperation operation() {
        return operation;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("Not ended");
        }
        return outcome;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public boolean servedInline() {
        return false;
    }

    @Override
    public long queuedNanos() {
        return startedNanos - calledNanos;
    }

    @Override
    public long elapsedNanos() {
        return endedNanos - calledNanos;
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public long bytesWritten() {
        return bytesWritten;
    }

    @Override
    public String toString() {
        return operation + " of " + path + " " + super.toString();
    }
}

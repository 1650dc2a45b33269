// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.CompletedOperation.Outcome;
import io.github.asyncfiles.internal.WorkerPool;
import io.github.asyncfiles.internal.stream.Hops;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
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
 * <p>Whoever moves it to ENDED, and nobody else, tells the observer and completes the future. The usual ways to complete
 * a {@link CompletableFuture} from outside ({@code cancel}, {@code complete}, {@code completeExceptionally}, and with
 * them {@code orTimeout}) lead through here.
 */
class Operation<T> extends CompletableFuture<T> implements WorkerPool.Task, CompletedOperation, Hops.Counter {

    private static final int QUEUED = 0;
    private static final int RUNNING = 1;
    private static final int ENDED = 2;
    /** No more than an observer may take. */
    private static final long DELIVERY_NANOS = 100_000_000;

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
    /** Gone when it is over, and with it what it holds: callers may keep futures for long. */
    private @Nullable Work<? extends T> work;

    private @Nullable Object event = FlightRecorder.begin();

    private final long calledNanos = System.nanoTime();

    /** What belongs to the thread of the caller. */
    private CallerContext.@Nullable Captured context;

    /** Of the observer. */
    private @Nullable Object attachment;

    /** Whether somebody is at the work, also when nobody waits for the result any more. */
    private volatile boolean isAtWork;

    /** Written by the timer alone. */
    private boolean isKnownToBeSlow;

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
        this.context = runner.captureContext();
    }

    @Override
    public final void run() {
        Work<? extends T> begun = work;
        if (!begin()) {
            return;
        }
        try {
            T result;
            try {
                result = begun.run(this);
            } catch (Throwable t) {
                fail(t);
                return;
            }
            succeed(result);
        } finally {
            over();
        }
    }

    /** Lets go of all it holds. Called once, when the work is over or will never begin. */
    final void over() {
        isAtWork = false;
        work = null;
        released();
    }

    /** Starts it, unless it has ended. If so, what follows is {@link #succeed} or {@link #fail}, and {@link #released}. */
    final boolean begin() {
        startedNanos = System.nanoTime();
        boolean begins = STATE.compareAndSet(this, QUEUED, RUNNING);
        if (begins) {
            isAtWork = true;
        }
        return begins;
    }

    /** Ends the work of one that {@linkplain #begin began} elsewhere than in {@link #run}. */
    final void end(@Nullable T result, @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                succeed(result);
            } else {
                fail(thrown);
            }
        } finally {
            over();
        }
    }

    /** The work has a result: completes the future, or drops the result if nobody waits any more. */
    final void succeed(T result) {
        if (STATE.compareAndSet(this, RUNNING, ENDED)) {
            report(Outcome.SUCCESS, null);
            settle(() -> {
                if (!super.complete(result)) {
                    // Cancelled while it was on its way to the executor that completes it.
                    runner.release(() -> discard(result));
                }
            });
        } else {
            discard(result);
        }
    }

    /** The work has failed. */
    final void fail(Throwable thrown) {
        if (STATE.compareAndSet(this, RUNNING, ENDED)) {
            settle(Outcome.ERROR, Failures.translate(thrown, path));
        }
    }

    /** Is called once, when the work is over or will never begin: to let go of what it used. Must not throw. */
    void released() {}

    /** Takes it out of the queue it waits in, if it still does. */
    void forget() {
        runner.forget(this);
    }

    /** Ends it in place of the worker, if it has not ended; frees its place in the queue. */
    private boolean end() {
        int before = (int) STATE.getAndSet(this, ENDED);
        if (before == QUEUED) {
            startedNanos = System.nanoTime();
            forget();
            over();
        }
        return before != ENDED;
    }

    /** It got no place in the queue. */
    void rejectAtOnce(String reason) {
        if (STATE.compareAndSet(this, QUEUED, ENDED)) {
            startedNanos = System.nanoTime();
            dropped();
            settle(Outcome.REJECTED, new FileOperationRejectedException(path, operation + " refused: " + reason));
        }
    }

    /** It was taken from the queue, but no thread could be had. */
    @Override
    public void refused(Throwable cause) {
        if (STATE.compareAndSet(this, QUEUED, ENDED)) {
            startedNanos = System.nanoTime();
            over();
            var rejected = new FileOperationRejectedException(path, operation + " refused: no thread to run it");
            rejected.initCause(cause);
            settle(Outcome.REJECTED, rejected);
        }
    }

    /** Its turn will not come. {@return whether it was still waiting} */
    boolean rejectWaiting(String reason) {
        if (!STATE.compareAndSet(this, QUEUED, ENDED)) {
            return false;
        }
        startedNanos = System.nanoTime();
        forget();
        over();
        settle(Outcome.REJECTED, new FileOperationRejectedException(path, operation + " refused: " + reason));
        return true;
    }

    void timeOut(String reason) {
        if (end()) {
            settle(Outcome.TIMEOUT, new FileOperationTimeoutException(path, operation + " " + reason));
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (end()) {
            report(Outcome.CANCELLED, new CancellationException());
            return completeHere(() -> super.cancel(false));
        }
        return isUndelivered() ? super.cancel(false) : isCancelled();
    }

    @Override
    public boolean complete(T value) {
        if (end()) {
            report(Outcome.CANCELLED, null);
        } else if (!isUndelivered()) {
            return false;
        }
        return completeHere(() -> super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable ex) {
        if (end()) {
            report(ex instanceof TimeoutException ? Outcome.TIMEOUT : Outcome.CANCELLED, ex);
        } else if (!isUndelivered()) {
            return false;
        }
        return completeHere(() -> super.completeExceptionally(ex));
    }

    /** Whether it has ended, but the executor that is to complete it has not yet: others may, in its place. */
    private boolean isUndelivered() {
        return completer != null && !isDone();
    }

    private void settle(Outcome how, Throwable thrown) {
        report(how, thrown);
        settle(() -> super.completeExceptionally(thrown));
    }

    private void settle(Runnable completion) {
        CallerContext.Captured captured = context;
        context = null;
        settle(completer, captured, completion);
    }

    /** Completes it on this thread, with what belonged to the caller. */
    private boolean completeHere(BooleanSupplier completion) {
        CallerContext.Captured captured = context;
        context = null;
        if (captured == null) {
            return completion.getAsBoolean();
        }
        boolean[] completed = {false};
        captured.run(() -> completed[0] = completion.getAsBoolean());
        return completed[0];
    }

    static void complete(CompletableFuture<@Nullable Void> future, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** Completes a future that is no operation, where it is wanted. */
    static void settle(
            @Nullable Executor completer, CompletableFuture<@Nullable Void> future, @Nullable Throwable failure) {
        settle(completer, () -> complete(future, failure));
    }

    /** Runs a completion where it is wanted, with what belonged to the caller. */
    static void settle(@Nullable Executor completer, CallerContext.@Nullable Captured captured, Runnable completion) {
        settle(completer, captured == null ? completion : () -> captured.run(completion));
    }

    /** Runs a completion where it is wanted. */
    static void settle(@Nullable Executor completer, Runnable completion) {
        if (completer == null) {
            completion.run();
            return;
        }
        try {
            completer.execute(completion);
        } catch (RuntimeException | Error e) {
            // It refuses, or is broken. Better on the wrong thread than never.
            completion.run();
        }
    }

    /** Waits the moment between its end and the completion of its future, if a worker is just there. */
    final void awaitDelivery() {
        long end = System.nanoTime() + DELIVERY_NANOS;
        while (!isDone() && completer == null && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private void report(Outcome how, @Nullable Throwable thrown) {
        endedNanos = System.nanoTime();
        outcome = how;
        failure = thrown;
        if (event != null) {
            FlightRecorder.end(event, this);
        }
        runner.observe(this);
        event = null;
        attachment = null;
    }

    /** It is accepted, or refused: ended in any case. Called before anybody else knows it. */
    final void called() {
        attachment = runner.observeCall(operation, path);
    }

    /** Nobody waits for a result that holds something: gives that back. */
    private static void discard(@Nullable Object result) {
        try {
            if (result instanceof OpenFile file) {
                file.abandon();
            } else if (result instanceof TextFile file) {
                file.abandon();
            } else if (result instanceof TemporaryDirectory directory) {
                directory.abandon();
            } else if (result instanceof Closeable closeable) {
                closeable.close();
            }
        } catch (IOException e) {
            // Nobody is left who could be told.
        }
    }

    /** It was never accepted: lets go of what it would have used. */
    void dropped() {
        over();
    }

    /** {@return whether it has not begun} */
    boolean isWaiting() {
        return state == QUEUED;
    }

    /** {@return whether nobody waits for the result any more, so that long work may stop} */
    boolean isAbandoned() {
        return state == ENDED;
    }

    @Override
    public void countRead(long bytes) {
        bytesRead += bytes;
    }

    @Override
    public void countWritten(long bytes) {
        bytesWritten += bytes;
    }

    /** {@return whether a worker is at it} */
    boolean isAtWork() {
        return isAtWork;
    }

    long calledNanos() {
        return calledNanos;
    }

    /** {@return whether this is asked for the first time; only of one that is slow, by the timer} */
    boolean isNewlySlow() {
        boolean isNew = !isKnownToBeSlow;
        isKnownToBeSlow = true;
        return isNew;
    }

    UnfinishedOperation unfinished(boolean started) {
        long now = System.nanoTime();
        Duration running = isAtWork ? Duration.ofNanos(now - startedNanos) : Duration.ZERO;
        return new UnfinishedOperation(operation, path, Duration.ofNanos(now - calledNanos), started, running);
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
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public boolean servedInline() {
        return false;
    }

    @Override
    public long queuedNanos() {
        return Math.min(startedNanos, endedNanos) - calledNanos;
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

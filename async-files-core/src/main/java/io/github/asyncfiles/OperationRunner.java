// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.ScratchBuffers;
import io.github.asyncfiles.internal.WorkerPool;
import io.github.asyncfiles.internal.WorkerThreads;
import io.github.asyncfiles.internal.stream.Watcher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The choke point that every operation passes: here it is accepted or refused, timed out, observed, and accounted for
 * when the template closes. What happens to a single one, see {@link Operation}.
 */
final class OperationRunner {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private static final int LOGGED_AT_CLOSE = 20;

    /** Files that were never closed, of which more than their number is known. */
    static final int LEAKS_KEPT = 20;

    private static final long UNTIMED = Long.MIN_VALUE;

    private final WorkerPool pool;
    private final @Nullable ExecutorService ownExecutor;
    private final AsyncFileObserver observer;
    private final int maxThreads;
    private final int queueCapacity;
    private final int chunkBytes;
    private final int readAhead;
    private final CallerContext callerContext;
    private final @Nullable OperationTimer timer;
    private final AtomicBoolean observerFailed = new AtomicBoolean();
    private final ScratchBuffers scratch = new ScratchBuffers();
    private final Inline inline;
    private final Watcher watcher = new Watcher();
    private final Set<Runnable> streams = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> roots;

    private final Set<FileQueue> files = ConcurrentHashMap.newKeySet();
    private final Queue<OpenHandle> leaks = new ConcurrentLinkedQueue<>();
    private final AtomicLong leaked = new AtomicLong();
    private volatile boolean closed;

    /**
     * @param roots lets go of roots that are still open, when everything is done
     */
    OperationRunner(AsyncFileTemplateBuilder settings, Set<Runnable> roots) {
        this.roots = roots;
        inline = new Inline(this, settings.inlineLimitBytes, settings.maxFileSizeBytes);
        Executor lender = settings.executor;
        if (lender == null) {
            ownExecutor = WorkerThreads.executor(settings.maxThreads, settings.keepAlive, settings.threadNamePrefix);
            lender = ownExecutor;
        } else {
            ownExecutor = null;
        }
        maxThreads = settings.maxThreads;
        queueCapacity = settings.queueCapacity;
        chunkBytes = settings.bufferBytes;
        readAhead = settings.readAhead;
        pool = new WorkerPool(lender, maxThreads, queueCapacity);
        observer = settings.observer;
        callerContext = settings.callerContext;
        timer = OperationTimer.start(this, settings);
    }

    <T extends @Nullable Object> CompletableFuture<T> run(
            FileOperation name, Path path, @Nullable Executor completer, Operation.Work<? extends T> work) {
        return submit(new Operation<>(this, name, path, completer, work));
    }

    <T extends @Nullable Object> CompletableFuture<T> submit(Operation<T> operation) {
        requireOpen(operation);
        operation.called();
        if (!pool.offer(operation)) {
            reject(operation);
        }
        return operation;
    }

    /** {@return whether an operation may wait in the queue of its file; if so, it {@linkplain #leave leaves}} */
    boolean enter(Step<?> step) {
        requireOpen(step);
        step.called();
        if (!pool.enter()) {
            reject(step);
            return false;
        }
        return true;
    }

    void leave() {
        pool.leave();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The AsyncFileTemplate is closed");
        }
    }

    private void requireOpen(Operation<?> operation) {
        if (closed) {
            operation.dropped();
        }
        requireOpen();
    }

    private void reject(Operation<?> operation) {
        operation.rejectAtOnce(closed ? "the template is closed" : queueCapacity + " operations are waiting");
    }

    /** Runs a task that serves what was accepted, however full the pool is. */
    void execute(WorkerPool.Task task) {
        if (!pool.offerAlways(task)) {
            task.refused(new RejectedExecutionException("The AsyncFileTemplate is closed"));
        }
    }

    /**
     * Closes a resource on a worker, however busy the workers are.
     *
     * @return a future that completes when it is closed
     */
    CompletableFuture<@Nullable Void> release(Path path, @Nullable Executor completer, Closeable resource) {
        CompletableFuture<@Nullable Void> released = new CompletableFuture<>();
        CallerContext.Captured captured = captureContext();
        release(() -> {
            Throwable failure = null;
            try {
                resource.close();
            } catch (IOException | RuntimeException | Error e) {
                failure = Failures.translate(e, path);
            }
            Throwable outcome = failure;
            Operation.settle(completer, captured, () -> Operation.complete(released, outcome));
        });
        return released;
    }

    /** Closes a resource on a worker, however busy the workers are. */
    void release(Closeable resource) {
        execute(new Release(resource));
    }

    // Served on the calling thread

    boolean isOpen() {
        return !closed;
    }

    int maxThreads() {
        return maxThreads;
    }

    int queueCapacity() {
        return queueCapacity;
    }

    Inline inline() {
        return inline;
    }

    /** {@return when an operation begins that is served on this thread, if anybody wants to know} */
    long startNanos(FileOperation name) {
        return observer != AsyncFileObserver.NONE && inline.callers().isTimed(name) ? System.nanoTime() : UNTIMED;
    }

    /** {@return a future that is complete already} */
    <T extends @Nullable Object> CompletableFuture<T> served(
            FileOperation name, Path path, T result, long bytesRead, long calledNanos) {
        requireOpen();
        inline.copied(bytesRead);
        observeServed(name, path, null, bytesRead, calledNanos);
        return ServedFuture.of(result);
    }

    /** {@return a future that has failed already} */
    <T extends @Nullable Object> CompletableFuture<T> servedFailure(
            FileOperation name, Path path, Throwable thrown, long calledNanos) {
        return ServedFuture.failed(observeFailure(name, path, thrown, calledNanos));
    }

    /** Tells the observer of what failed on this thread. {@return the failure as the caller is to see it} */
    Throwable observeFailure(FileOperation name, Path path, Throwable thrown, long calledNanos) {
        Throwable failure = Failures.translate(thrown, path);
        observeServed(name, path, failure, 0, calledNanos);
        return failure;
    }

    private void observeServed(
            FileOperation name, Path path, @Nullable Throwable failure, long bytesRead, long calledNanos) {
        if (observer != AsyncFileObserver.NONE) {
            long elapsedNanos = elapsedNanos(name, calledNanos);
            observe(new ServedInline(name, path, failure, bytesRead, elapsedNanos, observeCall(name, path)));
        }
    }

    /** {@return how long an operation may take, 0 for no limit} */
    long timeoutNanos() {
        return timer == null ? 0 : timer.timeoutNanos();
    }

    private long elapsedNanos(FileOperation name, long calledNanos) {
        if (calledNanos == UNTIMED) {
            return inline.callers().lastTook(name);
        }
        long nanos = System.nanoTime() - calledNanos;
        inline.callers().took(name, nanos);
        return nanos;
    }

    /** {@return how large the chunks of a stream are} */
    int chunkBytes() {
        return chunkBytes;
    }

    /** {@return how many batches a stream fetches before they are wanted} */
    int readAhead() {
        return readAhead;
    }

    Watcher watcher() {
        return watcher;
    }

    ScratchBuffers scratch() {
        return scratch;
    }

    void opened(FileQueue file) {
        files.add(file);
        if (closed) {
            file.close();
        }
    }

    void closed(FileQueue file) {
        files.remove(file);
    }

    int openFiles() {
        return files.size();
    }

    /** Remembers a stream that holds something open while nothing runs. */
    void streamOpened(Runnable closer) {
        streams.add(closer);
        if (closed) {
            closer.run();
        }
    }

    void streamClosed(Runnable closer) {
        streams.remove(closer);
    }

    /** Runs a callback soon, where it is wanted. */
    void callBack(@Nullable Executor completer, Runnable callback) {
        CallerContext.Captured captured = captureContext();
        Runnable here = captured == null ? callback : () -> captured.run(callback);
        if (completer == null) {
            release(here::run);
        } else {
            Operation.settle(completer, here);
        }
    }

    /** Tells the observer of what was done on this thread. */
    void observeServed(FileOperation name, Path path, long bytesRead, long calledNanos) {
        inline.copied(bytesRead);
        observeServed(name, path, null, bytesRead, calledNanos);
    }

    /** Frees the place of an operation that ended while it waited. */
    void forget(Operation<?> operation) {
        pool.remove(operation);
    }

    void observe(CompletedOperation operation) {
        try {
            observer.operationCompleted(operation);
        } catch (RuntimeException | Error e) {
            observerFailed(e);
        }
    }

    @Nullable Object observeCall(FileOperation operation, Path path) {
        try {
            return observer.operationCalled(operation, path);
        } catch (RuntimeException | Error e) {
            observerFailed(e);
            return null;
        }
    }

    void observe(SlowOperation operation) {
        try {
            observer.operationIsSlow(operation);
        } catch (RuntimeException | Error e) {
            observerFailed(e);
        }
    }

    private void observerFailed(Throwable thrown) {
        if (observerFailed.compareAndSet(false, true)) {
            LOGGER.log(System.Logger.Level.WARNING, "The observer threw; further failures are not logged", thrown);
        }
    }

    CallerContext.@Nullable Captured captureContext() {
        return SafeContext.capture(callerContext);
    }

    /** {@return what was accepted and is not done, the oldest first} */
    List<UnfinishedOperation> unfinished() {
        // One that a worker takes just now is found twice: it is running.
        Map<Operation<?>, Boolean> started = new HashMap<>();
        waiting().forEach(operation -> started.put(operation, false));
        running().forEach(operation -> started.put(operation, true));
        List<UnfinishedOperation> unfinished = new ArrayList<>();
        started.forEach((operation, isStarted) -> unfinished.add(operation.unfinished(isStarted)));
        files.stream()
                .filter(file -> file.isClosing() && file.steps().isEmpty())
                .map(FileQueue::unfinishedClosing)
                .forEach(unfinished::add);
        unfinished.sort(Comparator.comparing(UnfinishedOperation::age).reversed());
        return unfinished;
    }

    void leaked(OpenHandle handle) {
        leaks.add(handle);
        if (leaked.incrementAndGet() > LEAKS_KEPT) {
            leaks.poll();
        }
    }

    long leakedFiles() {
        return leaked.get();
    }

    List<OpenHandle> leakedHandles() {
        return List.copyOf(leaks);
    }

    /** {@return what is open, the oldest first} */
    List<OpenHandle> openHandles() {
        return files.stream()
                .map(FileQueue::openHandle)
                .sorted(Comparator.comparing(OpenHandle::age).reversed())
                .toList();
    }

    int active() {
        return pool.active();
    }

    /** What waits for a worker: not the files, whose steps do. */
    int queued() {
        long tasks = pool.waiting().stream()
                .filter(task -> !(task instanceof FileQueue))
                .count();
        long steps = files.stream()
                .flatMap(file -> file.steps().stream())
                .filter(Operation::isWaiting)
                .count();
        return (int) (tasks + steps);
    }

    /**
     * Refuses what comes, waits for what was accepted, and ends what is left then.
     *
     * @return what was cut off
     */
    List<UnfinishedOperation> close(Duration timeout) {
        closed = true;
        streams.forEach(Runnable::run);
        files.forEach(FileQueue::close);
        boolean drained = false;
        try {
            drained = pool.close(TimeUnit.NANOSECONDS.convert(timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<UnfinishedOperation> cutOff = drained ? List.of() : cutOff(timeout);
        if (drained) {
            roots.forEach(Runnable::run);
        }
        if (timer != null) {
            timer.stop();
        }
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
        return cutOff;
    }

    private List<UnfinishedOperation> cutOff(Duration timeout) {
        List<UnfinishedOperation> cutOff = new ArrayList<>();
        // The waiting ones first, so that no worker takes them while the running ones are dealt with.
        Set<Operation<?>> rejected = new HashSet<>();
        for (Operation<?> operation : waiting()) {
            UnfinishedOperation unfinished = operation.unfinished(false);
            if (operation.rejectWaiting("the template was closed before its turn")) {
                cutOff.add(unfinished);
                rejected.add(operation);
            }
        }
        for (Operation<?> operation : running()) {
            if (rejected.contains(operation)) {
                // A worker has just taken it from the queue, and finds that it has ended.
                continue;
            }
            // Also those that nobody waits for any more: their workers are stuck all the same.
            cutOff.add(operation.unfinished(true));
            operation.timeOut("was still running " + timeout + " after the template was closed");
            operation.awaitDelivery();
        }
        for (FileQueue file : files) {
            if (file.steps().isEmpty()) {
                cutOff.add(file.unfinishedClosing());
            }
        }
        // The workers are stuck, perhaps all of them: what was left to them is done by somebody else, who may get stuck
        // too.
        WorkerThreads.daemon("async-files-closing", () -> {
                    pool.runWaiting();
                    roots.forEach(Runnable::run);
                })
                .start();
        if (!cutOff.isEmpty()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> "Closed with %d unfinished operations, the first of them: %s"
                            .formatted(cutOff.size(), cutOff.subList(0, Math.min(cutOff.size(), LOGGED_AT_CLOSE))));
        }
        return List.copyOf(cutOff);
    }

    /** {@return what waits for a worker, in the pool and in the queues of files} */
    List<Operation<?>> waiting() {
        List<Operation<?>> waiting = operations(pool.waiting());
        files.forEach(file -> file.steps().stream().filter(Operation::isWaiting).forEach(waiting::add));
        return waiting;
    }

    /** {@return what a worker is at, wanted or not, and those steps of files that are being served} */
    List<Operation<?>> running() {
        List<Operation<?>> running = operations(pool.running());
        files.forEach(file -> file.steps().stream().filter(Operation::isAtWork).forEach(running::add));
        return running;
    }

    /** {@return the thread that is at an operation, {@code null} if none is, any more or yet} */
    @Nullable Thread workerOf(Operation<?> operation) {
        return pool.workerOf(operation instanceof Step<?> step ? step.file() : operation);
    }

    private static List<Operation<?>> operations(List<WorkerPool.Task> tasks) {
        List<Operation<?>> operations = new ArrayList<>();
        for (WorkerPool.Task task : tasks) {
            if (task instanceof Operation<?> operation) {
                operations.add(operation);
            }
        }
        return operations;
    }

    /** Closes a resource that nobody uses any more. */
    private record Release(Closeable resource) implements WorkerPool.Task {

        @Override
        public void run() {
            try {
                resource.close();
            } catch (IOException | RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.DEBUG, "Could not be closed: " + resource, e);
            }
        }

        @Override
        public void refused(Throwable cause) {
            run();
        }
    }
}

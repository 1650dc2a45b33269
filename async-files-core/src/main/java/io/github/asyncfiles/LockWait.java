// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a lock again and again. Waiting inside the system would occupy a worker for as long as somebody else holds it,
 * and could not be cancelled.
 */
final class LockWait {

    private static final long FIRST_PAUSE_MILLIS = 1;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt;
    private final CompletableFuture<AsyncFileLock> result = new CompletableFuture<>();
    private final FileQueue file;
    private final long calledNanos = System.nanoTime();

    private LockWait(FileQueue file, Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt) {
        this.file = file;
        this.attempt = attempt;
    }

    /** Waits as long as it takes, or as the template's timeout allows. */
    static CompletableFuture<AsyncFileLock> start(
            FileQueue file, Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt) {
        LockWait wait = new LockWait(file, attempt);
        wait.tryNow(FIRST_PAUSE_MILLIS, true);
        return wait.result;
    }

    private void tryNow(long pauseMillis, boolean first) {
        attempt.get().whenComplete((lock, failure) -> {
            boolean laterOverload = !first && failure instanceof FileOperationRejectedException;
            if (failure != null && !laterOverload) {
                fail(failure);
            } else if (lock == null) {
                tryAfter(pauseMillis);
            } else if (!result.complete(lock)) {
                // Cancelled meanwhile: nobody would ever release it.
                lock.release();
            }
        });
    }

    private void tryAfter(long pauseMillis) {
        long timeoutNanos = file.runner.timeoutNanos();
        if (timeoutNanos > 0 && System.nanoTime() - calledNanos > timeoutNanos) {
            fail(new FileOperationTimeoutException(
                    file.path, "lock waited longer than " + Duration.ofNanos(timeoutNanos)));
            return;
        }
        // The JDK's timer only hands over; the attempt is made on a worker.
        CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> {
                    if (result.isDone()) {
                        return;
                    }
                    try {
                        tryNow(Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS), false);
                    } catch (RuntimeException | Error templateClosed) {
                        fail(templateClosed);
                    }
                });
    }

    /** On a worker: this may be the thread of the JDK's timer, which has others to serve. */
    private void fail(Throwable failure) {
        file.runner.release(() -> Operation.settle(file.completer, () -> result.completeExceptionally(failure)));
    }
}

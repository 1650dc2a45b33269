// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
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
    private final Path path;
    private final long timeoutNanos;
    private final long calledNanos = System.nanoTime();

    private LockWait(Path path, long timeoutNanos, Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt) {
        this.path = path;
        this.timeoutNanos = timeoutNanos;
        this.attempt = attempt;
    }

    /** Waits as long as it takes, or as the timeout allows if it is not 0. */
    static CompletableFuture<AsyncFileLock> start(
            Path path, long timeoutNanos, Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt) {
        LockWait wait = new LockWait(path, timeoutNanos, attempt);
        wait.tryNow(FIRST_PAUSE_MILLIS, true);
        return wait.result;
    }

    private void tryNow(long pauseMillis, boolean first) {
        attempt.get().whenComplete((lock, failure) -> {
            boolean laterOverload = !first && failure instanceof FileOperationRejectedException;
            if (failure != null && !laterOverload) {
                result.completeExceptionally(failure);
            } else if (lock == null) {
                tryAfter(pauseMillis);
            } else if (!result.complete(lock)) {
                // Cancelled meanwhile: nobody would ever release it.
                lock.release();
            }
        });
    }

    private void tryAfter(long pauseMillis) {
        if (timeoutNanos > 0 && System.nanoTime() - calledNanos > timeoutNanos) {
            result.completeExceptionally(new FileOperationTimeoutException(
                    path, "lock waited longer than " + Duration.ofNanos(timeoutNanos)));
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
                        result.completeExceptionally(templateClosed);
                    }
                });
    }
}

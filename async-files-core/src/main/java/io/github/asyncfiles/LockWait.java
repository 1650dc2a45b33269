// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

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

    private LockWait(Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt) {
        this.attempt = attempt;
    }

    static CompletableFuture<AsyncFileLock> start(Supplier<CompletableFuture<@Nullable AsyncFileLock>> attempt) {
        LockWait wait = new LockWait(attempt);
        wait.tryNow(FIRST_PAUSE_MILLIS);
        return wait.result;
    }

    private void tryNow(long pauseMillis) {
        attempt.get().whenComplete((lock, failure) -> {
            if (failure != null) {
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
        // The JDK's timer only hands over; the attempt is made on a worker.
        CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> {
                    if (result.isDone()) {
                        return;
                    }
                    try {
                        tryNow(Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS));
                    } catch (RuntimeException templateClosed) {
                        result.completeExceptionally(templateClosed);
                    }
                });
    }
}

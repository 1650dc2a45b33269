// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for futures in tests, with a bound; also in those of other modules. */
public final class Outcomes {

    private static final int PATIENCE_SECONDS = 20;

    private Outcomes() {}

    public static <T> T valueOf(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("Expected a result of " + future, e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("Never completed: " + future, e);
        }
    }

    /** {@return Awaitility, looking every millisecond from the beginning} */
    public static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    public static Throwable failureOf(CompletableFuture<?> future) {
        try {
            return fail("Expected a failure, not " + future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("Never completed: " + future, e);
        }
    }
}

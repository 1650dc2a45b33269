// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import org.jspecify.annotations.Nullable;

/**
 * Takes along what belongs to the thread of a caller: the names of a log (MDC), who is logged in, the current trace. What is
 * chained to a future sees it, also when a worker completes the future.
 *
 * <p>The library knows no such context; the Spring Boot starter brings an implementation for Micrometer's. Must be
 * thread-safe. What it throws is logged, and nothing is taken along then.
 */
@FunctionalInterface
public interface CallerContext {

    /** Takes nothing along, at no cost. */
    CallerContext NONE = () -> null;

    /**
     * Looks at what belongs to this thread. Called for each operation that a worker has to serve, on the thread of its
     * caller.
     *
     * @return what was there, {@code null} for nothing
     */
    @Nullable Captured capture();

    /** What belonged to a thread. */
    @FunctionalInterface
    interface Captured {

        /**
         * Runs a task as if it were run there, on this thread, which is as it was before afterwards.
         *
         * @param task completes a future, and runs what is chained to it; throws nothing
         */
        void run(Runnable task);
    }
}

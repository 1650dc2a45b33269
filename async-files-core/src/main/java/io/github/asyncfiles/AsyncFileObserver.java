// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Is told what the operations of a template did, for metrics, logs or traces. The library knows no vendor; the Spring
 * Boot starter brings an implementation for Micrometer.
 *
 * <p>Methods are called on the threads that do the work, many at a time: be thread-safe and quick, and do not block.
 * What they throw is logged once and otherwise ignored.
 */
public interface AsyncFileObserver {

    /** Observes nothing, at no cost. */
    AsyncFileObserver NONE = new AsyncFileObserver() {};

    /**
     * An operation was called, and will be ended: {@link #operationCompleted} is called for it, with what this returns.
     * Called on the thread of the caller; of an operation that is served there, just before it has ended.
     *
     * @param operation which one
     * @param path the file or directory; of a copy or move, the source
     * @return what belongs to it, to be found in {@link CompletedOperation#attachment()}; {@code null} for nothing
     */
    default @Nullable Object operationCalled(FileOperation operation, Path path) {
        return null;
    }

    /**
     * An operation takes longer than the {@linkplain AsyncFileTemplateBuilder#slowOperationThreshold threshold}. Called at
     * most once for each, on a thread that looks at all of them.
     *
     * @param operation which one, and what its worker is at
     */
    default void operationIsSlow(SlowOperation operation) {}

    /**
     * An operation ended, in whichever way. Called exactly once for each, just before its future completes. A publisher
     * counts as one operation for each batch it fetches.
     *
     * @param operation what ended, and how; valid only during the call
     */
    default void operationCompleted(CompletedOperation operation) {}
}

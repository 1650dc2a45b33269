// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

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
     * An operation ended, in whichever way. Called exactly once for each, just before its future completes. A publisher
     * counts as one operation for each batch it fetches.
     *
     * @param operation what ended, and how; valid only during the call
     */
    default void operationCompleted(CompletedOperation operation) {}
}

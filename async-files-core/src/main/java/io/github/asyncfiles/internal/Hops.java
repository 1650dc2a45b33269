// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** How the machine in this package gets work done elsewhere: the choke point of the API, seen from inside. */
public interface Hops {

    /**
     * Runs blocking work on a worker.
     *
     * @param <T> its result
     * @param work run at most once
     * @return completes with the result; if the work ends after the future was completed otherwise, its result is closed
     */
    <T extends Closeable> CompletableFuture<T> run(Work<T> work);

    /**
     * Closes a resource on a worker, however busy the workers are.
     *
     * @param resource to close
     */
    void release(Closeable resource);

    /**
     * Blocking work.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    interface Work<T> {

        /**
         * Does it.
         *
         * @return the result
         * @throws IOException when it fails
         */
        T run() throws IOException;
    }
}

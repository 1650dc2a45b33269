// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** How streams get their work done: the choke point of the API, seen from inside. */
public interface Hops {

    /** Is told how much was moved. */
    interface Counter {

        /**
         * Counts bytes that were read.
         *
         * @param bytes how many more
         */
        void countRead(long bytes);

        /**
         * Counts bytes that were written.
         *
         * @param bytes how many more
         */
        void countWritten(long bytes);
    }

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
         * @param counter is told how much was moved
         * @return the result
         * @throws IOException when it fails
         */
        T run(Counter counter) throws IOException;
    }

    /** Work that does not wait. */
    @FunctionalInterface
    interface Attempt {

        /**
         * Does it, unless it would have to wait.
         *
         * @return how many bytes were read; less than 0 when it would have to wait
         * @throws IOException when it fails
         */
        long run() throws IOException;
    }

    /**
     * Runs blocking work on a worker.
     *
     * @param <T> its result
     * @param work run at most once
     * @return completes with the result; if the work ends after the future was completed otherwise, its result is closed
     */
    <T extends Closeable> CompletableFuture<T> run(Work<T> work);

    /**
     * Looks at what a hop has brought: on the thread on which its future completes, unless that has something to let go of
     * first.
     *
     * @param task looks at it
     */
    default void arrived(Runnable task) {
        task.run();
    }

    /**
     * Tries something on this thread, if it may be held up with that now.
     *
     * @param attempt run at most once
     * @return whether it was done
     * @throws Throwable what it failed with, as a caller is to see it
     */
    default boolean attempt(Attempt attempt) throws Throwable {
        return false;
    }

    /**
     * Closes a resource on a worker, however busy the workers are.
     *
     * @param resource to close
     */
    void release(Closeable resource);

    /**
     * Runs something soon, where subscribers are to be called.
     *
     * @param task does not block
     */
    void execute(Runnable task);

    /**
     * Remembers a stream that holds something open while nothing runs.
     *
     * @param closer called when all has to be closed; at once, if that is so already
     */
    void opened(Runnable closer);

    /**
     * Forgets it.
     *
     * @param closer given to {@link #opened} before
     */
    void closed(Runnable closer);
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

/** What a contender does, ready to be done again and again. */
interface Workload extends AutoCloseable {

    /** Does a part of it: some milliseconds' worth. {@return how many operations that were} */
    long run() throws Exception;

    /** What has to be done before each round, and is not measured. */
    default void prepareRound() throws Exception {}

    /** {@return the figure of one round of about so many nanoseconds: operations a second, unless it says otherwise} */
    default double round(long nanos) throws Exception {
        long operations = 0;
        long start = System.nanoTime();
        long elapsed;
        do {
            operations += run();
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return operations * 1e9 / elapsed;
    }

    /** {@return what else there is to say} */
    default String note() {
        return "";
    }

    @Override
    default void close() throws Exception {}
}

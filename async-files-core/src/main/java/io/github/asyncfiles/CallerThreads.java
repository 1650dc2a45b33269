// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Bounds what is done on the threads of callers, so that whoever chains ready futures or loops over them neither runs out
 * of stack nor keeps an event loop for ever: when this says no, a worker serves the operation, and the caller's thread is
 * free in between.
 *
 * <p>Counts are kept per thread, nearly: threads share a few counters by their number, since keeping something for each
 * of a million virtual threads would cost more than now and then an unnecessary hop.
 */
final class CallerThreads {

    /** Callbacks of served futures, one inside the other. */
    private static final int MAX_DEPTH = 32;

    /** Operations served between two hops; copying so many bytes counts as one more. */
    private static final int BURST = 4096;

    private static final int BYTES_PER_OPERATION = 8 * 1024;

    /**
     * Callbacks of futures that are not ours, say of {@code allOf}, go uncounted. So every so many operations the stack
     * itself is looked at, which takes some microseconds; a power of two.
     */
    private static final int OPERATIONS_PER_LOOK = 256;

    /** More frames than that are somebody's recursion: then only workers serve until it has come back. */
    private static final int MAX_FRAMES = 512;

    private static final StackWalker STACK = StackWalker.getInstance();

    private static final int COUNTERS = 64;

    /** Counters keep a cache line of distance: 16 times 4 bytes. */
    private static final int STRIDE = 16;

    private static final AtomicIntegerArray DEPTHS = new AtomicIntegerArray(COUNTERS * STRIDE);

    /** Looking at the clock twice takes a tenth of the time of a read: one in so many operations is timed. */
    private static final int OPERATIONS_PER_TIMING = 8;

    /** A counter for each kind of operation, and a cache line of distance. */
    private static final int CALLS_STRIDE = FileOperation.values().length + 64;

    // Written without care: a count that gets lost does no harm.
    private final int[] served = new int[COUNTERS * STRIDE];

    /** Of each kind by itself: counted together, kinds that take turns would always meet the same one. */
    private final byte[] calls = new byte[COUNTERS * CALLS_STRIDE];

    /** How long each kind of operation took when it was timed last; a cache line of distance, too. */
    private final long[] elapsed = new long[FileOperation.values().length * STRIDE];

    /** {@return whether the calling thread may serve one more operation} */
    boolean mayServe() {
        int counter = counter();
        if (DEPTHS.getPlain(counter) >= MAX_DEPTH) {
            return false;
        }
        int before = served[counter];
        int count = before + 1;
        if ((before ^ count) >= OPERATIONS_PER_LOOK && isDeep()) {
            // Not counted, so that the next one looks again.
            return false;
        }
        boolean fresh = count < BURST;
        served[counter] = fresh ? count : 0;
        return fresh;
    }

    /** Counts what was copied: an operation more for each {@value #BYTES_PER_OPERATION} bytes. */
    void copied(long bytes) {
        if (bytes >= BYTES_PER_OPERATION) {
            int counter = counter();
            // Never past the end of the burst, where the next one stops.
            served[counter] = (int) Math.min(BURST - 1, served[counter] + bytes / BYTES_PER_OPERATION);
        }
    }

    /** {@return whether this one is to be timed: one of its kind in {@value #OPERATIONS_PER_TIMING}} */
    boolean isTimed(FileOperation operation) {
        int counter = counter() / STRIDE * CALLS_STRIDE + operation.ordinal();
        return calls[counter]++ % OPERATIONS_PER_TIMING == 0 || lastTook(operation) == 0;
    }

    /** Remembers how long one took, for those that are not timed. */
    void took(FileOperation operation, long nanos) {
        elapsed[operation.ordinal() * STRIDE] = nanos;
    }

    /** {@return how long the one took that was timed last} */
    long lastTook(FileOperation operation) {
        return elapsed[operation.ordinal() * STRIDE];
    }

    private static boolean isDeep() {
        return STACK.walk(frames -> frames.skip(MAX_FRAMES).findFirst().isPresent());
    }

    /** Goes one callback deeper. {@return what {@link #leave} wants} */
    static int enter() {
        int counter = counter();
        DEPTHS.getAndIncrement(counter);
        return counter;
    }

    static void leave(int counter) {
        DEPTHS.getAndDecrement(counter);
    }

    private static int counter() {
        return (int) (Thread.currentThread().getId() % COUNTERS) * STRIDE;
    }
}

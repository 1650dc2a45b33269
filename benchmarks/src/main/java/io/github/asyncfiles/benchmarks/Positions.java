// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

/** The pages of a file in an order that looks random and has each of them once, over and over. For one thread. */
final class Positions {

    private final long mask;
    private long state;

    /** @param pages a power of two */
    Positions(long pages) {
        if (Long.bitCount(pages) != 1) {
            throw new IllegalArgumentException("pages: " + pages + " is no power of two");
        }
        mask = pages - 1;
    }

    /** {@return the position of a page, in bytes} */
    long next() {
        // A linear congruential generator of full period, and a bijection that mixes its weak low bits.
        state = state * 1664525 + 1013904223 & mask;
        long page = state ^ state >>> Long.bitCount(mask) / 2;
        return (page & mask) * Site.PAGE_BYTES;
    }
}

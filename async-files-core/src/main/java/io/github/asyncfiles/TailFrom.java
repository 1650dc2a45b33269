// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.Objects;

/**
 * Where to begin {@linkplain AsyncFileOperations#tail following} a file.
 *
 * @param kind what {@code value} counts
 * @param value a number of bytes or lines, 0 where nothing is counted
 */
public record TailFrom(Kind kind, long value) {

    /** What to count. */
    public enum Kind {
        /** The beginning of the file. */
        BEGINNING,
        /** The end of the file. */
        END,
        /** Bytes from the beginning. */
        POSITION,
        /** Lines from the end. */
        LAST_LINES
    }

    /** Checks the number. */
    public TailFrom {
        Objects.requireNonNull(kind, "kind");
        Checks.atLeast(0L, value, "value");
    }

    /** {@return from the first line on} */
    public static TailFrom beginning() {
        return new TailFrom(Kind.BEGINNING, 0);
    }

    /** {@return only lines that end from now on: if the last one has not ended yet, with that one} */
    public static TailFrom end() {
        return new TailFrom(Kind.END, 0);
    }

    /**
     * From a place on, say {@linkplain TailEvent.Line#nextPosition where} an earlier subscription has got to.
     *
     * @param bytes from the beginning of the file, where a line begins; at least 0; a place beyond the end is the end
     * @return from there on
     * @throws IllegalArgumentException when it is negative
     */
    public static TailFrom position(long bytes) {
        return new TailFrom(Kind.POSITION, bytes);
    }

    /**
     * From some lines before the end on.
     *
     * @param lines how many, at least 0, besides one that has not ended yet; all if there are fewer
     * @return from there on
     * @throws IllegalArgumentException when the number is negative
     */
    public static TailFrom lastLines(long lines) {
        return new TailFrom(Kind.LAST_LINES, lines);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.time.Duration;
import java.util.Objects;

/** Misuse is reported at once, on the caller, by the argument's name. */
final class Checks {

    private Checks() {}

    /** {@return a copy that the caller can no longer change} */
    static <E> E[] elements(E[] array, String name) {
        Objects.requireNonNull(array, name);
        for (int i = 0; i < array.length; i++) {
            if (array[i] == null) {
                throw new NullPointerException(name + "[" + i + "]");
            }
        }
        return array.length == 0 ? array : array.clone();
    }

    static <N extends Comparable<N>> N atLeast(N minimum, N value, String name) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(minimum) < 0) {
            throw new IllegalArgumentException(name + " must be at least " + minimum + ", not " + value);
        }
        return value;
    }

    static Duration positive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be longer than 0, not " + value);
        }
        return value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import java.util.Objects;

/** Misuse is reported when a method is called, by the argument's name, not when somebody subscribes. */
final class Arguments {

    private Arguments() {}

    static void requireElements(Object[] array, String name) {
        Objects.requireNonNull(array, name);
        for (int i = 0; i < array.length; i++) {
            if (array[i] == null) {
                throw new NullPointerException(name + "[" + i + "]");
            }
        }
    }

    static void requireAtLeast(int minimum, int value, String name) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " must be at least " + minimum + ", not " + value);
        }
    }
}

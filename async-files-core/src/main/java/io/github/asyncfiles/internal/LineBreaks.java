// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

/** Where lines end, and what newlines become. */
public enum LineBreaks {
    /** Any of {@code \n}, {@code \r\n}, {@code \r}; read as {@code \n}. */
    ANY_TRANSLATED,
    /** Any of {@code \n}, {@code \r\n}, {@code \r}; read as they are. */
    ANY,
    /** {@code \n}. */
    LF,
    /** {@code \r\n}. */
    CRLF,
    /** {@code \r}. */
    CR;

    boolean any() {
        return this == ANY || this == ANY_TRANSLATED;
    }

    /** {@return what {@code \n} becomes when it is written} */
    String written() {
        return switch (this) {
            case ANY_TRANSLATED -> System.lineSeparator();
            case CRLF -> "\r\n";
            case CR -> "\r";
            case ANY, LF -> "\n";
        };
    }
}

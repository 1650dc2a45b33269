// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

/** How a text file ends its lines: what Python calls {@code newline=}. */
public enum Newlines {

    /**
     * When reading, {@code \n}, {@code \r\n} and {@code \r} end a line, and each is read as {@code \n}; when writing,
     * {@code \n} becomes {@link System#lineSeparator()}. The default, and Python's {@code None}.
     */
    UNIVERSAL,

    /**
     * When reading, {@code \n}, {@code \r\n} and {@code \r} end a line; nothing is translated in either direction.
     * Python's {@code ''}.
     */
    AS_IS,

    /** Only {@code \n} ends a line; nothing is translated. */
    LF,

    /** Only {@code \r\n} ends a line; when writing, {@code \n} becomes {@code \r\n}. */
    CRLF,

    /** Only {@code \r} ends a line; when writing, {@code \n} becomes {@code \r}. */
    CR
}

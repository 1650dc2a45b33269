// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A line is longer than the template reads as one. */
public final class LineTooLongException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** In bytes or characters, as the file counts. */
    private final int limit;

    /**
     * Creates the exception.
     *
     * @param path the file
     * @param position where the line begins, in bytes
     * @param limit the most bytes, or characters, that are read as one line
     */
    public LineTooLongException(Path path, long position, int limit) {
        super(path.toString(), null, "The line at byte " + position + " is longer than " + limit);
        this.limit = limit;
    }

    /** {@return the most bytes, or characters, that are read as one line} */
    public int limit() {
        return limit;
    }
}

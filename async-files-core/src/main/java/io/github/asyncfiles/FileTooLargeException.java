// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file is larger than the template reads into memory as a whole. */
public final class FileTooLargeException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** In bytes, as far as it was known. */
    private final long size;
    /** In bytes. */
    private final long limit;

    /**
     * Creates the exception.
     *
     * @param path the file
     * @param size its size in bytes, as far as it was known
     * @param limit the most bytes allowed
     */
    public FileTooLargeException(Path path, long size, long limit) {
        super(path.toString(), null, "Too large to be read as a whole: " + size + " bytes, the limit is " + limit);
        this.size = size;
        this.limit = limit;
    }

    /** {@return the size of the file in bytes, as far as it was known} */
    public long size() {
        return size;
    }

    /** {@return the most bytes that are read as a whole} */
    public long limit() {
        return limit;
    }
}

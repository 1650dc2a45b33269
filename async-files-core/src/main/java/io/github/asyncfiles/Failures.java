// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Makes of what a worker caught what the caller gets: the JDK's own exception, with the path in it. */
final class Failures {

    private Failures() {}

    static Throwable translate(Throwable thrown, Path path) {
        Throwable failure = thrown;
        if (thrown instanceof UncheckedIOException || thrown instanceof DirectoryIteratorException) {
            failure = thrown.getCause();
        }
        // Reads and writes on a channel fail with a bare IOException ("No space left on device") that names no file.
        return failure.getClass() == IOException.class ? withPath((IOException) failure, path) : failure;
    }

    private static IOException withPath(IOException failure, Path path) {
        FileSystemException named = new FileSystemException(path.toString(), null, failure.getMessage());
        named.setStackTrace(failure.getStackTrace());
        if (failure.getCause() != null) {
            named.initCause(failure.getCause());
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            named.addSuppressed(suppressed);
        }
        return named;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Names files in exceptions as the caller knows them: calls relative to an open directory know only the last name. */
public final class FileErrors {

    private FileErrors() {}

    /**
     * Says the same of another path.
     *
     * @param e what was thrown
     * @param path the file, as the caller named it
     * @param other the other file, if there are two
     * @return an exception of the same class; {@code e} itself when it is of a class that the JDK does not have
     */
    public static IOException about(IOException e, Path path, @Nullable Path other) {
        String file = path.toString();
        String second = other == null ? null : other.toString();
        String reason = e instanceof FileSystemException known ? known.getReason() : null;
        Class<?> type = e.getClass();
        FileSystemException renamed;
        if (type == NoSuchFileException.class) {
            renamed = new NoSuchFileException(file, second, reason);
        } else if (type == FileAlreadyExistsException.class) {
            renamed = new FileAlreadyExistsException(file, second, reason);
        } else if (type == AccessDeniedException.class) {
            renamed = new AccessDeniedException(file, second, reason);
        } else if (type == DirectoryNotEmptyException.class) {
            renamed = new DirectoryNotEmptyException(file);
        } else if (type == NotDirectoryException.class) {
            renamed = new NotDirectoryException(file);
        } else if (type == NotLinkException.class) {
            renamed = new NotLinkException(file, second, reason);
        } else if (type == FileSystemLoopException.class) {
            renamed = new FileSystemLoopException(file);
        } else if (type == AtomicMoveNotSupportedException.class) {
            renamed = new AtomicMoveNotSupportedException(file, second, reason);
        } else if (type == FileSystemException.class) {
            renamed = new FileSystemException(file, second, reason);
        } else {
            return e;
        }
        renamed.setStackTrace(e.getStackTrace());
        for (Throwable suppressed : e.getSuppressed()) {
            renamed.addSuppressed(suppressed);
        }
        return renamed;
    }
}

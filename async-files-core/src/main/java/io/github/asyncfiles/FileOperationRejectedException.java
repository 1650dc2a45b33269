// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * An operation was refused because too many are waiting, or because the template was closed before its turn. It never
 * ran: trying again later is safe.
 */
public final class FileOperationRejectedException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param path what the operation was to work on
     * @param reason why it was refused
     */
    public FileOperationRejectedException(Path path, String reason) {
        super(path.toString(), null, reason);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * An operation took longer than the template allows, or was still running when the template gave up waiting for it to
 * close. If it had begun, it may still take effect.
 */
public final class FileOperationTimeoutException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param path what the operation works on
     * @param reason which limit it exceeded
     */
    public FileOperationTimeoutException(Path path, String reason) {
        super(path.toString(), null, reason);
    }
}

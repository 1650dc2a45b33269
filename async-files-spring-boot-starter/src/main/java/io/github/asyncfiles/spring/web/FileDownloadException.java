// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.io.Serial;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A file cannot be sent. Spring answers with the status, on either stack, and says nothing about the file; an exception
 * handler for the cause, {@link java.nio.file.NoSuchFileException}, say, goes before that.
 */
public final class FileDownloadException extends ResponseStatusException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param status of the answer
     * @param cause why
     */
    public FileDownloadException(HttpStatus status, Throwable cause) {
        super(status, null, cause);
    }
}

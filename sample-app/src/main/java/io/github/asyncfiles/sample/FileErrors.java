// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.CONTENT_TOO_LARGE;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.INSUFFICIENT_STORAGE;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_CONTENT;

import io.github.asyncfiles.FileOperationRejectedException;
import io.github.asyncfiles.FileOperationTimeoutException;
import io.github.asyncfiles.FileTooLargeException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Makes problem details (RFC 9457) of what goes wrong with files, also while they are sent: a {@code FileDownloadException}
 * has it as its cause. What they say names the file, never its place on the server. What clients do wrong while they send
 * files, a {@code FileUploadException}, Spring can say itself.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class FileErrors {

    @ExceptionHandler
    ProblemDetail absent(NoSuchFileException e) {
        return problem(NOT_FOUND, "There is no file '%s'.", e);
    }

    @ExceptionHandler
    ProblemDetail exists(FileAlreadyExistsException e) {
        return problem(CONFLICT, "There is a file '%s' already; PUT replaces it.", e);
    }

    @ExceptionHandler
    ProblemDetail denied(AccessDeniedException e) {
        return problem(FORBIDDEN, "The file '%s' may not be used.", e);
    }

    @ExceptionHandler
    ProblemDetail tooLarge(FileTooLargeException e) {
        return problem(CONTENT_TOO_LARGE, "The file '%s' is larger than " + e.limit() + " bytes.", e);
    }

    @ExceptionHandler({FileOperationRejectedException.class, FileOperationTimeoutException.class})
    ResponseEntity<ProblemDetail> busy() {
        return ResponseEntity.status(SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .body(ProblemDetail.forStatusAndDetail(
                        SERVICE_UNAVAILABLE, "Too many files are being worked on. Try again in a second."));
    }

    @ExceptionHandler
    ProblemDetail other(FileSystemException e) {
        String reason = e.getReason();
        if (reason != null && reason.contains("No space left")) {
            return problem(INSUFFICIENT_STORAGE, "There is no space left for '%s'.", e);
        }
        if (reason != null && reason.contains("too long")) {
            return problem(BAD_REQUEST, "The name '%s' is too long.", e);
        }
        return problem(CONFLICT, "'%s' cannot be used that way.", e);
    }

    @ExceptionHandler
    ProblemDetail noText(MalformedInputException e) {
        return ProblemDetail.forStatusAndDetail(UNPROCESSABLE_CONTENT, "The file is no UTF-8 text.");
    }

    @ExceptionHandler
    ProblemDetail badName(InvalidPathException e) {
        return ProblemDetail.forStatusAndDetail(BAD_REQUEST, e.getReason() + ".");
    }

    private static ProblemDetail problem(HttpStatus status, String message, FileSystemException e) {
        return ProblemDetail.forStatusAndDetail(
                status, message.formatted(Path.of(e.getFile()).getFileName()));
    }
}

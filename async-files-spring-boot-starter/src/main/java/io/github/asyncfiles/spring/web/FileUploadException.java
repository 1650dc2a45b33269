// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * The client has sent something that is not taken. Spring answers with the status, on either stack.
 *
 * @see Reason
 */
public final class FileUploadException extends ResponseStatusException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** A file, a field, a header, the request, or the number of parts exceeds its limit: 413. */
        TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
        /** It is no form as RFC 7578 has it, or not the files that were expected: 400. */
        MALFORMED(HttpStatus.BAD_REQUEST),
        /** It ended before its end, since the client went away, say: 400. */
        INCOMPLETE(HttpStatus.BAD_REQUEST),
        /** Nothing has come for too long: 408. */
        STALLED(HttpStatus.REQUEST_TIMEOUT),
        /** A type or an encoding that is not read: 415. */
        UNSUPPORTED(HttpStatus.UNSUPPORTED_MEDIA_TYPE);

        private final HttpStatus status;

        Reason(HttpStatus status) {
            this.status = status;
        }

        /** {@return the status of the answer} */
        public HttpStatus status() {
            return status;
        }
    }

    /** What is wrong. */
    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param reason what is wrong
     * @param detail the same for people, for the client to see
     * @param cause what made it so, {@code null} if nothing
     */
    public FileUploadException(Reason reason, String detail, @Nullable Throwable cause) {
        super(reason.status(), detail, cause);
        this.reason = reason;
    }

    /** {@return what is wrong} */
    public Reason reason() {
        return reason;
    }
}

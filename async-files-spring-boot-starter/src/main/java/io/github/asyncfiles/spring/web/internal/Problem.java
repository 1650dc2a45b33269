// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spring.web.FileUploadException;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import java.util.concurrent.CompletionException;

/** Makes exceptions. Their words go to the client, so that nothing of what it has sent is repeated in them. */
final class Problem {

    private Problem() {}

    static FileUploadException tooLarge(String detail) {
        return new FileUploadException(Reason.TOO_LARGE, detail, null);
    }

    static FileUploadException malformed(String detail) {
        return new FileUploadException(Reason.MALFORMED, detail, null);
    }

    static FileUploadException malformed(String detail, Throwable cause) {
        return new FileUploadException(Reason.MALFORMED, detail, cause);
    }

    static FileUploadException incomplete(String detail) {
        return new FileUploadException(Reason.INCOMPLETE, detail, null);
    }

    static FileUploadException unsupported(String detail) {
        return new FileUploadException(Reason.UNSUPPORTED, detail, null);
    }

    /** {@return what went wrong, without what futures wrap around it} */
    static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}

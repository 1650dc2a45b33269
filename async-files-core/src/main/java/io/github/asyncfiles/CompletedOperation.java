// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An operation that has just ended, as an {@link AsyncFileObserver} sees it. Valid only during the call; implemented by
 * the library, which may add methods.
 */
public interface CompletedOperation {

    /** {@return which operation it was} */
    FileOperation operation();

    /** {@return the file or directory; of a copy or move, the source. Unbounded in number: no tag for a meter} */
    Path path();

    /** {@return how it ended} */
    Outcome outcome();

    /** {@return what its future fails with, {@code null} on success} */
    @Nullable Throwable failure();

    /** {@return what the observer has given it {@linkplain AsyncFileObserver#operationCalled when it was called}} */
    default @Nullable Object attachment() {
        return null;
    }

    /** {@return whether it was served on the calling thread, without a worker} */
    boolean servedInline();

    /** {@return the time from the call until a worker took it, or until it ended if none did} */
    long queuedNanos();

    /**
     * {@return the time from the call to the end, the time in the queue included; of one that was {@linkplain #servedInline
     * served inline}, mostly that of another one of its kind a moment ago, since only some of
     * those are timed}
     */
    long elapsedNanos();

    /** {@return the bytes of content it read} */
    long bytesRead();

    /** {@return the bytes of content it wrote, or began to write} */
    long bytesWritten();

    /** How an operation ended. */
    enum Outcome {
        /** With a result. */
        SUCCESS,
        /** With the error of the file system, or another one. */
        ERROR,
        /** Its future was cancelled or completed by the caller. */
        CANCELLED,
        /** It was not accepted, or the template was closed before its turn: it never ran. */
        REJECTED,
        /** It took too long, or was still running when the template gave up waiting for it to close. */
        TIMEOUT
    }
}

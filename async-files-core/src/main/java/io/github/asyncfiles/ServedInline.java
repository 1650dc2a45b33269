// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An operation that was served on the calling thread. */
record ServedInline(
        FileOperation operation,
        Path path,
        @Nullable Throwable failure,
        long bytesRead,
        long elapsedNanos,
        @Nullable Object attachment)
        implements CompletedOperation {

    @Override
    public Outcome outcome() {
        return failure == null ? Outcome.SUCCESS : Outcome.ERROR;
    }

    @Override
    public boolean servedInline() {
        return true;
    }

    @Override
    public long queuedNanos() {
        return 0;
    }

    @Override
    public long bytesWritten() {
        return 0;
    }
}

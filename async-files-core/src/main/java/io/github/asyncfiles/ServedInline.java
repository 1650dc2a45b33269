// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An operation that was served on the calling thread, in no time worth telling. */
record ServedInline(FileOperation operation, Path path, long bytesRead) implements CompletedOperation {

    @Override
    public Outcome outcome() {
        return Outcome.SUCCESS;
    }

    @Override
    public @Nullable Throwable failure() {
        return null;
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
    public long elapsedNanos() {
        return 0;
    }

    @Override
    public long bytesWritten() {
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.TreeDeletion;
import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A temporary directory. */
record TemporaryDirectory(OperationRunner runner, @Nullable Executor completer, FileEngine engine, Path path)
        implements AsyncTemporaryDirectory {

    @Override
    public CompletableFuture<@Nullable Void> close() {
        return runner.release(path, completer, this::abandon);
    }

    /** Nobody waits for it any more. On a worker. */
    void abandon() throws IOException {
        TreeDeletion.delete(engine, path, () -> false);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A directory that is deleted, with all its content, when it is closed. */
public interface AsyncTemporaryDirectory {

    /** {@return where it is} */
    Path path();

    /**
     * Deletes it with all its content. Idempotent.
     *
     * @return a future that completes when it is gone
     * @see AsyncFileOperations#deleteRecursively
     */
    CompletableFuture<@Nullable Void> close();
}

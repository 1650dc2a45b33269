// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lock on a part of a file; released when its file is closed, at the latest. */
public interface AsyncFileLock {

    /** {@return where the part begins, in bytes} */
    long position();

    /** {@return how long it is, in bytes} */
    long size();

    /** {@return whether others may hold a shared lock at the same time} */
    boolean isShared();

    /** {@return whether it is held} */
    boolean isValid();

    /**
     * Releases the lock. Idempotent.
     *
     * @return a future that completes when it is released
     */
    CompletableFuture<@Nullable Void> release();
}

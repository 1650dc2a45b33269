// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lock that was taken. Closed on the worker when nobody waits for it any more. */
record HeldLock(FileQueue file, FileLock lock) implements AsyncFileLock, Closeable {

    @Override
    public long position() {
        return lock.position();
    }

    @Override
    public long size() {
        return lock.size();
    }

    @Override
    public boolean isShared() {
        return lock.isShared();
    }

    @Override
    public boolean isValid() {
        return lock.isValid();
    }

    @Override
    public CompletableFuture<@Nullable Void> release() {
        if (!lock.isValid()) {
            return CompletableFuture.completedFuture(null);
        }
        // Like closing, it is never refused.
        return file.runner.release(file.path, file.completer, this);
    }

    @Override
    public void close() throws IOException {
        if (lock.isValid()) {
            lock.release();
        }
    }
}

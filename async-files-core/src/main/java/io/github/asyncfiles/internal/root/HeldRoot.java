// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.root;

import io.github.asyncfiles.spi.DirectoryHandle;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The directory of a root, opened when it is first needed, by whoever needs it on a worker, and closed once. */
final class HeldRoot {

    /** Opens the directory; may block. */
    @FunctionalInterface
    interface Opening {
        DirectoryHandle open() throws IOException;
    }

    private final Opening opening;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable DirectoryHandle directory;
    /** Under the lock. */
    private boolean closed;

    HeldRoot(Opening opening) {
        this.opening = opening;
    }

    /** {@return the directory, opened if it is not} */
    DirectoryHandle get() throws IOException {
        DirectoryHandle open = directory;
        return open != null ? open : open();
    }

    private DirectoryHandle open() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The root is closed");
            }
            if (directory == null) {
                directory = opening.open();
            }
            return directory;
        } finally {
            lock.unlock();
        }
    }

    /** {@return the directory, {@code null} when it was not opened yet} */
    @Nullable DirectoryHandle now() {
        return directory;
    }

    void close() {
        lock.lock();
        try {
            if (!closed && directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            // It was held for reading only, and nobody is left who could do something about it.
        } finally {
            closed = true;
            lock.unlock();
        }
    }
}

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
    private volatile boolean closed;

    HeldRoot(Opening opening) {
        this.opening = opening;
    }

    /** {@return the directory, opened if it is not} */
    DirectoryHandle get() throws IOException {
        DirectoryHandle open = directory;
        return open != null ? open : open();
    }

    private DirectoryHandle open() throws IOException {
        DirectoryHandle open;
        lock.lock();
        try {
            open = directory;
            if (open == null && !closed) {
                open = opening.open();
                directory = open;
            }
        } finally {
            lock.unlock();
        }
        if (closed) {
            close();
            throw new IllegalStateException("The root is closed");
        }
        return open;
    }

    /** {@return the directory, {@code null} when it is not open} */
    @Nullable DirectoryHandle now() {
        return directory;
    }

    /** Waits for nobody: whoever is just opening it closes it then. */
    void close() {
        closed = true;
        if (lock.tryLock()) {
            try {
                DirectoryHandle open = directory;
                directory = null;
                if (open != null) {
                    open.close();
                }
            } catch (IOException e) {
                // It was held for looking only, and nobody is left who could do something about it.
            } finally {
                lock.unlock();
            }
        }
    }
}

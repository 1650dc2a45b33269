// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.Forgotten;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** What happens when an open file is forgotten: it is reported, once, and closed. */
final class Leak implements Runnable {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private final FileQueue file;
    private final @Nullable Throwable openedAt;

    private Leak(FileQueue file, @Nullable Throwable openedAt) {
        this.file = file;
        this.openedAt = openedAt;
    }

    /** Watches over what the user holds; the result is to be cleaned when that is closed. */
    static Cleaner.Cleanable watch(Object held, FileQueue file, @Nullable Throwable openedAt) {
        return Forgotten.watch(held, new Leak(file, openedAt));
    }

    @Override
    public void run() {
        if (file.isOpen()) {
            String where =
                    openedAt != null ? ", opened here:" : "; switch leak detection on to see where it was opened";
            LOGGER.log(System.Logger.Level.WARNING, "A file was never closed: " + file.path + where, openedAt);
            file.close();
        }
    }
}

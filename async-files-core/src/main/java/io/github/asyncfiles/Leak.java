// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.Forgotten;
import java.lang.ref.Cleaner;

/** What happens when an open file is forgotten: it is reported, once, and closed. */
final class Leak implements Runnable {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private final FileQueue file;

    private Leak(FileQueue file) {
        this.file = file;
    }

    /** Watches over what the user holds; the result is to be cleaned when that is closed. */
    static Cleaner.Cleanable watch(Object held, FileQueue file) {
        return Forgotten.watch(held, new Leak(file));
    }

    @Override
    public void run() {
        if (file.isOpen()) {
            Throwable openedAt = file.openedAt;
            String where =
                    openedAt != null ? ", opened here:" : "; switch leak detection on to see where it was opened";
            LOGGER.log(System.Logger.Level.WARNING, "A file was never closed: " + file.path + where, openedAt);
            file.runner.leaked(file.openHandle());
            file.close();
        }
    }
}

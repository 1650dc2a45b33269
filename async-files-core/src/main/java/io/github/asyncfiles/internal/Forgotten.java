// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.lang.ref.Cleaner;

/** Gives back what users held and forgot. */
public final class Forgotten {

    private static final Cleaner CLEANER = Cleaner.create(task -> WorkerThreads.daemon("async-files-forgotten", task));

    private Forgotten() {}

    /**
     * Watches over what a user holds.
     *
     * @param held what the user holds
     * @param onForgotten run when nobody can reach it any more; must not reach it either
     * @return to be cleaned when the user has given it back, which runs the task too
     */
    public static Cleaner.Cleanable watch(Object held, Runnable onForgotten) {
        return CLEANER.register(held, onForgotten);
    }
}

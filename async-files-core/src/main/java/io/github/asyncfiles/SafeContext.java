// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import org.jspecify.annotations.Nullable;

/** What belonged to a caller, from somebody whom nobody trusts: the task is run once, whatever happens. */
record SafeContext(CallerContext.Captured captured) implements CallerContext.Captured {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    static CallerContext.@Nullable Captured capture(CallerContext context) {
        CallerContext.Captured captured;
        try {
            captured = context.capture();
        } catch (RuntimeException | Error e) {
            log(e);
            return null;
        }
        return captured == null ? null : new SafeContext(captured);
    }

    private static void log(Throwable thrown) {
        LOGGER.log(System.Logger.Level.WARNING, "The context of a caller could not be taken along", thrown);
    }

    @Override
    public void run(Runnable task) {
        Once once = new Once(task);
        try {
            captured.run(once);
        } catch (RuntimeException | Error e) {
            log(e);
        } finally {
            // Better without it than never.
            once.run();
        }
    }

    private static final class Once implements Runnable {

        private @Nullable Runnable task;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            Runnable first = task;
            task = null;
            if (first != null) {
                first.run();
            }
        }
    }
}

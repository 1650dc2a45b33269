// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An operation that waits in the queue of an open file, instead of in that of the pool. */
class Step<T extends @Nullable Object> extends Operation<T> {

    private final FileQueue file;

    Step(FileQueue file, FileOperation operation, Work<? extends T> work) {
        super(file.runner, operation, file.path, file.completer, work);
        this.file = file;
    }

    final FileQueue file() {
        return file;
    }

    @Override
    final void forget() {
        file.remove(this);
    }

    @Override
    void released() {
        file.runner.leave();
    }

    @Override
    void dropped() {
        // It had no place yet.
    }

    /** Whether it means nothing when a write before it failed. */
    boolean dependsOnWrites() {
        return false;
    }

    /** Its work is done together with that of its neighbours. */
    private static <T> T never() {
        throw new IllegalStateException("Not run by itself");
    }

    /** Writes at the cursor. */
    static final class Write extends Step<Integer> {

        /** Makes the bytes when it is their turn. */
        @FunctionalInterface
        interface Bytes {
            ByteBuffer get() throws IOException;
        }

        private @Nullable Bytes bytes;

        /** How many bytes it has, known when they are made. */
        int length;

        Write(FileQueue file, Bytes bytes) {
            super(file, FileOperation.WRITE, operation -> never());
            this.bytes = bytes;
        }

        ByteBuffer bytes() throws IOException {
            return bytes.get();
        }

        @Override
        void released() {
            bytes = null;
            super.released();
        }

        @Override
        boolean dependsOnWrites() {
            return true;
        }
    }

    /** Forces what was written before. */
    static final class Force extends Step<@Nullable Void> {

        final boolean metaData;

        Force(FileQueue file, boolean metaData) {
            super(file, FileOperation.FORCE, operation -> never());
            this.metaData = metaData;
        }

        @Override
        boolean dependsOnWrites() {
            return true;
        }
    }

    /** Waits for what was called before. */
    static final class Flush extends Step<@Nullable Void> {

        Flush(FileQueue file, Work<@Nullable Void> work) {
            super(file, FileOperation.FLUSH, work);
        }

        @Override
        boolean dependsOnWrites() {
            return true;
        }
    }
}

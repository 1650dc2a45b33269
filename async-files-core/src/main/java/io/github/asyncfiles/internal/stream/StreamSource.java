// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that is read piece by piece: the bytes or lines of a file, a directory, a tree, the events of a watch.
 *
 * <p>Used by one thread at a time. Every method may block, but for those whose names begin with
 * {@code try}.
 *
 * @param <T> what it yields
 */
public interface StreamSource<T> extends Closeable {

    /** What is to be expected of a source next. */
    enum Progress {
        /** There may be more. */
        MORE,
        /** There is no more now; the source says when to ask again. */
        WAIT,
        /** There will be no more. */
        END
    }

    /**
     * Adds the next elements, as many as are sensible for one hop; perhaps none.
     *
     * @param elements receives them
     * @return what is to be expected next
     * @throws IOException when reading fails; what was added before is delivered first
     */
    Progress fill(Elements<T> elements) throws IOException;

    /**
     * Adds the next elements, if that needs no waiting.
     *
     * @param elements receives them
     * @return what is to be expected next; {@code null}, and nothing was added, when it would have to wait
     * @throws IOException when reading fails
     */
    default @Nullable Progress tryFill(Elements<T> elements) throws IOException {
        return null;
    }

    /**
     * Closes at once, if that needs no waiting.
     *
     * @return whether it is closed; if not, {@link #close} is called
     */
    default boolean tryClose() {
        return false;
    }

    /**
     * Opens a source, once for each subscription.
     *
     * @param <T> what it yields
     */
    @FunctionalInterface
    interface Opener<T> {

        /**
         * Opens; may block.
         *
         * @param wake to be called by a source that said {@code WAIT}, when there may be more; cheap, does not block
         * @return the source, which the stream closes
         * @throws IOException when it cannot be opened
         */
        StreamSource<T> open(Runnable wake) throws IOException;

        /**
         * Opens, if that needs no waiting.
         *
         * @return the source, or {@code null} when it would have to wait
         * @throws IOException when it cannot be opened
         */
        default @Nullable StreamSource<T> tryOpen() throws IOException {
            return null;
        }

        /**
         * Takes back an element that nobody gets.
         *
         * @param element that was added
         */
        default void discard(T element) {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Something that is read piece by piece in hops to a worker: a directory, a tree, the lines or bytes of a file.
 *
 * <p>Used by one thread at a time. Every method may block.
 *
 * @param <T> what it yields
 */
public interface BatchSource<T> extends Closeable {

    /**
     * Appends the next elements, as many as are sensible for one hop.
     *
     * @param batch receives the elements
     * @return whether there may be more
     * @throws IOException when reading fails; nothing of the batch is delivered then
     */
    boolean fill(List<? super T> batch) throws IOException;

    /**
     * Opens a source on a worker, once for each subscription.
     *
     * @param <T> what it yields
     */
    @FunctionalInterface
    interface Opener<T> {

        /**
         * Opens.
         *
         * @return the source, which the publisher closes
         * @throws IOException when it cannot be opened
         */
        BatchSource<T> open() throws IOException;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.stream.StreamSource.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one hop brings, with the source it comes from if there may be more. Closing it gives back what nobody has taken.
 *
 * @param <T> the type of the elements
 */
public final class Elements<T> implements Closeable {

    private final Consumer<? super T> discard;
    private final List<@Nullable T> list = new ArrayList<>(1);
    private int next;
    private long bytesRead;

    // Set by the hop:
    @Nullable StreamSource<T> source;

    Progress progress = Progress.END;
    /** Whether the hop was needed: there was nothing to be had without waiting. */
    boolean waited;

    Elements(Consumer<? super T> discard) {
        this.discard = discard;
    }

    /**
     * Adds one.
     *
     * @param element the next one
     */
    public void add(T element) {
        list.add(element);
    }

    /**
     * Adds some.
     *
     * @param more the next ones, in order
     */
    public void addAll(Collection<? extends T> more) {
        list.addAll(more);
    }

    /**
     * Counts what was read.
     *
     * @param bytes how many more
     */
    public void countRead(long bytes) {
        bytesRead += bytes;
    }

    /** {@return how many were added} */
    public int size() {
        return list.size();
    }

    long bytesRead() {
        return bytesRead;
    }

    boolean hasNext() {
        return next < list.size();
    }

    /** {@return whether there are more than the next one} */
    boolean hasSeveral() {
        return next + 1 < list.size();
    }

    T next() {
        // No longer held from here once it is handed out.
        return list.set(next++, null);
    }

    @Override
    public void close() throws IOException {
        while (hasNext()) {
            discard.accept(next());
        }
        if (source != null) {
            source.close();
        }
    }
}

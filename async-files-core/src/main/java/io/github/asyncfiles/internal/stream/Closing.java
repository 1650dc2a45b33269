// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes several things, whatever becomes of each. */
final class Closing {

    private Closing() {}

    /**
     * Closes all.
     *
     * @throws IOException the first failure, the others suppressed
     */
    static void all(Collection<? extends @Nullable Closeable> resources) throws IOException {
        IOException failure = null;
        for (Closeable resource : resources) {
            try {
                if (resource != null) {
                    resource.close();
                }
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

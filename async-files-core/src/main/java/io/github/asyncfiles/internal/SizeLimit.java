// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Refuses files that are too large to be held in memory as a whole. */
@FunctionalInterface
public interface SizeLimit {

    /** The most bytes an array can hold on every JVM. */
    long MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    /**
     * Fails when a file of this size must not be read; always above {@link #MAX_ARRAY_BYTES}.
     *
     * @param path the file
     * @param size in bytes, as far as it is known by now
     * @throws IOException when that is too much
     */
    void check(Path path, long size) throws IOException;
}

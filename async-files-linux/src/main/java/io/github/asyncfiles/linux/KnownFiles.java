// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Paths where a regular file on a local mount was found. Opening anything else may wait, or wake somebody up who waits for
 * the other end of a FIFO: so a path that is not known is looked at before it is opened, which takes a microsecond. A path
 * that turns out to be something else is forgotten. Of bounded size: new paths displace old ones.
 */
final class KnownFiles {

    private static final int SIZE = 4096;

    private final AtomicReferenceArray<String> paths = new AtomicReferenceArray<>(SIZE);

    boolean contains(String path) {
        return path.equals(paths.get(place(path)));
    }

    void add(String path) {
        paths.set(place(path), path);
    }

    void remove(String path) {
        paths.set(place(path), null);
    }

    private static int place(String path) {
        int hash = path.hashCode();
        return (hash ^ hash >>> 16) & SIZE - 1;
    }
}

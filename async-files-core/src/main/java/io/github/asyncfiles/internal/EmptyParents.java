// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes directories that have become empty. */
public final class EmptyParents {

    private EmptyParents() {}

    /**
     * Deletes the parent, its parent and so on, up to the first that is not empty, cannot be deleted, or is a symbolic
     * link. A relative path names none above the working directory.
     *
     * @param engine that deletes
     * @param path what has gone
     */
    public static void prune(FileEngine engine, Path path) {
        try {
            for (Path dir = path.getParent(); dir != null && isDirectory(engine, dir); dir = dir.getParent()) {
                engine.delete(dir);
            }
        } catch (IOException e) {
            // It is in use, or not ours: it stays, and what is above it with it.
        }
    }

    private static boolean isDirectory(FileEngine engine, Path dir) throws IOException {
        return engine.readAttributes(dir, BasicFileAttributes.class, NOFOLLOW_LINKS)
                .isDirectory();
    }
}

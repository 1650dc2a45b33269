// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is held open as a root: from it, paths are followed without ever leaving it, whatever somebody else
 * does to the directories and links on the way meanwhile.
 *
 * <p>All paths given to it are relative, and lead from the directory itself. The empty path is the directory.
 *
 * <p>Safe for use by many threads. Those methods whose names begin with {@code try} are called on the thread of whoever
 * wants something, must not wait for anything, and return {@code null} when a worker has to go the long way.
 */
public interface DirectoryHandle extends Closeable {

    /**
     * Follows a path to the directory that its last name is, or would be, in.
     *
     * @param path a relative path
     * @param follow whether a symbolic link is followed at the last name too, as far as there is one
     * @return the place, which the caller closes; {@code null} when the path leads out of the directory: by {@code ..}, or
     *     by a symbolic link, any absolute one included
     * @throws IOException when a directory on the way is missing, or is none, or cannot be entered
     */
    @Nullable FilePlace locate(Path path, boolean follow) throws IOException;

    /**
     * As {@link FileEngine#tryOpen}.
     *
     * @param path a relative path
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        return null;
    }

    /**
     * As {@link FileEngine#tryReadAll}.
     *
     * @param <T> the result
     * @param path a relative path
     * @param most as there
     * @param content as there
     * @return as there
     * @throws IOException as there
     */
    default <T> @Nullable T tryReadAll(Path path, int most, FileEngine.Content<? extends T> content)
            throws IOException {
        return null;
    }

    /**
     * As {@link FileEngine#tryStatus}.
     *
     * @param path a relative path
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
        return null;
    }

    /**
     * As {@link FileEngine#tryReadAttributes}.
     *
     * @param path a relative path
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
        return null;
    }

    /**
     * Lets go of the directory, once the calls that are under way are done. Places that were found go on.
     *
     * @throws IOException when that fails
     */
    @Override
    void close() throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.nio.file.attribute.FileTime;

/**
 * What an engine could tell of a file without waiting.
 *
 * @param type what kind of file it is
 * @param size in bytes
 * @param lastModifiedTime when its content was changed last
 */
public record FileStatus(Type type, long size, FileTime lastModifiedTime) {

    /** Kinds of files. */
    public enum Type {
        /** A file with content. */
        REGULAR_FILE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link. */
        SYMBOLIC_LINK,
        /** A device, a FIFO, a socket. */
        OTHER
    }
}

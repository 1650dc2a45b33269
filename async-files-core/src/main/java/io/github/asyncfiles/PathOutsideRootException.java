// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A path leads out of the root that the template or view keeps to: by {@code ..}, by being absolute and elsewhere, or by a
 * symbolic link on the way. Nothing outside was touched, and nothing is said of what is there.
 *
 * @see AsyncFileOperations#under
 */
public final class PathOutsideRootException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param path as it was given
     */
    public PathOutsideRootException(Path path) {
        super(path.toString(), null, "Leads out of the root");
    }
}

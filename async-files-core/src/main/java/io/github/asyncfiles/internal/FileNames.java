// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which names of files this platform can express. The JDK takes the charset of names from the locale; where there is none,
 * as in many containers, that is ASCII, and a path with any other character cannot even be made.
 */
public final class FileNames {

    /** What to do where names are limited. */
    public static final String REMEDY = "Start Java with LC_ALL=C.UTF-8 in its environment";

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private static final String NOT_ASCII = "\u6587";

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private FileNames() {}

    /** {@return whether there are names that cannot be expressed} */
    public static boolean areLimited() {
        try {
            FileSystems.getDefault().getPath(NOT_ASCII);
            return false;
        } catch (InvalidPathException e) {
            return true;
        }
    }

    /** {@return the charset of names, as the JDK calls it} */
    public static String charset() {
        return String.valueOf(System.getProperty("sun.jnu.encoding"));
    }

    /** Says so once where names are limited, before somebody meets the first. */
    public static void warnIfLimited() {
        if (areLimited() && WARNED.compareAndSet(false, true)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "The charset of file names is {0} here: other characters fail with an InvalidPathException. {1}",
                    charset(),
                    REMEDY);
        }
    }
}

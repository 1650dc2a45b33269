// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out the bytes of a path, which the JDK knows but does not tell. */
final class Names {

    private static final boolean UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    private static final char REPLACEMENT = '\uFFFD';

    private Names() {}

    /** {@return the text of a path of the default file system, if it fits and its bytes are those of the text in UTF-8} */
    static @Nullable String of(Path path) {
        String name = path.toString();
        // In UTF-8, a character has three bytes at most.
        if (name.isEmpty() || name.length() > Scratch.MAX_PATH_BYTES / 3) {
            return null;
        }
        if (UTF_8) {
            return name.indexOf(REPLACEMENT) < 0 ? name : null;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return null;
            }
        }
        return name;
    }
}

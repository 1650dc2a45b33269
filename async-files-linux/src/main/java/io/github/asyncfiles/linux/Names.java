// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Finds out the bytes of a path, which the JDK knows but does not tell at once. */
final class Names {

    private static final boolean UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    private static final char REPLACEMENT = '\uFFFD';

    private static final Path NOWHERE = Path.of("/proc/self/fd/-1");
    private static final int NOWHERE_LENGTH = NOWHERE.toString().length() + 1;

    private Names() {}

    /** {@return the bytes of a relative path of the default file system, also where its text does not tell them} */
    static byte[] bytes(Path path) {
        String certain = of(path);
        if (certain != null) {
            return certain.getBytes(StandardCharsets.UTF_8);
        }
        // The address of a file tells them, but looks whether there is a directory: this leads to none.
        String address = NOWHERE.resolve(path).toUri().getRawPath().substring(NOWHERE_LENGTH);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(address.length());
        for (int i = 0; i < address.length(); i++) {
            if (address.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(address, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(address.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

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

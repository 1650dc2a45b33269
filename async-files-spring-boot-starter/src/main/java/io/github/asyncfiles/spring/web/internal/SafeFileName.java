// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes names that a client has chosen safe: what comes out is one component of a path, on Linux, macOS and Windows, and
 * neither hidden nor a device.
 */
final class SafeFileName {

    /** What is left when nothing is left. */
    private static final String NOTHING = "file";

    /** What file systems allow, with the usual encoding of names. */
    private static final int MAX_BYTES = 255;

    /** A longer extension is none. */
    private static final int MAX_EXTENSION_BYTES = 32;

    /** A name is cut roughly before it is looked at closely: whoever sends megabytes shall not keep us busy. */
    private static final int MAX_CHARS = 16_384;

    /** Separators are gone by then. */
    private static final String RESERVED = "<>:\"|?*";

    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$");

    private SafeFileName() {}

    /**
     * Makes a name safe.
     *
     * @param declared by a client, {@code null} if it gave none
     * @return a name of 1 to 255 bytes of UTF-8
     */
    static String of(@Nullable String declared) {
        if (declared == null) {
            return NOTHING;
        }
        String name = lastComponent(declared);
        if (name.length() > MAX_CHARS) {
            name = name.substring(name.length() - MAX_CHARS);
        }
        name = trimmed(cleaned(Normalizer.normalize(cleaned(name), Normalizer.Form.NFC)));
        if (isDevice(name)) {
            name = "_" + name;
        }
        name = trimmed(cut(name));
        return name.isEmpty() ? NOTHING : name;
    }

    private static String lastComponent(String path) {
        int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        String last = path.substring(slash + 1);
        boolean hasDrive = last.length() >= 2 && last.charAt(1) == ':' && isLetter(last.charAt(0));
        return hasDrive ? last.substring(2) : last;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Twice, for what is normalised may be composed of what was harmless. */
    private static String cleaned(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                // Controls, what is not seen (bidirectional marks among it), line ends.
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {}
                case Character.SURROGATE -> clean.append('_');
                default -> clean.appendCodePoint(c == '/' || c == '\\' || RESERVED.indexOf(c) >= 0 ? '_' : c);
            }
        });
        return clean.toString();
    }

    private static String trimmed(String name) {
        int from = 0;
        int to = name.length();
        while (from < to && isTrimmed(name.charAt(from))) {
            from++;
        }
        while (from < to && isTrimmed(name.charAt(to - 1))) {
            to--;
        }
        return name.substring(from, to);
    }

    private static boolean isTrimmed(char c) {
        return c == '.' || Character.isSpaceChar(c);
    }

    /** With any extension, and spaces before it: Windows takes {@code nul .txt} for the device, too. */
    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String base = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        if (DEVICES.contains(base)) {
            return true;
        }
        return base.length() == 4
                && (base.startsWith("COM") || base.startsWith("LPT"))
                && "123456789\u00b9\u00b2\u00b3".indexOf(base.charAt(3)) >= 0;
    }

    /** Cuts it off before its extension. */
    private static String cut(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot < 0 ? "" : name.substring(dot);
        if (bytes(extension) > MAX_EXTENSION_BYTES) {
            extension = "";
        }
        int left = MAX_BYTES - bytes(extension);
        int end = 0;
        for (int next; end < name.length() - extension.length(); end = next) {
            int codePoint = name.codePointAt(end);
            next = end + Character.charCount(codePoint);
            left -= codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
        }
        return name.substring(0, end) + extension;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}

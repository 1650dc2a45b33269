// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * What stands between the parts of a form: CR, LF, two hyphens, the boundary. Found by Horspool's algorithm, which looks at
 * one byte in as many as the delimiter has.
 *
 * <p>A boundary has no CR, so the delimiter has one, its first byte: two places where it could begin never overlap. That is
 * why a search is linear whatever the content, and why bytes that are held back as a possible beginning need no memory: they
 * are the delimiter's own.
 */
final class Delimiter {

    /** RFC 2046, section 5.1.1. */
    private static final int LONGEST_BOUNDARY = 70;

    private final byte[] bytes;
    private final byte[] skips = new byte[256];

    private Delimiter(String boundary) {
        bytes = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(skips, (byte) bytes.length);
        for (int i = 0; i < bytes.length - 1; i++) {
            skips[bytes[i] & 0xff] = (byte) (bytes.length - 1 - i);
        }
    }

    /**
     * Takes the boundary from the type of a request. RFC 2046 allows fewer characters than this does: any printable ones.
     *
     * @param type with a parameter of that name, quoted or not
     * @return the delimiter
     * @throws io.github.asyncfiles.spring.web.FileUploadException when it is missing, or none
     */
    static Delimiter of(MediaType type) {
        return of(type.getParameter("boundary"));
    }

    static Delimiter of(@Nullable String parameter) {
        String boundary = parameter == null ? "" : unquoted(parameter);
        if (boundary.isEmpty()
                || boundary.length() > LONGEST_BOUNDARY
                || boundary.endsWith(" ")
                || !boundary.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw Problem.malformed("The form has no boundary of 1 to " + LONGEST_BOUNDARY + " printable characters");
        }
        return new Delimiter(boundary);
    }

    private static String unquoted(String parameter) {
        if (parameter.length() < 2 || !parameter.startsWith("\"") || !parameter.endsWith("\"")) {
            return parameter;
        }
        return parameter.substring(1, parameter.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    int length() {
        return bytes.length;
    }

    byte at(int index) {
        return bytes[index];
    }

    /** {@return a view of some of its bytes} */
    ByteBuffer part(int from, int to) {
        return ByteBuffer.wrap(bytes, from, to - from).slice().asReadOnlyBuffer();
    }

    /** {@return the index of the first delimiter that lies between these indices as a whole, -1 if none} */
    int find(ByteBuffer in, int from, int to) {
        int last = bytes.length - 1;
        byte end = bytes[last];
        for (int at = from; at + last < to; ) {
            byte there = in.get(at + last);
            // The first byte next: it is the one that is rare in the delimiter.
            if (there == end && in.get(at) == '\r' && matches(in, at, last)) {
                return at;
            }
            at += skips[there & 0xff];
        }
        return -1;
    }

    /** {@return the index where a delimiter begins that is cut off by the end, the end if there is none} */
    int findCutOff(ByteBuffer in, int from, int to) {
        for (int at = to - 1; at >= Math.max(from, to - bytes.length + 1); at--) {
            if (in.get(at) == '\r') {
                return matches(in, at, to - at) ? at : to;
            }
        }
        return to;
    }

    private boolean matches(ByteBuffer in, int at, int length) {
        for (int i = 1; i < length; i++) {
            if (in.get(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}

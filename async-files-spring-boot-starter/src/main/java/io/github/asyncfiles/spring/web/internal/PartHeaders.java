// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.http.HttpHeaders;

/**
 * Collects the headers of a part, byte by byte, and reads them. Lines end with CR LF, none is folded; values are UTF-8, and
 * what is none of it is replaced.
 */
final class PartHeaders {

    private final int maxBytes;
    private byte[] line = new byte[256];
    private int length;
    private int total;
    private boolean afterCr;
    private HttpHeaders headers = new HttpHeaders();

    /**
     * Creates a collector.
     *
     * @param maxBytes of all lines of a part with their ends, but without the empty one that comes last
     */
    PartHeaders(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes a byte.
     *
     * @return whether it was the last one of the empty line
     */
    boolean add(byte next) {
        if (afterCr) {
            if (next != '\n') {
                throw Problem.malformed("A line of a part's headers does not end with CR LF");
            }
            afterCr = false;
            return endLine();
        }
        if (next == '\r') {
            afterCr = true;
            return false;
        }
        if (next >= 0 && next < ' ' && next != '\t' || next == 0x7f) {
            throw Problem.malformed("A part's headers contain a control character");
        }
        count(1);
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = next;
        return false;
    }

    private boolean endLine() {
        if (length == 0) {
            return true;
        }
        count(2);
        int colon = 0;
        while (colon < length && isToken(line[colon])) {
            colon++;
        }
        if (colon == 0 || colon == length || line[colon] != ':') {
            throw Problem.malformed("A line of a part's headers is no header");
        }
        String name = new String(line, 0, colon, StandardCharsets.US_ASCII);
        String value = new String(line, colon + 1, length - colon - 1, StandardCharsets.UTF_8);
        headers.add(name, value.trim());
        length = 0;
        return false;
    }

    private void count(int bytes) {
        total += bytes;
        if (total > maxBytes) {
            throw Problem.tooLarge("The headers of a part exceed " + maxBytes + " bytes");
        }
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(byte b) {
        return b >= '0' && b <= '9'
                || b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b > ' ' && "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
    }

    /** {@return the headers, after which it is ready for those of the next part} */
    HttpHeaders take() {
        HttpHeaders taken = headers;
        headers = new HttpHeaders();
        total = 0;
        return HttpHeaders.readOnlyHttpHeaders(taken);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Range} header asks for, as RFC 9110, section 14.1, has it.
 *
 * <p>It is ignored, as section 14.2 allows, and the whole file is sent, when it is malformed, in a unit other than bytes,
 * or greedy: with more ranges than allowed, or with more bytes than the file has, which is so for all that overlap a lot.
 */
final class RangeHeader {

    private static final long NONE = -1;
    private static final long MALFORMED = -2;

    private RangeHeader() {}

    /**
     * Reads a header.
     *
     * @param value of the header
     * @param size of the file, in bytes
     * @param maxRanges the most that are answered
     * @return the parts that there are, in the order asked for; none, when there is nothing at any of the places;
     *     {@code null} when the header is to be ignored
     */
    static @Nullable List<ByteRange> read(String value, long size, int maxRanges) {
        int unit = value.indexOf('=');
        if (unit < 0 || !value.substring(0, unit).strip().equalsIgnoreCase("bytes")) {
            return null;
        }
        List<ByteRange> ranges = new ArrayList<>();
        boolean any = false;
        long total = 0;
        for (String spec : value.substring(unit + 1).split(",", -1)) {
            String trimmed = spec.strip();
            if (trimmed.isEmpty()) {
                // A list may have empty elements: RFC 9110, section 5.6.1.
                continue;
            }
            int dash = trimmed.indexOf('-');
            long first = dash < 0 ? MALFORMED : number(trimmed.substring(0, dash));
            long last = dash < 0 ? MALFORMED : number(trimmed.substring(dash + 1));
            if (first == MALFORMED || last == MALFORMED || first == NONE && last == NONE) {
                return null;
            }
            if (first != NONE && last != NONE && last < first) {
                return null;
            }
            any = true;
            if (first == NONE && last > 0 && size == 0) {
                // All of nothing was asked for, which is there, and cannot be said in a Content-Range.
                return null;
            }
            ByteRange range = first == NONE ? suffix(last, size) : inside(first, last, size);
            if (range == null) {
                continue;
            }
            total += range.length();
            ranges.add(range);
            if (ranges.size() > maxRanges || total > size) {
                return null;
            }
        }
        return any ? ranges : null;
    }

    private static long number(String digits) {
        if (digits.isEmpty()) {
            return NONE;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            // More than any file has, and no less for being longer.
            number = number > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }

    private static @Nullable ByteRange suffix(long length, long size) {
        return length == 0 || size == 0 ? null : new ByteRange(Math.max(0, size - length), size - 1);
    }

    private static @Nullable ByteRange inside(long first, long last, long size) {
        return first >= size ? null : new ByteRange(first, last == NONE ? size - 1 : Math.min(last, size - 1));
    }
}

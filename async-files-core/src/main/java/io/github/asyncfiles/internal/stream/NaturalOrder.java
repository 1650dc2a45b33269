// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import java.math.BigInteger;
import java.util.Comparator;

/** Orders names as people do: {@code log.9} comes before {@code log.10}. */
final class NaturalOrder implements Comparator<String> {

    @Override
    public int compare(String one, String two) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < two.length()) {
            int endOne = numberEnd(one, i);
            int endTwo = numberEnd(two, j);
            int difference;
            if (endOne > i && endTwo > j) {
                difference =
                        new BigInteger(one.substring(i, endOne)).compareTo(new BigInteger(two.substring(j, endTwo)));
                i = endOne;
                j = endTwo;
            } else {
                difference = Character.compare(one.charAt(i++), two.charAt(j++));
            }
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(one.length() - i, two.length() - j);
    }

    private static int numberEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangeHeaderTest {

    private static final Pattern SPEC = Pattern.compile("(\\d+)-(\\d*)|-(\\d+)");

    @Test
    void knowsNoOtherUnit() {
        assertThat(RangeHeader.read("items=0-1", 10, 16)).isNull();
        assertThat(RangeHeader.read("byte=0-1", 10, 16)).isNull();
        assertThat(RangeHeader.read("=0-1", 10, 16)).isNull();
        assertThat(RangeHeader.read("0-1", 10, 16)).isNull();
        assertThat(RangeHeader.read("", 10, 16)).isNull();
    }

    @Test
    void takesDigitsOfAsciiOnly() {
        assertThat(RangeHeader.read("bytes=\u0661-\u0662", 10, 16)).isNull();
        assertThat(RangeHeader.read("bytes=\uff11-\uff12", 10, 16)).isNull();
    }

    @Test
    void longFilesHaveTheirRanges() {
        long size = 9_000_000_000_000_000_000L;
        assertThat(RangeHeader.read("bytes=-1", size, 16)).containsExactly(new ByteRange(size - 1, size - 1));
        assertThat(RangeHeader.read("bytes=0-", size, 16)).containsExactly(new ByteRange(0, size - 1));
        assertThat(RangeHeader.read("bytes=8999999999999999999-9223372036854775807", size, 16))
                .containsExactly(new ByteRange(size - 1, size - 1));
        assertThat(RangeHeader.read("bytes=9000000000000000000-", size, 16)).isEmpty();
    }

    @Test
    void countsWhatIsThere() {
        assertThat(RangeHeader.read("bytes=0-0,99-,1-1", 10, 2)).hasSize(2);
        assertThat(RangeHeader.read("bytes=0-0,1-1,2-2", 10, 2)).isNull();
        assertThat(RangeHeader.read("bytes=" + "99-,".repeat(10_000), 10, 2)).isEmpty();
    }

    @Test
    void randomRangesAreReadAsAModelReadsThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] kinds = new int[3];
        for (int i = 0; i < 50_000; i++) {
            String value = "bytes=" + specs(random);
            int size = random.nextInt(20);
            int max = 1 + random.nextInt(4);

            List<ByteRange> ranges = RangeHeader.read(value, size, max);

            assertThat(ranges)
                    .as("%s of %s bytes, at most %s, seed %s", value, size, max, seed)
                    .isEqualTo(model(value, size, max));
            kinds[ranges == null ? 0 : ranges.isEmpty() ? 1 : 2]++;
        }
        // Of each kind there was enough.
        assertThat(kinds).doesNotContain(0);
    }

    private static String specs(Random random) {
        List<String> specs = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            String space = random.nextInt(8) == 0 ? " " : "";
            String dash = random.nextInt(30) == 0 ? "" : "-";
            specs.add(space + number(random) + dash + number(random) + space);
        }
        return String.join(",", specs);
    }

    private static String number(Random random) {
        int kind = random.nextInt(12);
        return switch (kind) {
            case 0, 1, 2 -> "";
            case 3 -> "99999999999999999999";
            case 4 -> "0" + random.nextInt(20);
            default -> random.nextInt(30) == 0 ? "x" : "" + random.nextInt(25);
        };
    }

    /** Byte by byte, with numbers of any length. */
    private static List<ByteRange> model(String value, int size, int max) {
        List<ByteRange> ranges = new ArrayList<>();
        boolean any = false;
        for (String spec : value.substring("bytes=".length()).split(",")) {
            if (spec.isBlank()) {
                continue;
            }
            Matcher matcher = SPEC.matcher(spec.strip());
            if (!matcher.matches()) {
                return null;
            }
            any = true;
            BigInteger suffix = matcher.group(3) == null ? null : new BigInteger(matcher.group(3));
            BigInteger first = suffix == null
                    ? new BigInteger(matcher.group(1))
                    : BigInteger.valueOf(size).subtract(suffix);
            BigInteger last = suffix != null || matcher.group(2).isEmpty()
                    ? BigInteger.valueOf(Long.MAX_VALUE)
                    : new BigInteger(matcher.group(2));
            if (suffix == null && !matcher.group(2).isEmpty() && last.compareTo(first) < 0) {
                return null;
            }
            if (suffix != null && suffix.signum() > 0 && size == 0) {
                return null;
            }
            long[] bytes = LongStream.range(0, size)
                    .filter(at -> BigInteger.valueOf(at).compareTo(first) >= 0
                            && BigInteger.valueOf(at).compareTo(last) <= 0)
                    .toArray();
            if (bytes.length > 0) {
                ranges.add(new ByteRange(bytes[0], bytes[bytes.length - 1]));
            }
        }
        long total = ranges.stream().mapToLong(ByteRange::length).sum();
        return !any || ranges.size() > max || total > size ? null : ranges;
    }
}

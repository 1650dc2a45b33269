// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spring.web.FileDownload;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

class DownloadPlanTest {

    private static final Instant MODIFIED = Instant.parse("2024-02-29T12:34:56.789Z");
    private static final Instant LATER = MODIFIED.plusSeconds(100);
    private static final FileDownload DOWNLOAD = FileDownload.of(Path.of("file.txt"));

    private final HttpHeaders request = new HttpHeaders();
    private final HttpHeaders preset = new HttpHeaders();

    private record Attributes(long size, Instant modified) implements BasicFileAttributes {

        @Override
        public FileTime lastModifiedTime() {
            return FileTime.from(modified);
        }

        @Override
        public FileTime lastAccessTime() {
            return lastModifiedTime();
        }

        @Override
        public FileTime creationTime() {
            return lastModifiedTime();
        }

        @Override
        public boolean isRegularFile() {
            return true;
        }

        @Override
        public boolean isDirectory() {
            return false;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public Object fileKey() {
            return null;
        }
    }

    private DownloadPlan plan(HttpMethod method, int status, long size, Instant modified, Instant now) {
        return DownloadPlan.of(method, request, status, preset, DOWNLOAD, new Attributes(size, modified), now, 16);
    }

    private DownloadPlan get(long size, Instant modified, Instant now) {
        return plan(HttpMethod.GET, 200, size, modified, now);
    }

    private String tag(long size, Instant modified) {
        return get(size, modified, LATER).headers().getETag();
    }

    @Test
    void theTagOfAFreshFileIsWeakForTwoSecondsAndStrongAfterwards() {
        String strong = tag(10, MODIFIED);
        assertThat(strong).matches("\"[0-9a-f-]+\"");
        for (Duration age : new Duration[] {Duration.ZERO, Duration.ofMillis(2000), Duration.ofHours(-1)}) {
            assertThat(get(10, MODIFIED, MODIFIED.plus(age)).headers().getETag())
                    .as("after " + age)
                    .isEqualTo("W/" + strong);
        }
        assertThat(get(10, MODIFIED, MODIFIED.plusMillis(2001)).headers().getETag())
                .isEqualTo(strong);
    }

    @Test
    void everyByteOfSizeAndNanosecondOfTimeMakesAnotherTag() {
        Set<String> tags = new HashSet<>();
        for (long size : new long[] {0, 1, 2, 10, 16, 160, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            for (long nanos : new long[] {0, 1, 16, 211_000_000, -1, -1_000_000_000, -10_000_000_000L}) {
                tags.add(tag(size, MODIFIED.plusNanos(nanos)));
                assertThat(tag(size, MODIFIED.plusNanos(nanos))).isEqualTo(tag(size, MODIFIED.plusNanos(nanos)));
            }
        }
        assertThat(tags).hasSize(8 * 7);
        assertThat(tag(1, Instant.EPOCH.minusNanos(1))).isNotEqualTo(tag(1, Instant.EPOCH.plusNanos(999_999_999)));
    }

    @Test
    void aFreshFileIsNotSentInPartsToThoseWhoHaveSomeOfIt() {
        request.set("Range", "bytes=0-1");
        assertThat(get(10, MODIFIED, MODIFIED).status()).isEqualTo(206);
        request.set("If-Range", get(10, MODIFIED, MODIFIED).headers().getETag());
        assertThat(get(10, MODIFIED, MODIFIED).status()).isEqualTo(200);
        request.set("If-Range", tag(10, MODIFIED));
        assertThat(get(10, MODIFIED, MODIFIED).status()).isEqualTo(200);
        assertThat(get(10, MODIFIED, LATER).status()).isEqualTo(206);
        request.set("If-Range", "Thu, 29 Feb 2024 12:34:56 GMT");
        assertThat(get(10, MODIFIED, MODIFIED).status()).isEqualTo(200);
        assertThat(get(10, MODIFIED, LATER).status()).isEqualTo(206);
    }

    @Test
    void whatWasWeakIsStillTheSameWhenItIsStrong() {
        request.set("If-None-Match", get(10, MODIFIED, MODIFIED).headers().getETag());
        assertThat(get(10, MODIFIED, LATER).status()).isEqualTo(304);
        assertThat(get(10, MODIFIED.plusNanos(1), LATER).status()).isEqualTo(200);
    }

    @Test
    void aTimeBefore1970IsNotToldAndStillMakesATag() {
        DownloadPlan plan = get(10, Instant.parse("1969-07-20T20:17:40Z"), LATER);
        assertThat(plan.headers().containsHeader("Last-Modified")).isFalse();
        assertThat(plan.headers().getETag()).isNotNull();
    }

    /** RFC 9110, section 8.8.2.1: no date later than that of the answer must be told. */
    @Test
    void aTimeInTheFutureIsToldAsNow() {
        DownloadPlan plan = get(10, MODIFIED.plusSeconds(3600), MODIFIED);
        assertThat(plan.headers().getLastModified()).isEqualTo(MODIFIED.getEpochSecond() * 1000);
        assertThat(plan.headers().getETag()).startsWith("W/");
    }

    @Test
    void whatIsSetAlreadyStays() {
        preset.setETag("\"own\"");
        preset.setLastModified(1_000_000_000_000L);
        preset.setCacheControl(CacheControl.noStore());
        preset.set("X-Content-Type-Options", "none");
        DownloadPlan plan = get(10, MODIFIED, MODIFIED);
        assertThat(plan.headers().getETag()).isEqualTo("\"own\"");
        assertThat(plan.headers().headerNames())
                .doesNotContain("Last-Modified", "Cache-Control", "X-Content-Type-Options");

        request.set("If-None-Match", "\"own\"");
        assertThat(get(10, MODIFIED, LATER).status()).isEqualTo(304);
        request.clear();
        request.set("If-Modified-Since", "Sun, 09 Sep 2001 01:46:40 GMT");
        assertThat(get(10, MODIFIED, LATER).status()).isEqualTo(304);
    }

    @Test
    void anotherStatusSendsAllOfItWhateverIsAskedFor() {
        request.set("Range", "bytes=0-1");
        request.set("If-Match", "\"other\"");
        DownloadPlan plan = plan(HttpMethod.GET, 404, 10, MODIFIED, LATER);
        assertThat(plan.status()).isEqualTo(404);
        assertThat(plan.segments()).containsExactly(new Segment.OfFile(0, 10));
        assertThat(plan.headers().containsHeader("Accept-Ranges")).isFalse();
    }

    @Test
    void headSaysWhatGetSays() {
        DownloadPlan get = get(10, MODIFIED, LATER);
        DownloadPlan head = plan(HttpMethod.HEAD, 200, 10, MODIFIED, LATER);
        assertThat(head.headers()).isEqualTo(get.headers());
        assertThat(head.segments()).isEmpty();
        assertThat(head.length()).isZero();
    }

    @Test
    void randomRangesComeAsTheyWereAskedForAndAreAsLongAsTold() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long size = 1 + random.nextInt(1000);
            StringBuilder range = new StringBuilder("bytes=");
            for (int j = random.nextInt(4); j >= 0; j--) {
                long first = random.nextInt(1100);
                range.append(first)
                        .append('-')
                        .append(first + random.nextInt(200))
                        .append(j == 0 ? "" : ",");
            }
            request.set("Range", range.toString());
            DownloadPlan plan = get(size, MODIFIED, LATER);
            var expected = RangeHeader.read(range.toString(), size, 16);
            String what = range + " of " + size + ", seed " + seed;

            var parts = plan.segments().stream()
                    .filter(Segment.OfFile.class::isInstance)
                    .toList();
            if (expected == null) {
                assertThat(plan.status()).as(what).isEqualTo(200);
                assertThat(parts).as(what).containsExactly(new Segment.OfFile(0, size));
            } else {
                assertThat(plan.status()).as(what).isEqualTo(expected.isEmpty() ? 416 : 206);
                assertThat(parts)
                        .as(what)
                        .isEqualTo(expected.stream()
                                .map(part -> new Segment.OfFile(part.first(), part.length()))
                                .toList());
            }
            assertThat(plan.length())
                    .as(what)
                    .isEqualTo(
                            plan.segments().stream().mapToLong(Segment::length).sum())
                    .isEqualTo(Math.max(0, plan.headers().getContentLength()));
        }
    }
}

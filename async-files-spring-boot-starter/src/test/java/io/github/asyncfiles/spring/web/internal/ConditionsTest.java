// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spring.web.internal.Conditions.Result;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/** What the table of requests cannot show: weak tags, unknown times, no tags at all. */
class ConditionsTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT";
    private static final String BEFORE_EPOCH = "Wed, 31 Dec 1969 23:59:58 GMT";

    private final Conditions strong = new Conditions(new ETag("tag", false), 0, true, NOW);
    private final Conditions weak = new Conditions(new ETag("tag", true), 0, false, NOW);
    private final Conditions unknown = new Conditions(null, -1, true, NOW);

    private static HttpHeaders with(String name, String value) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(name, value);
        return headers;
    }

    @Test
    void aWeakTagNeverMatchesStrongly() {
        for (String value : new String[] {"\"tag\"", "W/\"tag\""}) {
            assertThat(weak.check(with("If-Match", value))).isEqualTo(Result.FAILED);
            assertThat(weak.check(with("If-None-Match", value))).isEqualTo(Result.NOT_MODIFIED);
            assertThat(weak.allowsRange(with("If-Range", value))).isFalse();
        }
        assertThat(weak.check(with("If-Match", "*"))).isEqualTo(Result.MET);
    }

    @Test
    void aTimeThatMayHideAChangeAllowsNoRange() {
        assertThat(strong.allowsRange(with("If-Range", EPOCH))).isTrue();
        assertThat(weak.allowsRange(with("If-Range", EPOCH))).isFalse();
    }

    @Test
    void anUnknownTimeFailsNoConditionAndAllowsNoRange() {
        for (String date : new String[] {EPOCH, BEFORE_EPOCH, "Wed, 31 Dec 1969 23:59:59 GMT"}) {
            assertThat(unknown.check(with("If-Unmodified-Since", date))).isEqualTo(Result.MET);
            assertThat(unknown.check(with("If-Modified-Since", date))).isEqualTo(Result.MET);
            assertThat(unknown.allowsRange(with("If-Range", date))).isFalse();
        }
    }

    @Test
    void withoutATagOnlyAStarMatches() {
        assertThat(unknown.check(with("If-None-Match", "\"tag\""))).isEqualTo(Result.MET);
        assertThat(unknown.check(with("If-None-Match", "*"))).isEqualTo(Result.NOT_MODIFIED);
        assertThat(unknown.check(with("If-Match", "\"tag\""))).isEqualTo(Result.FAILED);
        assertThat(unknown.check(with("If-Match", "*"))).isEqualTo(Result.MET);
        assertThat(unknown.allowsRange(with("If-Range", "\"tag\""))).isFalse();
    }

    @Test
    void aFileOfTheFirstSecondHasATime() {
        assertThat(strong.check(with("If-Modified-Since", EPOCH))).isEqualTo(Result.NOT_MODIFIED);
        assertThat(strong.check(with("If-Modified-Since", BEFORE_EPOCH))).isEqualTo(Result.MET);
        assertThat(strong.check(with("If-Unmodified-Since", EPOCH))).isEqualTo(Result.MET);
        assertThat(strong.check(with("If-Unmodified-Since", BEFORE_EPOCH))).isEqualTo(Result.FAILED);
    }

    @Test
    void nothingIsAskedForWithoutHeaders() {
        assertThat(strong.check(new HttpHeaders())).isEqualTo(Result.MET);
        assertThat(strong.allowsRange(new HttpHeaders())).isTrue();
    }
}

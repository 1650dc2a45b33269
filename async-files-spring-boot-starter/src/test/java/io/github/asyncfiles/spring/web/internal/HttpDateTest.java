// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun, 06 Nov 1994 08:49:37 GMT; length=123",
                " Sun, 06 Nov 1994 08:49:37 GMT "
            })
    void theFormatsSayTheSame(String value) {
        assertThat(HttpDate.seconds(value, NOW))
                .isEqualTo(Instant.parse("1994-11-06T08:49:37Z").getEpochSecond());
    }

    @Test
    void twoDigitsAreNoYearThatIsMoreThanFiftyYearsAhead() {
        assertThat(HttpDate.seconds("Wednesday, 01-Jan-76 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("2076-01-01T00:00:00Z").getEpochSecond());
        assertThat(HttpDate.seconds("Saturday, 01-Jan-77 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("1977-01-01T00:00:00Z").getEpochSecond());
    }

    @Test
    void theLastSecondsBefore1970AreDates() {
        assertThat(HttpDate.seconds("Wed, 31 Dec 1969 23:59:59 GMT", NOW)).isEqualTo(-1);
        assertThat(HttpDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT", NOW)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "yesterday",
                "Sun",
                "Sun,",
                ",",
                ";",
                "Sun, 06 Nov 1994",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sun Nov 6 08:49:37 94",
                "1994-11-06T08:49:37Z",
                "784111777"
            })
    void whatIsNoDateIsNone(String value) {
        assertThat(HttpDate.seconds(value, NOW)).isEqualTo(HttpDate.NONE);
    }

    @Test
    void noHeaderIsNone() {
        assertThat(HttpDate.seconds(null, NOW)).isEqualTo(HttpDate.NONE);
    }
}

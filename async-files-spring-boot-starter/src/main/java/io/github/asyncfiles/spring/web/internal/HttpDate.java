// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The dates of headers, in the three formats of RFC 9110, section 5.6.7. {@code HttpHeaders} of Spring takes them too, but
 * no {@code asctime} before the tenth of a month, and no RFC 850 date of the last century.
 */
final class HttpDate {

    /** No date, or none that can be read: such a header is ignored. */
    static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US).withZone(ZoneOffset.UTC);

    /** How far back the years of two digits begin, so that none is more than 50 years ahead. */
    private static final int RFC_850_YEARS_BACK = 49;

    private HttpDate() {}

    /**
     * Reads a date.
     *
     * @param value of the header, {@code null} if there is none
     * @param now the time of the request
     * @return seconds since 1970, or {@link #NONE}
     */
    static long seconds(@Nullable String value, Instant now) {
        if (value == null) {
            return NONE;
        }
        // Old browsers add the length of what they have.
        int parameter = value.indexOf(';');
        String date = (parameter < 0 ? value : value.substring(0, parameter)).strip();
        // "Sun, 06 Nov 1994 …", "Sunday, 06-Nov-94 …" or "Sun Nov  6 …".
        int comma = date.indexOf(',');
        DateTimeFormatter format =
                comma < 0 ? ASCTIME : comma == 3 ? DateTimeFormatter.RFC_1123_DATE_TIME : rfc850(now);
        try {
            return Instant.from(format.parse(date)).getEpochSecond();
        } catch (DateTimeParseException e) {
            return NONE;
        }
    }

    private static DateTimeFormatter rfc850(Instant now) {
        int firstYear = now.atOffset(ZoneOffset.UTC).getYear() - RFC_850_YEARS_BACK;
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US)
                .withZone(ZoneOffset.UTC);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * Whether a request is to be answered with the file, as it depends on the version the client has: RFC 9110, section 13.
 *
 * @param eTag of the file
 * @param modifiedSeconds when the file was changed last, in seconds since 1970, -1 if unknown
 * @param isStrong whether no change can hide in that second any more
 * @param now the time of the request
 */
record Conditions(@Nullable ETag eTag, long modifiedSeconds, boolean isStrong, Instant now) {

    /** What the conditions say. */
    enum Result {
        MET,
        NOT_MODIFIED,
        FAILED
    }

    /** {@return what the headers of a {@code GET} or {@code HEAD} say, in the order of section 13.2.2} */
    Result check(HttpHeaders headers) {
        if (headers.containsHeader(HttpHeaders.IF_MATCH)) {
            if (!matches(headers, HttpHeaders.IF_MATCH, true)) {
                return Result.FAILED;
            }
        } else if (isAfter(date(headers, HttpHeaders.IF_UNMODIFIED_SINCE))) {
            return Result.FAILED;
        }
        if (headers.containsHeader(HttpHeaders.IF_NONE_MATCH)) {
            return matches(headers, HttpHeaders.IF_NONE_MATCH, false) ? Result.NOT_MODIFIED : Result.MET;
        }
        long since = date(headers, HttpHeaders.IF_MODIFIED_SINCE);
        return since != HttpDate.NONE && modifiedSeconds >= 0 && modifiedSeconds <= since
                ? Result.NOT_MODIFIED
                : Result.MET;
    }

    /** {@return whether the client may be sent parts of the file: it has none, or such of the same version} */
    boolean allowsRange(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.IF_RANGE);
        if (value == null) {
            return true;
        }
        if (value.contains("\"")) {
            // One tag, no list.
            return eTag != null && !eTag.weak() && eTag.formattedTag().equals(value.strip());
        }
        return isStrong && modifiedSeconds >= 0 && date(headers, HttpHeaders.IF_RANGE) == modifiedSeconds;
    }

    private boolean matches(HttpHeaders headers, String name, boolean strongly) {
        for (ETag tag : ETag.parse(String.join(",", headers.getOrDefault(name, List.of())))) {
            if (tag.isWildcard() || isSame(tag, strongly)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSame(ETag tag, boolean strongly) {
        return eTag != null && eTag.tag().equals(tag.tag()) && !(strongly && (eTag.weak() || tag.weak()));
    }

    private boolean isAfter(long seconds) {
        return seconds != HttpDate.NONE && modifiedSeconds >= 0 && modifiedSeconds > seconds;
    }

    private long date(HttpHeaders headers, String name) {
        return HttpDate.seconds(headers.getFirst(name), now);
    }
}

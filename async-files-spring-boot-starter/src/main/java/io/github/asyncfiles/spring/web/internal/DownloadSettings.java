// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.time.Duration;

/**
 * How files are sent.
 *
 * @param maxRanges how many ranges of a file one request gets, at least 1
 * @param idleTimeout how long a client may take nothing, positive
 */
public record DownloadSettings(int maxRanges, Duration idleTimeout) {

    /** 16 ranges, 30 seconds. */
    public static final DownloadSettings DEFAULTS = new DownloadSettings(16, Duration.ofSeconds(30));

    /**
     * Creates settings.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public DownloadSettings {
        if (maxRanges < 1) {
            throw new IllegalArgumentException("maxRanges must be at least 1, not " + maxRanges);
        }
        if (idleTimeout.isNegative() || idleTimeout.isZero()) {
            throw new IllegalArgumentException("idleTimeout must be positive, not " + idleTimeout);
        }
    }
}

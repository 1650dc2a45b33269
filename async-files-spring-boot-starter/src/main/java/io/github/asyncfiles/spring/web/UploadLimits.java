// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.time.Duration;

/**
 * What is taken from a client at most.
 *
 * @param maxFileBytes of one file, at least 1
 * @param maxRequestBytes of the whole body, at least 1
 * @param maxParts of a form, files and fields, at least 1
 * @param maxPartHeaderBytes of the headers of one part, at least 64
 * @param maxFieldBytes of one text field, at least 0
 * @param idleTimeout how long the client may send nothing, positive
 */
public record UploadLimits(
        long maxFileBytes,
        long maxRequestBytes,
        int maxParts,
        int maxPartHeaderBytes,
        int maxFieldBytes,
        Duration idleTimeout) {

    /** 1 GiB a file, 2 GiB a request, 100 parts, 8 KiB of headers a part, 64 KiB a field, 30 seconds. */
    public static final UploadLimits DEFAULTS =
            new UploadLimits(1L << 30, 2L << 30, 100, 8 << 10, 64 << 10, Duration.ofSeconds(30));

    /**
     * Creates limits.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public UploadLimits {
        atLeast("maxFileBytes", maxFileBytes, 1);
        atLeast("maxRequestBytes", maxRequestBytes, 1);
        atLeast("maxParts", maxParts, 1);
        atLeast("maxPartHeaderBytes", maxPartHeaderBytes, 64);
        atLeast("maxFieldBytes", maxFieldBytes, 0);
        if (idleTimeout.isNegative() || idleTimeout.isZero()) {
            throw new IllegalArgumentException("idleTimeout must be positive, not " + idleTimeout);
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }
}

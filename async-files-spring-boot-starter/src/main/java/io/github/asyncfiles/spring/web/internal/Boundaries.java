// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands between the ranges of a file. Nobody who writes to the file can foresee it: a secret of this process and a
 * number, hashed. That reads nothing, as a {@link SecureRandom} does each time, and so can be done on an event loop.
 */
final class Boundaries {

    private static final int BYTES = 16;

    private static final byte[] SECRET = new byte[32];
    private static final AtomicLong NUMBER = new AtomicLong();

    static {
        new SecureRandom().nextBytes(SECRET);
        // The first time, its provider is loaded.
        next();
    }

    private Boundaries() {}

    /** {@return another one each time} */
    static String next() {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(SECRET);
            hash.update(ByteBuffer.allocate(Long.BYTES).putLong(0, NUMBER.incrementAndGet()));
            return HexFormat.of().formatHex(hash.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has it", e);
        }
    }

    /** Reads what is read once. */
    static void prepare() {
        // Is done when the class is initialised.
    }
}

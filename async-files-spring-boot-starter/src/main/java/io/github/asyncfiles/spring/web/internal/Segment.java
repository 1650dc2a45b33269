// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.charset.StandardCharsets;

/** A piece of an answer. */
public sealed interface Segment {

    /** {@return how long it is, in bytes} */
    long length();

    /**
     * Some bytes: what stands between the parts of several ranges.
     *
     * @param bytes not to be changed
     */
    record Text(byte[] bytes) implements Segment {

        Text(String text) {
            this(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public long length() {
            return bytes.length;
        }
    }

    /**
     * A part of the file.
     *
     * @param position of its first byte
     * @param length in bytes
     */
    record OfFile(long position, long length) implements Segment {}
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

/**
 * A part of a file.
 *
 * @param first its first byte
 * @param last its last byte, at least {@code first}
 */
record ByteRange(long first, long last) {

    long length() {
        return last - first + 1;
    }

    /** {@return what the {@code Content-Range} header says of it} */
    String of(long size) {
        return "bytes " + first + "-" + last + "/" + size;
    }
}

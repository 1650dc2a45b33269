// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of an answer go; like a servlet's stream, it is used only when it is ready. */
interface ResponseOutput {

    /** {@return whether something can be written; if not, the container says when} */
    boolean isReady();

    /**
     * Writes some of what remains of a buffer, at least one byte.
     *
     * @param content drained as far as it was written
     */
    void write(ByteBuffer content) throws IOException;

    /** Sends what has been written. */
    void flush() throws IOException;

    /** {@return whether a buffer that was written is free again at once, rather than when this is ready the next time} */
    boolean copies();

    /** {@return how many bytes fewer than later go well with the headers} */
    default int headerBytes() {
        return 0;
    }
}

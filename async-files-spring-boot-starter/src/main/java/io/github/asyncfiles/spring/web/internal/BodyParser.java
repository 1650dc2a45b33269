// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import org.jspecify.annotations.Nullable;

/**
 * Makes events of the bytes of a body: asked for the next one, fed when it has none. For one thread at a time, does not block.
 */
interface BodyParser {

    /**
     * Takes the next event.
     *
     * @return the event; {@code null} when it is to be fed first
     * @throws io.github.asyncfiles.spring.web.FileUploadException when the body is not as it should be; it is to be closed
     *     then
     */
    @Nullable BodyEvent poll();

    /**
     * Gives it more bytes, after {@link #poll} has returned {@code null}.
     *
     * @param chunk owned by the parser from here on
     */
    void feed(Chunk chunk);

    /** Tells it that there are no more bytes. */
    void end();

    /** Releases what it has. */
    void close();
}

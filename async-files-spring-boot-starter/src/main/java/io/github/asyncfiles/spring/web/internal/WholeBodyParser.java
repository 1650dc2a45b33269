// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import org.jspecify.annotations.Nullable;

/** A body that is one file. */
final class WholeBodyParser implements BodyParser {

    private final PartHead head;
    private final long declaredBytes;
    private boolean begun;
    private boolean partEnded;
    private boolean ended;
    private long bytes;
    private @Nullable Chunk chunk;

    /**
     * Creates the parser.
     *
     * @param head what the request says about the file
     * @param declaredBytes the length that it declares, -1 if none
     */
    WholeBodyParser(PartHead head, long declaredBytes) {
        this.head = head;
        this.declaredBytes = declaredBytes;
    }

    @Override
    public @Nullable BodyEvent poll() {
        if (!begun) {
            begun = true;
            return new BodyEvent.PartBegins(head);
        }
        if (chunk != null) {
            Chunk next = chunk;
            chunk = null;
            return new BodyEvent.Content(next);
        }
        if (!ended) {
            return null;
        }
        if (bytes < declaredBytes) {
            throw Problem.incomplete("The body ended after " + bytes + " of " + declaredBytes + " bytes");
        }
        if (!partEnded) {
            partEnded = true;
            return BodyEvent.Mark.PART_ENDS;
        }
        return BodyEvent.Mark.BODY_ENDS;
    }

    @Override
    public void feed(Chunk next) {
        bytes += next.bytes().remaining();
        chunk = next;
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void close() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }
}

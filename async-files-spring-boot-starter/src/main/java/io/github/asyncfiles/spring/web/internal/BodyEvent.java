// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

/** What is found in a body, in this order: any number of parts, each with any number of pieces of content; the end. */
sealed interface BodyEvent {

    /** A part begins. */
    record PartBegins(PartHead head) implements BodyEvent {}

    /** Some bytes of the part, at least one, owned by whoever takes the event. */
    record Content(Chunk chunk) implements BodyEvent {}

    /** What needs no words. */
    enum Mark implements BodyEvent {
        /** The part is complete. */
        PART_ENDS,
        /** The body is complete, and nothing comes after this. */
        BODY_ENDS
    }
}

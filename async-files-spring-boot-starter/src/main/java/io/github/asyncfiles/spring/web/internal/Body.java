// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of a request as a server has it, taken bit by bit. */
public interface Body {

    /**
     * Takes the next bytes. Called when the future of the call before is complete, from any thread.
     *
     * @return a future of some bytes, at least one, owned by the caller; of {@code null} at the end of the body, and ever
     *     after; fails with an {@link java.io.IOException} when the client has gone, and with nothing else
     */
    CompletableFuture<@Nullable Chunk> next();

    /** Takes no more: what is on its way, or still comes, is released. A call that is under way completes somehow. */
    void abandon();
}

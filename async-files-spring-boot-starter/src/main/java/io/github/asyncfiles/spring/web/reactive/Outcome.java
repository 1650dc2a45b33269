// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.spring.web.internal.OpenDownload;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How a future has ended.
 *
 * @param <T> the type of its value
 */
record Outcome<T>(@Nullable T value, @Nullable Throwable thrown) {

    /**
     * {@return what comes of a future, which goes on when nobody waits for it any more} Reactor would log what it fails with
     * then as an error, although the client has just gone.
     */
    static <T> Mono<T> of(CompletableFuture<T> future) {
        CompletableFuture<Outcome<T>> ended = future.handle(Outcome::new);
        return Mono.fromFuture(ended, true).handle((outcome, sink) -> {
            if (outcome.thrown != null) {
                sink.error(OpenDownload.unwrap(outcome.thrown));
            } else if (outcome.value != null) {
                sink.next(outcome.value);
            }
        });
    }
}

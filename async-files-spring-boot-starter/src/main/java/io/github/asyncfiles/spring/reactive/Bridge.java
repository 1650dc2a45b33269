// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Between the JDK's futures and publishers and those of Reactor. */
final class Bridge {

    private Bridge() {}

    static <T> Flux<T> flux(Flow.Publisher<T> publisher) {
        return JdkFlowAdapter.flowPublisherToFlux(publisher);
    }

    /** Opens something that is closed if its subscriber has cancelled by the time it is open. */
    static <R> Mono<R> opened(
            Class<R> type, Consumer<? super R> close, Supplier<? extends CompletableFuture<R>> opening) {
        return Mono.fromDirect(new Opening<>(close, opening)).doOnDiscard(type, close);
    }

    /** What to do with something that is open, seeing the context of the subscriber. */
    static <R, T> Function<R, CompletionStage<T>> staged(
            Function<? super R, ? extends Mono<T>> action, ContextView context) {
        return resource ->
                Mono.defer(() -> action.apply(resource)).contextWrite(context).toFuture();
    }

    /** What is to be written, seeing the context of the subscriber; what its operators discard is released. */
    static Flow.Publisher<DataBuffer> flow(Publisher<? extends DataBuffer> content, ContextView context) {
        return JdkFlowAdapter.publisherToFlowPublisher(Flux.<DataBuffer>from(content)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                .contextWrite(context));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.spring.web.FileDownload;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Makes Spring WebFlux send the {@link FileDownload}s of controllers that have no {@code @ResponseBody}, as Spring MVC does.
 */
public final class FileDownloadResultHandler implements HandlerResultHandler, Ordered {

    private static final ResolvableType TYPE = ResolvableType.forClass(FileDownload.class);

    private final FileDownloadHttpMessageWriter writer;
    private final ReactiveAdapterRegistry adapters;

    /**
     * Creates a handler.
     *
     * @param writer sends the files
     * @param adapters know the types in which a file may come later
     */
    public FileDownloadResultHandler(FileDownloadHttpMessageWriter writer, ReactiveAdapterRegistry adapters) {
        this.writer = writer;
        this.adapters = adapters;
    }

    /** {@return a place before the handlers of Spring that would take it for the name of a view} */
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public boolean supports(HandlerResult result) {
        ResolvableType type = result.getReturnType();
        ReactiveAdapter adapter = adapters.getAdapter(type.resolve());
        return adapter == null
                ? type.toClass() == FileDownload.class
                : !adapter.isMultiValue() && type.getGeneric().toClass() == FileDownload.class;
    }

    @Override
    public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
        Object value = result.getReturnValue();
        ReactiveAdapter adapter = adapters.getAdapter(result.getReturnType().resolve(), value);
        Publisher<FileDownload> download =
                adapter == null ? Mono.justOrEmpty((FileDownload) value) : adapter.toPublisher(value);
        return writer.write(download, TYPE, TYPE, null, exchange.getRequest(), exchange.getResponse(), Map.of());
    }
}

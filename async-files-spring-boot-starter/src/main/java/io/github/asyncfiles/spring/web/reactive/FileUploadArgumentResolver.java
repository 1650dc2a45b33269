// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.reactive.DataBufferAllocator;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.internal.Upload;
import java.util.concurrent.ForkJoinPool;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Gives a {@link FileUpload} to the controllers of Spring WebFlux that ask for one. Add it to the argument resolvers; Spring
 * Boot does.
 */
public final class FileUploadArgumentResolver implements HandlerMethodArgumentResolver {

    private final AsyncFileOperations files;
    private final UploadLimits limits;

    /**
     * Creates a resolver.
     *
     * @param files saves the files
     * @param limits what is taken from a client at most
     */
    public FileUploadArgumentResolver(AsyncFileOperations files, UploadLimits limits) {
        this.files = files;
        this.limits = limits;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == FileUpload.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        return Mono.fromSupplier(() -> upload(exchange));
    }

    FileUpload upload(ServerWebExchange exchange) {
        ReactiveBody body = new ReactiveBody(
                exchange.getRequest().getBody(),
                new DataBufferAllocator(exchange.getResponse().bufferFactory()));
        return new Upload(files, exchange.getRequest().getHeaders(), body, limits, ForkJoinPool.commonPool());
    }
}

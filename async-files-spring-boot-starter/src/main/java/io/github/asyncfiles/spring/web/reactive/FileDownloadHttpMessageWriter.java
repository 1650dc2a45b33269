// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.internal.DownloadPlan;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import io.github.asyncfiles.spring.web.internal.OpenDownload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Makes Spring WebFlux send {@link FileDownload}s: from annotated controllers, alone, in a {@code Mono} or in a
 * {@code ResponseEntity}, and from functional endpoints. Add it to the custom codecs; Spring Boot does.
 */
public final class FileDownloadHttpMessageWriter implements HttpMessageWriter<FileDownload> {

    private static final List<String> OF_THE_FILE = List.of(
            HttpHeaders.ACCEPT_RANGES,
            HttpHeaders.CACHE_CONTROL,
            HttpHeaders.CONTENT_DISPOSITION,
            HttpHeaders.ETAG,
            HttpHeaders.EXPIRES,
            HttpHeaders.LAST_MODIFIED);

    private final AsyncFileOperations files;
    private final DownloadSettings settings;

    /**
     * Creates a writer.
     *
     * @param files opens the files
     * @param settings how they are sent
     */
    public FileDownloadHttpMessageWriter(AsyncFileOperations files, DownloadSettings settings) {
        this.files = files;
        this.settings = settings;
        DownloadPlan.prepare();
    }

    /** {@return all: which one it is, is told by the file} */
    @Override
    public List<MediaType> getWritableMediaTypes() {
        return List.of(MediaType.ALL);
    }

    @Override
    public boolean canWrite(ResolvableType elementType, @Nullable MediaType mediaType) {
        return elementType.toClass() == FileDownload.class;
    }

    /** Fails: a client has nothing to answer. */
    @Override
    public Mono<Void> write(
            Publisher<? extends FileDownload> input,
            ResolvableType elementType,
            @Nullable MediaType mediaType,
            ReactiveHttpOutputMessage message,
            Map<String, Object> hints) {
        return Mono.error(new UnsupportedOperationException("A FileDownload is the answer of a server"));
    }

    @Override
    public Mono<Void> write(
            Publisher<? extends FileDownload> input,
            ResolvableType actualType,
            ResolvableType elementType,
            @Nullable MediaType mediaType,
            ServerHttpRequest request,
            ServerHttpResponse response,
            Map<String, Object> hints) {
        return Mono.from(input)
                .flatMap(download -> send(download, request, response))
                .onErrorMap(OpenDownload::translate)
                .doOnError(thrown -> forgetFile(response));
    }

    private Mono<Void> send(FileDownload download, ServerHttpRequest request, ServerHttpResponse response) {
        return Mono.defer(() -> {
            CompletableFuture<OpenDownload> opening = OpenDownload.open(files, download);
            // Later, on the event loop: Reactor Netty (1.3.5, its issue 4361) reads no more requests from a connection
            // after one that had to wait for its turn and was then answered before its handler returned.
            Mono<Void> answer =
                    Connections.later(Outcome.of(opening).flatMap(open -> respond(open, request, response)), response);
            // It is opened, whatever happens meanwhile, and ended whenever it is: never lost.
            return answer.doOnSuccess(nothing -> end(opening, null))
                    .doOnError(thrown -> end(opening, thrown))
                    .doOnCancel(() -> end(opening, new CancellationException("The client has gone")));
        });
    }

    /** What was said of the file is not to be said of the error. */
    private static void forgetFile(ServerHttpResponse response) {
        if (!response.isCommitted()) {
            response.setStatusCode(null);
            response.getHeaders().clearContentHeaders();
            OF_THE_FILE.forEach(response.getHeaders()::remove);
        }
    }

    private static void end(CompletableFuture<OpenDownload> opening, @Nullable Throwable failure) {
        opening.thenAccept(open -> open.end(failure));
    }

    private Mono<Void> respond(OpenDownload open, ServerHttpRequest request, ServerHttpResponse response) {
        HttpStatusCode status = response.getStatusCode();
        DownloadPlan plan = DownloadPlan.of(
                request.getMethod(),
                request.getHeaders(),
                status == null ? 200 : status.value(),
                response.getHeaders(),
                open.download(),
                open.attributes(),
                open.openedAt(),
                settings.maxRanges());
        response.setRawStatusCode(plan.status());
        plan.headers().forEach((name, values) -> response.getHeaders().put(name, values));
        if (plan.segments().isEmpty()) {
            return response.setComplete();
        }
        return new DownloadBodyWriter(open, plan, response, settings.idleTimeout()).write();
    }
}

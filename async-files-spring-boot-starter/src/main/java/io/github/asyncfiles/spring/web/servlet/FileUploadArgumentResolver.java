// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.internal.Pool;
import io.github.asyncfiles.spring.web.internal.Upload;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.AsyncWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.multipart.support.AbstractMultipartHttpServletRequest;
import org.springframework.web.util.WebUtils;

/**
 * Gives a {@link FileUpload} to the controllers of Spring MVC that ask for one. Add it to the argument resolvers; Spring
 * Boot does.
 *
 * <p>Spring must not have read the request before: with {@code spring.servlet.multipart.resolve-lazily=true}, which Spring
 * Boot is told, it does not, unless a filter asks for parameters of a form.
 */
public final class FileUploadArgumentResolver implements HandlerMethodArgumentResolver {

    /** Some of what the socket has at a time, and not too much for many clients. */
    private static final int CHUNK_BYTES = 16 * 1024;

    private static final int ARRAYS = 256;

    private final AsyncFileOperations files;
    private final UploadLimits limits;
    private final Pool<byte[]> arrays = new Pool<>(() -> new byte[CHUNK_BYTES], ARRAYS);

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
    public FileUpload resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        Assert.state(request != null, "No servlet request");
        return upload(request);
    }

    FileUpload upload(HttpServletRequest request) {
        MultipartHttpServletRequest form = WebUtils.getNativeRequest(request, MultipartHttpServletRequest.class);
        if (form != null && TestDoubles.isOne(form)) {
            MockForm written = new MockForm(form);
            return new Upload(files, written.headers(), written, limits, ForkJoinPool.commonPool());
        }
        if (form instanceof AbstractMultipartHttpServletRequest parsed && parsed.isResolved()) {
            throw new IllegalStateException("The form was read already, to memory or temporary files: "
                    + "set spring.servlet.multipart.resolve-lazily=true, and ask for none of its parts otherwise");
        }
        ServletBody body = new ServletBody(request, arrays);
        Upload upload = new Upload(
                files, new ServletServerHttpRequest(request).getHeaders(), body, limits, ForkJoinPool.commonPool());
        WebAsyncManager async = WebAsyncUtils.getAsyncManager(request);
        async.registerDeferredResultInterceptor(upload, new Progress(body, upload));
        async.registerCallableInterceptor(upload, new Progress(body, upload));
        return upload;
    }

    /** Tells the body when it can be read, and the upload when it cannot any more. */
    private record Progress(ServletBody body, Upload upload)
            implements DeferredResultProcessingInterceptor, CallableProcessingInterceptor {

        /** How long an upload takes is up to the client: what ends it is that nothing comes any more. */
        private static void withoutTimeout(NativeWebRequest request) {
            if (request instanceof AsyncWebRequest async
                    && request.getNativeRequest() instanceof HttpServletRequest servletRequest
                    // MockMvc takes 0 for no time at all.
                    && !TestDoubles.isOne(servletRequest)) {
                async.setTimeout(Connections.noTimeout(servletRequest));
            }
        }

        @Override
        public <T> void beforeConcurrentHandling(NativeWebRequest request, DeferredResult<T> result) {
            withoutTimeout(request);
        }

        @Override
        public <T> void beforeConcurrentHandling(NativeWebRequest request, Callable<T> task) {
            withoutTimeout(request);
        }

        @Override
        public <T> void preProcess(NativeWebRequest request, DeferredResult<T> result) {
            body.begin();
        }

        @Override
        public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
            body.begin();
        }

        @Override
        public <T> boolean handleError(NativeWebRequest request, DeferredResult<T> result, Throwable thrown) {
            body.fail(thrown);
            return true;
        }

        @Override
        public <T> Object handleError(NativeWebRequest request, Callable<T> task, Throwable thrown) {
            body.fail(thrown);
            return RESULT_NONE;
        }

        @Override
        public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> result) {
            ended();
        }

        @Override
        public <T> void afterCompletion(NativeWebRequest request, Callable<T> task) {
            ended();
        }

        private void ended() {
            body.end();
            upload.abandon(new CancellationException("The request has ended before the upload was read"));
        }
    }
}

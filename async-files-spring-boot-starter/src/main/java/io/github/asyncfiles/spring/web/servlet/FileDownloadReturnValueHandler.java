// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.util.Assert;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Makes Spring MVC send the {@link FileDownload}s that controllers return, alone or in a {@link ResponseEntity}, also when
 * they come out of a future. Add it to the return value handlers; Spring Boot does.
 */
public final class FileDownloadReturnValueHandler implements AsyncHandlerMethodReturnValueHandler {

    private final FileDownloadSender sender;

    /**
     * Creates a handler.
     *
     * @param files opens the files
     * @param settings how they are sent
     */
    public FileDownloadReturnValueHandler(AsyncFileOperations files, DownloadSettings settings) {
        this.sender = new FileDownloadSender(files, settings);
    }

    FileDownloadSender sender() {
        return sender;
    }

    /** {@return whether it may be one: of entities, the body tells} */
    @Override
    public boolean supportsReturnType(MethodParameter returnType) {
        Class<?> type = returnType.getParameterType();
        return type == FileDownload.class
                || type == FileDownloadSender.Opened.class
                || HttpEntity.class.isAssignableFrom(type);
    }

    /** Goes before the handlers for entities and for what {@code @ResponseBody} says. */
    @Override
    public boolean isAsyncReturnValue(@Nullable Object value, MethodParameter returnType) {
        return value instanceof FileDownload
                || value instanceof FileDownloadSender.Opened
                || value instanceof HttpEntity<?> entity && entity.getBody() instanceof FileDownload;
    }

    @Override
    public void handleReturnValue(
            @Nullable Object value,
            MethodParameter returnType,
            ModelAndViewContainer container,
            NativeWebRequest webRequest)
            throws Exception {
        if (value == null) {
            container.setRequestHandled(true);
            return;
        }
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        HttpServletResponse response = webRequest.getNativeResponse(HttpServletResponse.class);
        Assert.state(request != null && response != null, "No servlet request");
        if (value instanceof FileDownloadSender.Opened opened) {
            container.setRequestHandled(true);
            opened.respond(request, response);
            return;
        }
        FileDownload download;
        FileDownloadSender.Preset preset = FileDownloadSender.Preset.NONE;
        if (value instanceof HttpEntity<?> entity) {
            preset = new FileDownloadSender.Preset(
                    entity instanceof ResponseEntity<?> answer ? answer.getStatusCode() : null, entity.getHeaders());
            download = (FileDownload) entity.getBody();
        } else {
            download = (FileDownload) value;
        }
        Assert.state(download != null, "No file");
        if (sender.send(download, request, response, preset, opened -> opened, container)) {
            container.setRequestHandled(true);
        }
    }
}

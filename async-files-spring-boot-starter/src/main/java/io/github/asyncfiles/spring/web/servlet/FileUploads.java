// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.FileUpload;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.util.Assert;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * Files for the functional endpoints of Spring MVC.
 *
 * <pre>{@code
 * route().PUT("/imports/{name}", request ->
 *         ServerResponse.async(FileUploads.of(request).saveTo(path(request)).thenApply(ServerResponse.ok()::body)))
 * }</pre>
 */
public final class FileUploads {

    private FileUploads() {}

    /**
     * Takes the files of a request, whose answer must be {@linkplain
     * org.springframework.web.servlet.function.ServerResponse#async asynchronous}.
     *
     * @param request whose body was not read yet
     * @return its files
     */
    public static FileUpload of(ServerRequest request) {
        HttpServletRequest servletRequest = request.servletRequest();
        ApplicationContext context = RequestContextUtils.findWebApplicationContext(servletRequest);
        Assert.state(context != null, "No application context");
        return context.getBean(FileUploadArgumentResolver.class).upload(servletRequest);
    }
}

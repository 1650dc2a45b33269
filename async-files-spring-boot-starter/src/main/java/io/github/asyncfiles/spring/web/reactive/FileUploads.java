// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.spring.web.FileUpload;
import org.springframework.context.ApplicationContext;
import org.springframework.util.Assert;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Files for the functional endpoints of Spring WebFlux.
 *
 * <pre>{@code
 * route().PUT("/imports/{name}", request ->
 *         Mono.fromFuture(() -> FileUploads.of(request).saveTo(path(request))).flatMap(ServerResponse.ok()::bodyValue))
 * }</pre>
 */
public final class FileUploads {

    private FileUploads() {}

    /**
     * Takes the files of a request.
     *
     * @param request whose body was not read yet
     * @return its files
     */
    public static FileUpload of(ServerRequest request) {
        ApplicationContext context = request.exchange().getApplicationContext();
        Assert.state(context != null, "No application context");
        return context.getBean(FileUploadArgumentResolver.class).upload(request.exchange());
    }
}

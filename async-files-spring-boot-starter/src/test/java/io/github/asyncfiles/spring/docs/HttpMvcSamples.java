// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static org.springframework.web.servlet.function.RouterFunctions.route;

import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.servlet.FileDownloads;
import io.github.asyncfiles.spring.web.servlet.FileUploads;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** What docs/http.md shows of the functional endpoints of Spring MVC. */
@Configuration(proxyBeanMethods = false)
@Import(HttpSamples.class)
class HttpMvcSamples {

    @Value("${folder}")
    Path folder;

    @Bean
    TomcatServletWebServerFactory tomcat() {
        return new TomcatServletWebServerFactory();
    }

    @Bean
    RouterFunction<ServerResponse> mvcRoutes() {
        return route().GET("/routed/{name}", request -> FileDownloads.response(FileDownload.of(path(request))))
                .PUT(
                        "/routed/{name}",
                        request -> ServerResponse.async(
                                FileUploads.of(request).saveTo(path(request)).thenApply(ServerResponse.ok()::body)))
                .build();
    }

    private Path path(ServerRequest request) {
        return folder.resolve(request.pathVariable("name"));
    }
}

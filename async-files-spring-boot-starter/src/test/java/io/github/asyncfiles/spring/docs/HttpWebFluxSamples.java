// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.reactive.FileUploads;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What docs/http.md shows of the functional endpoints of Spring WebFlux. */
@Configuration(proxyBeanMethods = false)
@Import(HttpSamples.class)
class HttpWebFluxSamples {

    @Value("${folder}")
    Path folder;

    @Bean
    NettyReactiveWebServerFactory netty() {
        return new NettyReactiveWebServerFactory();
    }

    @Bean
    RouterFunction<ServerResponse> webFluxRoutes() {
        return route().GET("/routed/{name}", request -> ServerResponse.ok().bodyValue(FileDownload.of(path(request))))
                .PUT(
                        "/routed/{name}",
                        request -> Mono.fromFuture(() -> FileUploads.of(request).saveTo(path(request)))
                                .flatMap(ServerResponse.ok()::bodyValue))
                .build();
    }

    private Path path(ServerRequest request) {
        return folder.resolve(request.pathVariable("name"));
    }
}

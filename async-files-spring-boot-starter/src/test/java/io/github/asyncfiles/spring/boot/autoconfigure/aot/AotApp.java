// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.aot;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application for either stack, with a template that has a name; {@link AotTest} prepares and starts it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AotApp.Desk.class)
class AotApp {

    public static void main(String[] arguments) {
        SpringApplication.run(AotApp.class, arguments);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    TomcatServletWebServerFactory tomcat() {
        return new TomcatServletWebServerFactory();
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    NettyReactiveWebServerFactory netty() {
        return new NettyReactiveWebServerFactory();
    }

    @RestController
    static class Desk {

        private final AsyncFileOperations files;
        private final AsyncFileTemplate archive;
        private final Path dir;

        Desk(AsyncFileOperations files, @Qualifier("archive") AsyncFileTemplate archive, @Value("${dir}") Path dir) {
            this.files = files;
            this.archive = archive;
            this.dir = dir;
        }

        @GetMapping("/text/{name}")
        CompletableFuture<String> text(@PathVariable String name) {
            return files.readString(dir.resolve(name));
        }

        @GetMapping("/archive/{name}")
        CompletableFuture<String> archived(@PathVariable String name) {
            return archive.readString(dir.resolve(name));
        }

        @GetMapping("/download/{name}")
        FileDownload download(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @PutMapping("/upload/{name}")
        CompletableFuture<Long> upload(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(dir.resolve(name));
        }
    }
}

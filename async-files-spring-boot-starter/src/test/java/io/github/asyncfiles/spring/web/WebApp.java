// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.servlet.FileDownloads;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The same controllers on every server, and the same functional endpoints. */
final class WebApp {

    private WebApp() {}

    /** What was told to those who asked for it afterwards: {@code "null"}, or what went wrong. */
    static final class Afterwards {
        final Queue<String> told = new ConcurrentLinkedQueue<>();
    }

    @RestController
    @RequestMapping("/files")
    static class Downloads {

        private final AsyncFileTemplate files;
        private final Path dir;
        private final Afterwards afterwards;

        Downloads(AsyncFileTemplate files, @Value("${dir}") Path dir, Afterwards afterwards) {
            this.files = files;
            this.dir = dir;
            this.afterwards = afterwards;
        }

        @GetMapping("/plain/{name}")
        FileDownload plain(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @PostMapping("/plain/{name}")
        FileDownload posted(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @GetMapping("/future/{name}")
        CompletableFuture<FileDownload> future(@PathVariable String name) {
            return files.exists(dir.resolve(name)).thenApply(exists -> FileDownload.of(dir.resolve(name)));
        }

        @GetMapping("/mono/{name}")
        Mono<FileDownload> mono(@PathVariable String name) {
            return Mono.fromSupplier(() -> FileDownload.of(dir.resolve(name)));
        }

        @GetMapping("/entity/{name}")
        ResponseEntity<FileDownload> entity(@PathVariable String name) {
            return ResponseEntity.ok().header("X-Entity", "yes").body(FileDownload.of(dir.resolve(name)));
        }

        @GetMapping("/entity-future/{name}")
        CompletableFuture<ResponseEntity<FileDownload>> entityFuture(@PathVariable String name) {
            return CompletableFuture.supplyAsync(() -> entity(name));
        }

        /** One whose headers say more than the file. */
        @GetMapping("/own-headers/{name}")
        ResponseEntity<FileDownload> ownHeaders(@PathVariable String name) {
            return ResponseEntity.ok()
                    .eTag("own")
                    .lastModified(1_000_000_000_000L)
                    .contentType(MediaType.parseMediaType("text/x-own"))
                    .cacheControl(CacheControl.noStore())
                    .body(FileDownload.of(dir.resolve(name)).cacheControl(CacheControl.noCache()));
        }

        @GetMapping("/status/{status}/{name}")
        ResponseEntity<FileDownload> withStatus(@PathVariable int status, @PathVariable String name) {
            return ResponseEntity.status(status).body(FileDownload.of(dir.resolve(name)));
        }

        @GetMapping("/open/{name}")
        CompletableFuture<FileDownload> open(@PathVariable String name) {
            return files.open(dir.resolve(name)).thenApply(FileDownload::of);
        }

        @GetMapping("/attachment/{name}")
        FileDownload attachment(@PathVariable String name, @RequestParam String as) {
            return FileDownload.of(dir.resolve(name)).attachment(as);
        }

        @GetMapping("/inline/{name}")
        FileDownload inline(@PathVariable String name, @RequestParam String as) {
            return FileDownload.of(dir.resolve(name)).inline(as);
        }

        @GetMapping("/described/{name}")
        FileDownload described(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name))
                    .contentType(MediaType.APPLICATION_PDF)
                    .cacheControl(CacheControl.noCache())
                    .eTag("v1");
        }

        @GetMapping("/temporary/{name}")
        FileDownload temporary(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name)).deleteAfterwards().afterwards(this::tell);
        }

        @GetMapping("/told/{name}")
        FileDownload told(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name)).afterwards(this::tell);
        }

        private void tell(Throwable failure) {
            afterwards.told.add(String.valueOf(failure));
        }

        @GetMapping("/explained/{name}")
        FileDownload explained(@PathVariable String name) {
            return FileDownload.of(dir.resolve("explained").resolve(name));
        }
    }

    /** Without {@code @ResponseBody}. */
    @Controller
    static class ViewController {

        private final Path dir;

        ViewController(@Value("${dir}") Path dir) {
            this.dir = dir;
        }

        @GetMapping("/files/controller/{name}")
        FileDownload download(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }
    }

    /** An application that has its own words for files that are not there. */
    @RestController
    static class Explaining {

        private final Path dir;

        Explaining(@Value("${dir}") Path dir) {
            this.dir = dir;
        }

        @GetMapping("/explaining/{name}")
        FileDownload download(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @ExceptionHandler
        ResponseEntity<String> absent(NoSuchFileException e) {
            return ResponseEntity.status(HttpStatus.GONE).body("It is not here");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Downloads.class, ViewController.class, Explaining.class})
    static class Common {

        @Bean
        Afterwards afterwards() {
            return new Afterwards();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Common.class)
    static class Mvc {

        @Bean
        org.springframework.web.servlet.function.RouterFunction<org.springframework.web.servlet.function.ServerResponse>
                routes(@Value("${dir}") Path dir) {
            return org.springframework.web.servlet.function.RouterFunctions.route()
                    .GET(
                            "/files/functional/{name}",
                            request ->
                                    FileDownloads.response(FileDownload.of(dir.resolve(request.pathVariable("name")))))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Common.class)
    static class Flux {

        @Bean
        org.springframework.web.reactive.function.server.RouterFunction<
                        org.springframework.web.reactive.function.server.ServerResponse>
                routes(@Value("${dir}") Path dir) {
            return org.springframework.web.reactive.function.server.RouterFunctions.route()
                    .GET(
                            "/files/functional/{name}",
                            request -> org.springframework.web.reactive.function.server.ServerResponse.ok()
                                    .bodyValue(FileDownload.of(dir.resolve(request.pathVariable("name")))))
                    .build();
        }
    }
}

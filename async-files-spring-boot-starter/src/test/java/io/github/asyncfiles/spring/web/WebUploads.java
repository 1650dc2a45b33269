// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Uploads, the same on every server. */
final class WebUploads {

    private WebUploads() {}

    @RestController
    @RequestMapping("/upload")
    static class Uploads {

        private final AsyncFileTemplate files;
        private final Path dir;

        Uploads(AsyncFileTemplate files, @Value("${dir}") Path dir) {
            this.files = files;
            this.dir = dir;
        }

        @PutMapping("/atomically/{name}")
        CompletableFuture<Long> atomically(@PathVariable String name, FileUpload upload) {
            return upload.saveAtomicallyTo(dir.resolve(name));
        }

        @PostMapping("/new/{name}")
        CompletableFuture<Long> create(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(dir.resolve(name));
        }

        @PostMapping("/mono/{name}")
        Mono<Long> mono(@PathVariable String name, FileUpload upload) {
            return Mono.fromFuture(() -> upload.saveTo(dir.resolve(name)));
        }

        @PostMapping("/form")
        CompletableFuture<Map<String, Object>> form(FileUpload upload) {
            return upload.forEach(file -> file.saveTo(dir.resolve(file.safeFileName()))
                            .thenApply(bytes -> file.fieldName() + "=" + file.safeFileName() + ":" + bytes))
                    .thenApply(saved -> Map.of("files", saved, "fields", upload.fields()));
        }

        /** Counts, and keeps nothing. */
        @PostMapping("/counted")
        CompletableFuture<Long> counted(FileUpload upload) {
            return AsyncFiles.toList(upload.content())
                    .thenApply(buffers ->
                            buffers.stream().mapToLong(ByteBuffer::remaining).sum());
        }

        /** Goes on when the file at hand is read. */
        @PostMapping("/written/{name}")
        CompletableFuture<Long> written(@PathVariable String name, FileUpload upload) {
            return files.write(dir.resolve(name), upload.content());
        }

        /** Does not wait for its upload. */
        @PostMapping("/careless/{name}")
        String careless(@PathVariable String name, FileUpload upload) {
            CARELESS.add(upload.saveTo(dir.resolve(name)));
            return "done";
        }
    }

    /** An application that has its own words for uploads that fail. */
    @RestController
    static class Explaining {

        private final Path dir;

        Explaining(@Value("${dir}") Path dir) {
            this.dir = dir;
        }

        @PostMapping("/upload/explained/{name}")
        CompletableFuture<Long> create(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(dir.resolve(name));
        }

        @ExceptionHandler
        ResponseEntity<String> failed(FileUploadException e) {
            return ResponseEntity.status(e.getStatusCode()).body("Because: " + e.reason());
        }
    }

    static final List<CompletableFuture<Long>> CARELESS = new CopyOnWriteArrayList<>();

    @Configuration(proxyBeanMethods = false)
    @Import({Uploads.class, Explaining.class})
    static class Mvc {

        @Bean
        org.springframework.web.servlet.function.RouterFunction<org.springframework.web.servlet.function.ServerResponse>
                uploadRoutes(@Value("${dir}") Path dir) {
            return org.springframework.web.servlet.function.RouterFunctions.route()
                    .POST(
                            "/upload/functional/{name}",
                            request -> org.springframework.web.servlet.function.ServerResponse.async(
                                    io.github.asyncfiles.spring.web.servlet.FileUploads.of(request)
                                            .saveTo(dir.resolve(request.pathVariable("name")))
                                            .thenApply(bytes ->
                                                    org.springframework.web.servlet.function.ServerResponse.ok()
                                                            .body(bytes))))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Uploads.class, Explaining.class})
    static class Flux {

        @Bean
        org.springframework.web.reactive.function.server.RouterFunction<
                        org.springframework.web.reactive.function.server.ServerResponse>
                uploadRoutes(@Value("${dir}") Path dir) {
            return org.springframework.web.reactive.function.server.RouterFunctions.route()
                    .POST(
                            "/upload/functional/{name}",
                            request -> Mono.fromFuture(
                                            () -> io.github.asyncfiles.spring.web.reactive.FileUploads.of(request)
                                                    .saveTo(dir.resolve(request.pathVariable("name"))))
                                    .flatMap(bytes ->
                                            org.springframework.web.reactive.function.server.ServerResponse.ok()
                                                    .bodyValue(bytes)))
                    .build();
        }
    }
}

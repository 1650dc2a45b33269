// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** What docs/http.md shows of controllers, which are the same on every server. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(HttpSamples.Samples.class)
class HttpSamples {

    @RestController
    static class Samples {

        private final AsyncFileTemplate files;
        private final Path folder;
        private final LongAdder sent = new LongAdder();

        Samples(AsyncFileTemplate files, @Value("${folder}") Path folder) {
            this.files = files;
            this.folder = folder;
        }

        // Downloads

        @GetMapping("/exports/{name}")
        FileDownload export(@PathVariable String name) {
            return FileDownload.of(folder.resolve(name)).attachment();
        }

        @GetMapping("/logo")
        FileDownload logo() {
            return FileDownload.of(folder.resolve("logo.svg")).cacheControl(CacheControl.maxAge(Duration.ofHours(1)));
        }

        @GetMapping("/manual")
        ResponseEntity<FileDownload> manual() {
            return ResponseEntity.ok()
                    .header("Content-Language", "en")
                    .body(FileDownload.of(folder.resolve("manual.pdf")).inline("The manual.pdf"));
        }

        @GetMapping("/report")
        CompletableFuture<FileDownload> report() {
            return files.createTempFile("report-", ".csv")
                    .thenCompose(path -> files.writeString(path, "name,size\n"))
                    .thenApply(path ->
                            FileDownload.of(path).attachment("report.csv").deleteAfterwards());
        }

        @GetMapping("/counted/{name}")
        FileDownload counted(@PathVariable String name) {
            return FileDownload.of(folder.resolve(name)).afterwards(failure -> sent.add(failure == null ? 1 : 0));
        }

        // Uploads

        @PutMapping("/files/{name}")
        CompletableFuture<Long> put(@PathVariable String name, FileUpload upload) {
            return upload.saveAtomicallyTo(folder.resolve(name));
        }

        @PostMapping("/photos")
        CompletableFuture<List<Long>> photos(FileUpload upload) {
            return upload.forEach(photo -> photo.saveTo(folder.resolve(photo.safeFileName())));
        }

        @PostMapping("/albums")
        CompletableFuture<Map<String, Object>> album(FileUpload upload) {
            return upload.forEach(photo -> photo.saveTo(folder.resolve(photo.safeFileName())))
                    .thenApply(sizes ->
                            Map.of("title", upload.fields().getOrDefault("title", List.of()), "photos", sizes.size()));
        }

        @PostMapping("/digests")
        CompletableFuture<String> digest(FileUpload upload) throws NoSuchAlgorithmException {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return AsyncFiles.forEach(upload.content(), digest::update)
                    .thenApply(done -> HexFormat.of().formatHex(digest.digest()));
        }

        // Exceptions

        @ExceptionHandler
        ProblemDetail absent(NoSuchFileException e) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no such file.");
        }

        @ExceptionHandler
        ProblemDetail exists(FileAlreadyExistsException e) {
            return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "There is such a file already.");
        }

        long sent() {
            return sent.sum();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spring.reactive.ReactiveAsyncFileTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What users write to test a controller that sends and takes files, with {@code WebTestClient}. */
@WebFluxTest(properties = "async-files.web.upload.max-file-size=2MB")
class WebFluxSliceTest {

    @TempDir
    static Path dir;

    @Autowired
    private WebTestClient client;

    private final byte[] content = new byte[1_000_000];

    WebFluxSliceTest() {
        new Random(1).nextBytes(content);
    }

    @Test
    void aFileIsTheAnswer() throws IOException {
        Files.write(dir.resolve("file.bin"), content);

        for (String how : List.of("file", "mono")) {
            client = client.mutate()
                    .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(2 << 20))
                    .build();
            client.get()
                    .uri("/" + how + "/file.bin")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .expectHeader()
                    .contentLength(1_000_000)
                    .expectBody(byte[].class)
                    .isEqualTo(content);
        }
        client.get()
                .uri("/file/file.bin")
                .header("Range", "bytes=1-2")
                .exchange()
                .expectStatus()
                .isEqualTo(206)
                .expectBody(byte[].class)
                .isEqualTo(new byte[] {content[1], content[2]});
        client.get().uri("/file/absent").exchange().expectStatus().isNotFound();
    }

    @Test
    void aBodyIsSaved() {
        client.put()
                .uri("/file/body")
                .bodyValue(content)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("1000000");
        assertThat(dir.resolve("body")).hasBinaryContent(content);

        client.put()
                .uri("/file/large")
                .bodyValue(new byte[(2 << 20) + 1])
                .exchange()
                .expectStatus()
                .isEqualTo(413);
        assertThat(dir.resolve("large")).doesNotExist();
    }

    @Test
    void aFormIsSaved() {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("title", "Grüße");
        form.part("a", new ByteArrayResource(content), MediaType.IMAGE_PNG).filename("a.png");
        form.part("b", "b", MediaType.TEXT_PLAIN).filename("b.txt");

        client.post()
                .uri("/form")
                .bodyValue(form.build())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {
                          "type": "multipart/form-data",
                          "fields": {"title": ["Grüße"]},
                          "saved": ["a: a.png, image/png", "b: b.txt, text/plain"]
                        }""");
        assertThat(dir.resolve("a")).hasBinaryContent(content);
        assertThat(dir.resolve("b")).hasContent("b");
    }

    @SpringBootConfiguration
    @Import(FileController.class)
    static class App {}

    @RestController
    static class FileController {

        private final ReactiveAsyncFileTemplate files;

        FileController(ReactiveAsyncFileTemplate files) {
            this.files = files;
        }

        @GetMapping("/file/{name}")
        FileDownload file(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @GetMapping("/mono/{name}")
        Mono<FileDownload> mono(@PathVariable String name) {
            return files.exists(dir.resolve(name)).map(exists -> file(name));
        }

        @PutMapping("/file/{name}")
        CompletableFuture<Long> put(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(dir.resolve(name));
        }

        @PostMapping("/form")
        CompletableFuture<SavedForm> form(FileUpload upload) {
            return SavedForm.of(upload, dir);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.TailEvent;
import io.github.asyncfiles.TailFrom;
import io.github.asyncfiles.TextFormat;
import io.github.asyncfiles.spring.reactive.ReactiveAsyncFileTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What docs/futures-and-streams.md shows of Reactor. */
class ReactorSamplesTest {

    @TempDir
    Path dir;

    @AutoClose
    private final AsyncFileTemplate operations = AsyncFileTemplate.create();

    private Samples samples;
    private WebTestClient client;

    @BeforeEach
    void start() {
        samples = new Samples(new ReactiveAsyncFileTemplate(operations), dir);
        client = WebTestClient.bindToController(samples).build();
    }

    @RestController
    record Samples(ReactiveAsyncFileTemplate files, Path folder) {

        @GetMapping("/notes/{name}")
        Mono<String> note(@PathVariable String name) {
            return files.readString(folder.resolve(name));
        }

        @GetMapping(path = "/exports/{name}", produces = "application/octet-stream")
        Flux<DataBuffer> export(@PathVariable String name) {
            return files.read(folder.resolve(name));
        }

        @PutMapping("/imports/{name}")
        Mono<Long> importFile(@PathVariable String name, @RequestBody Flux<DataBuffer> content) {
            return files.write(folder.resolve(name), content);
        }

        @GetMapping(path = "/logs/{name}", produces = "text/event-stream")
        Flux<String> follow(@PathVariable String name) {
            return files.tail(folder.resolve(name), TailFrom.lastLines(10))
                    .ofType(TailEvent.Line.class)
                    .map(TailEvent.Line::text);
        }

        Mono<String> firstLine(Path path) {
            return files.withTextFile(path, TextFormat.UTF_8, file -> Mono.fromFuture(() -> file.readLine()));
        }

        Mono<byte[]> digest(Path path, MessageDigest digest) {
            return files.read(path)
                    .doOnNext(buffer -> {
                        try (DataBuffer.ByteBufferIterator bytes = buffer.readableByteBuffers()) {
                            bytes.forEachRemaining(digest::update);
                        } finally {
                            DataBufferUtils.release(buffer);
                        }
                    })
                    .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                    .then(Mono.fromSupplier(digest::digest));
        }
    }

    @Test
    void filesAreSentAndReceived() {
        byte[] content = "content\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);

        client.put()
                .uri("/imports/file")
                .bodyValue(content)
                .exchange()
                .expectBody(Long.class)
                .isEqualTo(160_000L);
        client.get()
                .uri("/exports/file")
                .exchange()
                .expectBody()
                .consumeWith(result -> assertThat(result.getResponseBody()).isEqualTo(content));
        client.get().uri("/notes/file").exchange().expectBody(String.class).isEqualTo("content\n".repeat(20_000));
    }

    @Test
    void aLogIsFollowed() throws IOException {
        Files.write(
                dir.resolve("log"),
                IntStream.range(0, 100).mapToObj(String::valueOf).toList());

        Flux<String> lines = client.get()
                .uri("/logs/log")
                .exchange()
                .returnResult(String.class)
                .getResponseBody();

        StepVerifier.create(lines.take(10))
                .expectNext("90")
                .expectNextCount(8)
                .expectNext("99")
                .verifyComplete();
    }

    @Test
    void anOpenFileIsRead() throws IOException {
        Path path = Files.writeString(dir.resolve("file"), "first\nsecond\n");

        assertThat(samples.firstLine(path).block()).isEqualTo("first");
        assertThat(operations.openFiles()).isZero();
    }

    @Test
    void aDigestIsMade() throws Exception {
        byte[] content = "content\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        Path path = Files.write(dir.resolve("file"), content);

        assertThat(samples.digest(path, MessageDigest.getInstance("SHA-256")).block())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }
}

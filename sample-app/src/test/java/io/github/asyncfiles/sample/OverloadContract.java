// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A disk that hangs holds up no request thread; what is too much gets a 503. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"async-files.executor.max-threads=1", "async-files.executor.queue-capacity=1"})
@Import(OverloadContract.Disk.class)
@DirtiesContext
abstract class OverloadContract {

    @TempDir
    static Path folder;

    @LocalServerPort
    int port;

    @Autowired
    HangingDisk disk;

    @Autowired
    AsyncFileTemplate files;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("file-desk.folder", () -> folder);
    }

    @Test
    void aFullTemplateAnswers503WithRetryAfter() throws Exception {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest hanging = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/files/hanging"))
                .build();
        CompletableFuture<HttpResponse<String>> running = http.sendAsync(hanging, BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(files.activeOperations()).isEqualTo(1));
        CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(hanging, BodyHandlers.ofString());
        await().untilAsserted(() -> assertThat(files.queuedOperations()).isEqualTo(1));

        HttpResponse<String> refused = http.send(hanging, BodyHandlers.ofString());

        DeskFixture.assertProblem(refused, 503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health"))
                .build();
        assertThat(http.send(health, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        disk.gate.countDown();
        assertThat(running.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
        assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Disk {
        @Bean
        HangingDisk disk() {
            return new HangingDisk();
        }

        @Bean
        AsyncFileTemplateBuilderCustomizer hangs(HangingDisk disk) {
            return builder -> builder.engine(disk);
        }
    }

    static final class HangingDisk implements FileEngine {

        final CountDownLatch gate = new CountDownLatch(1);

        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError("Workers are never interrupted", e);
            }
            throw new NoSuchFileException(path.toString());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A server that stops. */
class DrainingTest {

    @TempDir
    Path dir;

    @RestController
    static class Patient {

        private final AsyncFileTemplate files;
        private final Path note;
        private final CompletableFuture<Void> time = new CompletableFuture<>();
        private volatile boolean called;

        Patient(AsyncFileTemplate files, @Value("${dir}") Path dir) {
            this.files = files;
            this.note = dir.resolve("note");
        }

        @GetMapping("/patient")
        CompletableFuture<String> patient() {
            called = true;
            return time.thenCompose(come -> files.readString(note));
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aRequestThatItHasBegunStillGetsItsFiles(Server server) throws Exception {
        Files.writeString(dir.resolve("note"), "content");
        Server.Running running = server.start(dir, List.of(Patient.class), "async-files.inline-limit=0B");
        int port = running.port();
        Patient patient = running.bean(Patient.class);
        try (RawHttp http = new RawHttp(port)) {
            http.send("GET", "/patient", "Connection: close");
            await().until(() -> patient.called);

            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(running::close, new SimpleAsyncTaskExecutor("closing-"));
            await().untilAsserted(() ->
                    assertThatIOException().as("connections are refused").isThrownBy(() -> new RawHttp(port).close()));
            patient.time.complete(null);

            assertThat(http.answer("GET").text()).isEqualTo("content");
            closing.get(20, TimeUnit.SECONDS);
            assertThatIllegalStateException().isThrownBy(() -> patient.files.exists(patient.note));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.HangingStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Actuator says over HTTP while every worker hangs, and requests wait for them. */
class HangingDiskTest {

    private static final int WORKERS = 2;
    private static final int REQUESTS = 20;

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @EnumSource(Server.class)
    void healthAndEndpointAnswerWhileEverythingHangs(Server server) throws Exception {
        Files.writeString(dir.resolve("file"), "content");
        CountDownLatch gate = new CountDownLatch(1);
        try (Server.Running running = server.start(
                dir,
                "async-files.engine=portable",
                "async-files.executor.max-threads=" + WORKERS,
                "async-files.stuck-after=50ms",
                "management.endpoints.web.exposure.include=health,asyncfiles")) {
            URI root = URI.create("http://localhost:" + running.port());
            AsyncFileTemplate files = running.bean(AsyncFileTemplate.class);
            try {
                for (int i = 0; i < WORKERS; i++) {
                    files.copy(new HangingStream(gate), dir.resolve("hung" + i));
                }
                List<CompletableFuture<HttpResponse<String>>> requests = Stream.generate(
                                () -> get(root.resolve("/files/plain/file")))
                        .limit(REQUESTS)
                        .toList();
                await().until(() -> files.activeOperations() == WORKERS && files.queuedOperations() == REQUESTS);

                await().untilAsserted(() ->
                        assertThat(answer(root.resolve("/actuator/health"))).contains("DOWN"));
                String shown = answer(root.resolve("/actuator/asyncfiles"));
                assertThat(JsonPath.<Integer>read(shown, "$.templates.default.stuck"))
                        .isEqualTo(WORKERS);
                assertThat(JsonPath.<Integer>read(shown, "$.templates.default.waiting"))
                        .isEqualTo(REQUESTS);
                assertThat(JsonPath.<List<String>>read(
                                shown, "$.templates.default.operations[?(@.state == 'running')].path"))
                        .containsExactlyInAnyOrder(
                                dir.resolve("hung0").toString(),
                                dir.resolve("hung1").toString());
                assertThat(requests).noneMatch(CompletableFuture::isDone);

                gate.countDown();
                for (var request : requests) {
                    assertThat(request.get(30, TimeUnit.SECONDS).body()).isEqualTo("content");
                }
            } finally {
                gate.countDown();
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> get(URI uri) {
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private String answer(URI uri) throws Exception {
        return get(uri).get(10, TimeUnit.SECONDS).body();
    }
}

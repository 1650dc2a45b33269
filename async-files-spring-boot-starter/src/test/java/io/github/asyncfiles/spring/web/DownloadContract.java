// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Files as answers, seen from the other end of the connection: the same on every server. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DownloadContract {

    static final String DIGITS = "0123456789";
    static final Instant MODIFIED = Instant.parse("2024-02-29T12:34:56.789Z");

    private final Server server;
    Path dir;
    Server.Running running;
    byte[] large;

    DownloadContract(Server server) {
        this.server = server;
    }

    @BeforeAll
    void start(@TempDir Path dir) throws IOException {
        this.dir = dir;
        write("digits.txt", DIGITS.getBytes());
        write("empty.txt", new byte[0]);
        large = new byte[5_000_000];
        new Random(42).nextBytes(large);
        write("large.bin", large);
        running = server.start(dir, "async-files.web.idle-timeout=2s");
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = Files.write(dir.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    @AfterEach
    void everythingIsClosedAndTheLogIsClean(CapturedOutput output) {
        assertThat(output.getAll()).doesNotContain("\tat ");
        await().untilAsserted(() ->
                assertThat(running.bean(AsyncFileTemplate.class).openFiles()).isZero());
    }

    @AfterAll
    void stop() {
        running.close();
    }

    Answer get(String path, String... headers) throws IOException {
        return RawHttp.exchange(running.port(), "GET", path, headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "future", "mono", "entity", "entity-future", "open", "controller", "functional", "told"
            })
    void isSentHoweverItIsReturned(String how) throws IOException {
        for (String name : new String[] {"digits.txt", "large.bin", "empty.txt"}) {
            byte[] content = Files.readAllBytes(dir.resolve(name));
            Answer answer = get("/files/" + how + "/" + name);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
            assertThat(answer.header("Content-Length")).isEqualTo("" + content.length);
            assertThat(answer.header("Content-Type"))
                    .isEqualTo(name.endsWith("txt") ? "text/plain" : "application/octet-stream");
            assertThat(answer.header("Last-Modified")).isEqualTo("Thu, 29 Feb 2024 12:34:56 GMT");
            assertThat(answer.header("ETag")).matches("\"[0-9a-f-]+\"");
            assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");

            Answer part = get("/files/" + how + "/" + name, "Range: bytes=3-5");
            if (content.length > 0) {
                assertThat(part.status()).isEqualTo(206);
                assertThat(part.body()).containsExactly(content[3], content[4], content[5]);
            }
            Answer again = get("/files/" + how + "/" + name, "If-None-Match: " + answer.header("ETag"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.header("ETag")).isEqualTo(answer.header("ETag"));
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        Files.createDirectories(dir.resolve("directory"));
        for (String name : new String[] {"absent", "directory", "digits.txt%2Fbelow", "x".repeat(300)}) {
            if (!name.contains("%2F")) {
                assertThat(get("/files/plain/" + name).status()).as(name).isEqualTo(404);
                assertThat(get("/files/functional/" + name).status()).as(name).isEqualTo(404);
                assertThat(get("/files/future/" + name).status()).as(name).isEqualTo(404);
            }
        }
        Answer explained = get("/explaining/absent");
        assertThat(explained.status()).isEqualTo(410);
        assertThat(explained.text()).isEqualTo("It is not here");
    }

    @Test
    void manyAnswersComeOnOneConnection() throws IOException {
        try (RawHttp http = new RawHttp(running.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(http.send("GET", "/files/plain/digits.txt")
                                .answer("GET")
                                .text())
                        .isEqualTo(DIGITS);
                assertThat(http.send("GET", "/files/plain/large.bin")
                                .answer("GET")
                                .body())
                        .isEqualTo(large);
                assertThat(http.send("HEAD", "/files/plain/large.bin")
                                .answer("HEAD")
                                .header("Content-Length"))
                        .isEqualTo("" + large.length);
                assertThat(http.send("GET", "/files/plain/absent").answer("GET").status())
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void aFileThatShrinksEndsTheConnection() throws IOException {
        Path shrinking = dir.resolve("shrinking.bin");
        byte[] content = new byte[64 << 20];
        Files.write(shrinking, content);
        try (RawHttp http = new RawHttp(running.port())) {
            http.send("GET", "/files/told/shrinking.bin");
            assertThat(http.head().header("Content-Length")).isEqualTo("" + content.length);
            http.exactly(1 << 20);
            try (FileChannel file = FileChannel.open(shrinking, StandardOpenOption.WRITE)) {
                file.truncate(2 << 20);
            }

            assertThatThrownBy(() -> http.exactly(content.length - (1 << 20)))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
        WebApp.Afterwards afterwards = running.bean(WebApp.Afterwards.class);
        await().untilAsserted(() -> assertThat(afterwards.told).anyMatch(told -> told.contains("shorter")));
    }

    @Test
    void aClientThatTakesNothingIsLeft() throws IOException {
        Files.write(dir.resolve("huge.bin"), new byte[64 << 20]);
        try (RawHttp http = new RawHttp(running.port())) {
            http.send("GET", "/files/told/huge.bin");
            http.head();

            WebApp.Afterwards afterwards = running.bean(WebApp.Afterwards.class);
            await().untilAsserted(() -> assertThat(afterwards.told).anyMatch(told -> told.contains("taken nothing")));
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> http.exactly(64 << 20)).isInstanceOf(IOException.class));
        }
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() throws IOException {
        Path temporary = Files.write(dir.resolve("temporary.bin"), new byte[64 << 20]);
        try (RawHttp http = new RawHttp(running.port())) {
            http.send("GET", "/files/temporary/temporary.bin");
            http.head();
        }
        await().untilAsserted(() -> assertThat(temporary).doesNotExist());
    }
}

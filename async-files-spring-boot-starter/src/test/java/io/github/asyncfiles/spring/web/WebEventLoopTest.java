// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.LinuxEngine;
import io.github.asyncfiles.spring.eventloop.BlockingCalls;
import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.scheduler.NonBlocking;

/** Files are sent and taken by Netty, also when it goes wrong: nothing blocks on its event loops. */
@Tag("event-loop")
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"portable", "linux"})
class WebEventLoopTest {

    private static final int MEGABYTE = 1 << 20;

    /** What one test asks of the server. */
    private interface Exchange {
        void run() throws Exception;
    }

    @Parameter
    String engine;

    private final ExecutorService clients = Executors.newFixedThreadPool(8);
    private final AtomicInteger names = new AtomicInteger();
    private final byte[] large = new byte[20 * MEGABYTE];
    private Server.Running running;

    @TempDir
    Path dir;

    @BeforeAll
    static void install() {
        BlockingCalls.install();
    }

    @BeforeEach
    void start() throws IOException {
        if (engine.equals("linux")) {
            LinuxEngine.assumeThatItIsForThisMachine();
        }
        new Random(1).nextBytes(large);
        Files.write(dir.resolve("large.bin"), large);
        Files.writeString(dir.resolve("digits.txt"), DownloadContract.DIGITS);
        running = Server.NETTY.start(
                dir,
                "async-files.engine=" + engine,
                "async-files.web.idle-timeout=2s",
                "async-files.web.upload.max-file-size=20MB",
                "spring.main.sources=" + Blocking.class.getName());
        BlockingCalls.caught();
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        if (running != null) {
            try (Server.Running last = running) {
                await().untilAsserted(() -> assertThat(
                                last.bean(AsyncFileTemplate.class).openFiles())
                        .isZero());
            }
        }
    }

    /** Lets clients do it at the same time, some times each. */
    private void runAll(Exchange... exchanges) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            for (Exchange exchange : exchanges) {
                Callable<Void> task = () -> {
                    exchange.run();
                    return null;
                };
                running.add(clients.submit(task));
            }
        }
        for (Future<?> each : running) {
            each.get();
        }
    }

    private String name() {
        return "f" + names.incrementAndGet();
    }

    private Answer get(String path, String... headers) throws IOException {
        return RawHttp.exchange(running.port(), "GET", path, headers);
    }

    private Answer post(String path, String type, byte[] body) throws IOException {
        try (RawHttp http = new RawHttp(running.port())) {
            http.send("POST", "/upload/" + path, "Content-Type: " + type, "Content-Length: " + body.length);
            return http.send(body).answer("POST");
        }
    }

    @Test
    void nothingBlocksWhenFilesAreSent() throws Exception {
        runAll(
                () -> assertThat(get("/files/plain/digits.txt").text()).isEqualTo(DownloadContract.DIGITS),
                () -> assertThat(get("/files/plain/large.bin").body()).isEqualTo(large),
                () -> assertThat(get("/files/entity-future/large.bin").body()).isEqualTo(large),
                () -> assertThat(get("/files/open/digits.txt").text()).isEqualTo(DownloadContract.DIGITS),
                () -> assertThat(get("/files/functional/large.bin", "Range: bytes=1000000-1999999")
                                .body())
                        .isEqualTo(Arrays.copyOfRange(large, 1_000_000, 2_000_000)),
                () -> {
                    Answer answer = get("/files/plain/large.bin", "Range: bytes=0-99999,1000000-1999999");
                    assertThat(answer.status()).isEqualTo(206);
                    assertThat(answer.header("Content-Type")).startsWith("multipart/byteranges");
                },
                () -> {
                    String tag = get("/files/plain/digits.txt").header("ETag");
                    assertThat(get("/files/plain/digits.txt", "If-None-Match: " + tag)
                                    .status())
                            .isEqualTo(304);
                },
                () -> assertThat(get("/files/attachment/digits.txt?as=%E2%82%AC.txt")
                                .header("Content-Disposition"))
                        .contains("UTF-8''%E2%82%AC.txt"));

        assertThat(BlockingCalls.caught()).isEmpty();
    }

    @Test
    void nothingBlocksWhenFilesCannotBeSent() throws Exception {
        runAll(
                () -> assertThat(get("/files/plain/absent").status()).isEqualTo(404),
                () -> assertThat(get("/files/plain/digits.txt", "Range: bytes=10-")
                                .status())
                        .isEqualTo(416),
                () -> assertThat(get("/explaining/absent").status()).isEqualTo(410),
                () -> {
                    Path temporary = Files.write(dir.resolve(name()), large);
                    try (RawHttp http = new RawHttp(running.port())) {
                        http.send("GET", "/files/temporary/" + temporary.getFileName());
                        http.head();
                        http.exactly(1000);
                    }
                    await().untilAsserted(() -> assertThat(temporary).doesNotExist());
                },
                () -> {
                    try (RawHttp http = new RawHttp(running.port())) {
                        http.send("GET", "/files/plain/large.bin");
                    }
                });

        assertThat(BlockingCalls.caught()).isEmpty();
    }

    @Test
    void nothingBlocksWhenFilesAreTaken() throws Exception {
        byte[] form = UploadContract.form(
                "name=\"title\"",
                "Größe",
                "name=\"a\"; filename=\"a\"",
                Arrays.copyOf(large, 5 * MEGABYTE),
                "name=\"note\"",
                "x".repeat(1000),
                "name=\"b\"; filename=\"b\"",
                "small");
        runAll(
                () -> taken("new", large),
                () -> taken("new", Arrays.copyOf(large, MEGABYTE)),
                () -> taken("mono", new byte[0]),
                () -> taken("written", Arrays.copyOf(large, 5 * MEGABYTE)),
                () -> taken("functional", "small".getBytes(US_ASCII)),
                () -> assertThat(post("counted", "a/b", large).text()).isEqualTo("" + large.length));
        byte[] replacing = Arrays.copyOf(large, MEGABYTE);
        for (int i = 0; i < 3; i++) {
            assertThat(post("form", UploadContract.FORM, form).text()).contains("a=a:" + 5 * MEGABYTE, "b=b:5");
            Files.delete(dir.resolve("a"));
            Files.delete(dir.resolve("b"));
            try (RawHttp http = new RawHttp(running.port())) {
                http.send("PUT", "/upload/atomically/c", "Content-Length: " + MEGABYTE);
                assertThat(http.send(replacing).answer("PUT").text()).isEqualTo("" + MEGABYTE);
            }
        }

        assertThat(BlockingCalls.caught()).isEmpty();
    }

    private void taken(String how, byte[] content) throws IOException {
        Path target = dir.resolve(name());
        assertThat(post(how + "/" + target.getFileName(), "a/b", content).text())
                .isEqualTo("" + content.length);
        assertThat(target).hasBinaryContent(content);
        Files.delete(target);
    }

    @Test
    void nothingBlocksWhenFilesCannotBeTaken() throws Exception {
        byte[] tooLarge = Arrays.copyOf(large, large.length + 1);
        runAll(
                () -> {
                    // Without a length, so that it is found out on the way.
                    try (RawHttp http = new RawHttp(running.port())) {
                        http.send("POST", "/upload/new/" + name(), "Transfer-Encoding: chunked");
                        http.send((Integer.toHexString(tooLarge.length) + "\r\n").getBytes(US_ASCII));
                        http.send(tooLarge);
                        assertThat(http.answer("POST").status()).isEqualTo(413);
                    } catch (IOException e) {
                        // It need not wait for what is left.
                    }
                },
                () -> assertThat(post("form", UploadContract.FORM, "no form at all".getBytes(US_ASCII))
                                .status())
                        .isEqualTo(400),
                () -> assertThat(post("new/" + name(), "application/x-www-form-urlencoded", "a=b".getBytes(US_ASCII))
                                .status())
                        .isEqualTo(415),
                () -> assertThat(post("new/large.bin", "a/b", new byte[] {1}).status())
                        .isEqualTo(500),
                () -> {
                    try {
                        assertThat(post("careless/" + name(), "a/b", large).status())
                                .isEqualTo(200);
                    } catch (IOException e) {
                        // As above.
                    }
                },
                () -> {
                    try (RawHttp http = new RawHttp(running.port())) {
                        http.send("POST", "/upload/new/" + name(), "Content-Length: " + large.length);
                        http.send(Arrays.copyOf(large, MEGABYTE));
                    }
                },
                () -> {
                    try (RawHttp http = new RawHttp(running.port())) {
                        http.send("POST", "/upload/new/" + name(), "Content-Length: 10");
                        http.send(new byte[] {1});
                        assertThat(http.answer("POST").status()).isEqualTo(408);
                    }
                });
        await().untilAsserted(
                        () -> assertThat(dir.toFile().list()).containsExactlyInAnyOrder("digits.txt", "large.bin"));

        assertThat(BlockingCalls.caught()).isEmpty();
    }

    @Test
    void whatDoesBlockIsCaught() throws Exception {
        assertThat(get("/block/digits.txt").text()).isEqualTo("BlockingOperationError on an event loop");
        assertThat(BlockingCalls.caught()).isNotEmpty();
    }

    @RestController
    static class Blocking {

        private final Path dir;

        Blocking(@Value("${dir}") Path dir) {
            this.dir = dir;
        }

        @GetMapping("/block/{name}")
        String block(@PathVariable String name) throws IOException {
            String where = Thread.currentThread() instanceof NonBlocking ? " on an event loop" : " elsewhere";
            try {
                return Files.readString(dir.resolve(name)) + where;
            } catch (Error e) {
                return e.getClass().getSimpleName() + where;
            }
        }
    }
}

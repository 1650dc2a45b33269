// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.netty.util.ResourceLeakDetector;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Clients that go away whenever they like. */
@ExtendWith(OutputCaptureExtension.class)
class LeavingClientDownloadTest {

    private static final int CLIENTS = 100;
    private static final int LENGTH = 8_000_000;

    /** What is kept for later by pools of the server and of the JDK. */
    private static final int SPARE_DESCRIPTORS = 10;

    @ParameterizedTest
    @EnumSource(Server.class)
    void leaveNothingBehind(Server server, @TempDir Path dir, CapturedOutput output) throws IOException {
        Files.write(dir.resolve("large.bin"), new byte[LENGTH]);
        Files.write(dir.resolve("small.bin"), new byte[10]);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        try (Server.Running running =
                server.start(dir, List.of(OddDownloads.class), "async-files.web.idle-timeout=1s")) {
            OddDownloads odd = running.bean(OddDownloads.class);
            leave(running.port(), "first", random);
            await().untilAsserted(() -> assertThat(odd.ended).hasSameSizeAs(odd.begun));
            long before = descriptors();

            for (int i = 0; i < CLIENTS; i++) {
                leave(running.port(), "" + i, random);
            }
            assertThat(RawHttp.exchange(running.port(), "GET", "/odd/counted/small.bin?id=last")
                            .body())
                    .hasSize(10);

            String what = "seed " + seed;
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    running.bean(AsyncFileTemplate.class).openFiles())
                            .as(what)
                            .isZero());
            await().untilAsserted(() -> assertThat(odd.ended).as(what).containsExactlyInAnyOrderElementsOf(odd.begun));
            assertThat(odd.ended).as(what).doesNotHaveDuplicates().hasSizeGreaterThan(CLIENTS / 4);
            await().untilAsserted(
                            () -> assertThat(descriptors()).as(what).isLessThanOrEqualTo(before + SPARE_DESCRIPTORS));
            // Netty tells of buffers that were forgotten when it makes new ones after the next collection of garbage.
            for (int i = 0; i < 3 && server == Server.NETTY; i++) {
                System.gc();
                RawHttp.exchange(running.port(), "GET", "/odd/counted/large.bin?id=afterwards");
            }
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
        assertThat(output.getAll()).as("seed " + seed).doesNotContain("\tat ", "LEAK");
    }

    /** Begins a download, and ends the connection at some moment. */
    private static void leave(int port, String id, Random random) throws IOException {
        String name = random.nextInt(3) == 0 ? "small.bin" : "large.bin";
        String path = "/odd/counted/" + name + "?id=" + id;
        try (RawHttp http = new RawHttp(port)) {
            if (random.nextBoolean()) {
                // Resets the connection.
                http.socket.setSoLinger(true, 0);
            }
            switch (random.nextInt(5)) {
                case 0 -> {
                    byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
                    http.send(Arrays.copyOf(request, random.nextInt(request.length)));
                }
                case 1 -> http.send("GET", path);
                case 2 -> http.send("GET", path).head();
                case 3 -> {
                    http.send("GET", path).head();
                    http.exactly(name.equals("small.bin") ? random.nextInt(10) : random.nextInt(LENGTH));
                }
                default -> {
                    http.send("GET", path);
                    http.socket.shutdownOutput();
                    try {
                        http.head();
                    } catch (EOFException | SocketException e) {
                        // Netty takes that for the end of the connection, others answer.
                    }
                }
            }
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}

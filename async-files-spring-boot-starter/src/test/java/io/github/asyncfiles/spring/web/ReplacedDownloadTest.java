// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

/** Files that become others while they are sent: every answer is one of them. */
class ReplacedDownloadTest {

    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");
    private static final int LENGTH = 100_000;
    private static final int CLIENTS = 3;

    @ParameterizedTest
    @CsvSource({"TOMCAT, auto", "TOMCAT, portable", "JETTY, auto", "NETTY, auto", "NETTY, portable"})
    void theOldFileArrivesWhole(Server server, String engine, @TempDir Path dir) throws IOException {
        int length = 32 << 20;
        Path file = Files.write(dir.resolve("file.bin"), filled(1, length));
        Path other = Files.write(dir.resolve("other.bin"), filled(2, 10));
        try (Server.Running running = server.start(dir, "async-files.engine=" + engine);
                RawHttp http = new RawHttp(running.port())) {
            http.send("GET", "/files/plain/file.bin").head();
            http.exactly(1000);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

            assertThat(http.exactly(length - 1000)).isEqualTo(filled(1, length - 1000));
            assertThat(http.send("GET", "/files/plain/file.bin").answer("GET").body())
                    .isEqualTo(filled(2, 10));
        }
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT, auto", "TOMCAT, portable", "NETTY, auto", "NETTY, portable"})
    void everyAnswerIsOneVersionAndItsTag(Server server, String engine, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("file.bin");
        write(file, 0);
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger versions = new AtomicInteger();
        Map<String, Byte> contents = new ConcurrentHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        try (Server.Running running =
                server.start(dir, "async-files.engine=" + engine, "server.tomcat.max-keep-alive-requests=-1")) {
            AtomicIntegerArray answers = new AtomicIntegerArray(CLIENTS);
            List<Callable<Void>> tasks = new ArrayList<>();
            // Goes on when every client has seen something since, so that each request meets one change, or two: the
            // portable engine tells files apart by inode numbers, which are used again, and tries no more than five
            // times.
            tasks.add(() -> {
                for (int[] before = seen(answers); !isOver.get(); before = seen(answers)) {
                    write(file, versions.incrementAndGet());
                    while (!isOver.get() && !haveAllMovedOn(before, seen(answers))) {
                        Thread.yield();
                    }
                }
                return null;
            });
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                tasks.add(() -> {
                    try (RawHttp http = new RawHttp(running.port())) {
                        while (!isOver.get()) {
                            check(http.send("GET", "/files/plain/file.bin").answer("GET"), contents);
                            answers.incrementAndGet(number);
                        }
                    } finally {
                        isOver.set(true);
                    }
                    return null;
                });
            }
            List<Future<Void>> futures = tasks.stream().map(threads::submit).toList();
            // Ended by time, not by what has happened by then: the slower the machine, the less it sees.
            await().pollDelay(1, TimeUnit.SECONDS).until(() -> true);
            isOver.set(true);
            for (Future<Void> future : futures) {
                future.get();
            }
            assertThat(contents.size()).isGreaterThan(1);
            await().untilAsserted(() -> assertThat(
                            running.bean(AsyncFileTemplate.class).openFiles())
                    .isZero());
        } finally {
            isOver.set(true);
            threads.shutdown();
        }
    }

    private static int[] seen(AtomicIntegerArray answers) {
        return IntStream.range(0, CLIENTS).map(answers::get).toArray();
    }

    private static boolean haveAllMovedOn(int[] before, int[] now) {
        return IntStream.range(0, CLIENTS).allMatch(i -> now[i] > before[i]);
    }

    private static void check(Answer answer, Map<String, Byte> contents) {
        assertThat(answer.status()).isEqualTo(200);
        HttpHeaders headers = new HttpHeaders();
        headers.set("Last-Modified", answer.header("Last-Modified"));
        // The time is the version.
        long version = headers.getLastModified() / 1000 - FIRST.getEpochSecond();
        byte content = answer.body()[0];
        assertThat(answer.body()).as("version " + version).isEqualTo(filled(content, LENGTH));
        assertThat(content).as("version " + version).isEqualTo((byte) version);
        assertThat(answer.header("ETag")).doesNotStartWith("W/");
        Byte before = contents.putIfAbsent(answer.header("ETag"), content);
        assertThat(before == null ? content : before).as(answer.header("ETag")).isEqualTo(content);
    }

    private static void write(Path file, int version) throws IOException {
        Path next = Files.write(file.resolveSibling("next.bin"), filled(version, LENGTH));
        Files.setLastModifiedTime(next, FileTime.from(FIRST.plusSeconds(version)));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] filled(int content, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) content);
        return bytes;
    }
}

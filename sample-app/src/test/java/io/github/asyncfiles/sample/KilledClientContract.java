// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.test.context.TestPropertySource;

/** Clients that are killed, at moments that a seed chooses: nothing is left of them. */
@TestPropertySource(
        properties = {
            // Threads that have nothing to do end while the test waits.
            "async-files.executor.keep-alive=1s",
            "server.tomcat.threads.max=10"
        })
@EnabledOnOs(OS.LINUX)
abstract class KilledClientContract extends DeskFixture {

    private static final int BYTES = 1_000_000;
    private static final byte[] OLD = content(0);

    /** What the JVM opens when it likes: jars, random numbers, its own files. */
    private static final int SLACK = 4;

    private final Random random = new Random(42);

    @Test
    void aHundredKilledClientsLeaveNothing() throws Exception {
        Files.write(desk().resolve("download"), OLD);
        Files.write(desk().resolve("replaced"), OLD);
        // What is loaded, started and opened once is there from here on.
        for (int i = 0; i < 30; i++) {
            kill(i);
        }
        settled();
        Map<String, Long> threads = threads();
        int descriptors = descriptors().size();

        for (int i = 0; i < 100; i++) {
            kill(i);
        }

        settled();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(threads())
                        .allSatisfy((name, count) ->
                                assertThat(count).as(name).isLessThanOrEqualTo(threads.getOrDefault(name, 0L))));
        await().untilAsserted(() -> assertThat(descriptors()).hasSizeLessThanOrEqualTo(descriptors + SLACK));
    }

    /** Begins something, and goes away when a part of it has been sent: none, some, or all but for an answer. */
    private void kill(int i) throws IOException, InterruptedException {
        RawHttp client = new RawHttp(port);
        try {
            switch (i % 4) {
                case 0 -> client.send("GET", "/files/download").take(random.nextInt(BYTES));
                case 1 ->
                    client.send("PUT", "/files/replaced", "Content-Length: " + BYTES)
                            .send(content(i), random.nextInt(BYTES + 1));
                case 2 ->
                    client.send("PUT", "/files/put-" + i, "Content-Length: " + BYTES)
                            .send(content(i), random.nextInt(BYTES + 1));
                default -> {
                    byte[] form = RawHttp.form(
                            "name=\"a\"; filename=\"first-" + i + "\"", content(i),
                            "name=\"b\"; filename=\"second-" + i + "\"", content(i + 1));
                    client.send("POST", "/files", "Content-Type: " + RawHttp.FORM, "Content-Length: " + form.length)
                            .send(form, random.nextInt(form.length + 1));
                }
            }
            if (random.nextBoolean()) {
                Thread.sleep(random.nextInt(20));
            }
        } finally {
            if (random.nextBoolean()) {
                client.reset();
            } else {
                client.close();
            }
        }
    }

    private void settled() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(files.openFiles()).isZero();
            assertThat(files.activeOperations()).isZero();
            assertThat(files.queuedOperations()).isZero();
            assertThat(descriptors()).noneMatch(target -> target.startsWith(desk().toString()));
            assertEveryFileIsComplete();
        });
    }

    /** A client may have been killed when all had been sent: then the file is there. */
    private void assertEveryFileIsComplete() throws IOException {
        for (String name : entries()) {
            byte[] content = Files.readAllBytes(desk().resolve(name));
            if (name.equals("download")) {
                assertThat(content).isEqualTo(OLD);
            } else if (name.equals("replaced")) {
                assertThat(content).as(name).hasSize(BYTES);
                assertThat(content).as(name).isEqualTo(content(content[BYTES - 1]));
            } else {
                assertThat(name).matches("(put|first|second)-\\d+");
                int number = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                assertThat(content).as(name).isEqualTo(content(name.startsWith("second") ? number + 1 : number));
            }
        }
        for (String name : entries()) {
            if (name.startsWith("first-")) {
                assertThat(entries()).contains(name.replace("first", "second"));
            }
        }
    }

    /** Content that ends with its number, so that one can tell whose it is. */
    private static byte[] content(int number) {
        byte[] content = new byte[BYTES];
        new Random(number).nextBytes(content);
        content[BYTES - 1] = (byte) number;
        return content;
    }

    /** {@return how many threads there are of each name, numbers and that of the test's own waiting aside} */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("\\d+", "#"), TreeMap::new, Collectors.counting()));
    }

    /** {@return what this process has open} */
    private static List<String> descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(KilledClientContract::target)
                    .filter(target -> !target.isEmpty())
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Many clients that take or send nothing for a while: none of them holds one of the few request threads. */
@Timeout(120)
class SlowClientsOfTomcatTest {

    private static final int THREADS = 16;

    /**
     * What shows that a thread works on a file, which only those of the template may.
     *
     * <p>Not {@code FileDispatcherImpl}: on Java 17, sockets write through it too.
     */
    private static final List<String> FILES = List.of(
            "java.io.File",
            "java.io.RandomAccessFile",
            "java.nio.file.Files",
            "sun.nio.fs.",
            "sun.nio.ch.FileChannelImpl",
            "sun.nio.ch.SimpleAsynchronousFileChannelImpl");

    @TempDir
    Path dir;

    private Server.Running running;

    @BeforeEach
    void start() {
        running = Server.TOMCAT.start(
                dir,
                "async-files.engine=portable",
                "async-files.web.idle-timeout=2m",
                "server.tomcat.threads.max=" + THREADS,
                "server.tomcat.threads.min-spare=" + THREADS,
                "server.tomcat.max-connections=2000",
                "server.tomcat.accept-count=2000",
                "spring.main.sources=" + App.class.getName());
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private long openFiles() {
        return running.bean(AsyncFileTemplate.class).openFiles();
    }

    private int begun() {
        return dir.toFile().list().length;
    }

    @Test
    void aThousandDownloads() throws IOException {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        Files.write(dir.resolve("file"), content);
        try (SlowClients clients = new SlowClients(running.port())) {
            for (int i = 0; i < 1000; i++) {
                clients.add(SlowClients.get("/files/plain/file"), Integer.MAX_VALUE, content, 4_000);
            }
            clients.goOnUntil(() -> openFiles() == 1000 && clients.haveTakenAllTheyMay());
            for (int round = 0; round < 20; round++) {
                requestThreadsAreFree();
                clients.letTakeMore(10, 1_000);
                clients.goOnUntil(clients::haveTakenAllTheyMay);
            }
            ping();
            assertThat(openFiles()).isEqualTo(1000);

            clients.hurry();
            clients.goOnUntil(() -> clients.complete() == 1000);
        }
        await().untilAsserted(() -> assertThat(openFiles()).isZero());
    }

    @Test
    void twoHundredUploads() throws IOException {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        byte[] form = UploadContract.form("name=\"f\"; filename=\"f\"", content);
        byte[] saved = ("" + content.length).getBytes();
        try (SlowClients clients = new SlowClients(running.port())) {
            for (int i = 0; i < 200; i++) {
                byte[] request = i % 2 == 0
                        ? SlowClients.post("/upload/new/f" + i, "a/b", content)
                        : SlowClients.post("/upload/new/f" + i, UploadContract.FORM, form);
                clients.add(request, 10_000, saved, Integer.MAX_VALUE);
            }
            clients.goOnUntil(() -> begun() == 200 && clients.haveSentAllTheyMay());
            for (int round = 0; round < 20; round++) {
                requestThreadsAreFree();
            }
            ping();
            assertThat(clients.complete()).isZero();

            clients.hurry();
            clients.goOnUntil(() -> clients.complete() == 200);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(Files.readAllBytes(dir.resolve("f" + i))).isEqualTo(content);
        }
        await().untilAsserted(() -> assertThat(openFiles()).isZero());
    }

    /** Tomcat would wait on the request thread for what is left of their bodies. */
    @Test
    void uploadsThatAreRefused() throws IOException {
        List<RawHttp> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * THREADS; i++) {
                RawHttp client = new RawHttp(running.port());
                clients.add(client);
                client.send(
                        "POST",
                        "/upload/new/refused",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: 1000000");
                assertThat(client.head().status()).isEqualTo(415);
            }
            ping();
        } finally {
            for (RawHttp client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whatHoldsAThreadIsSeen() throws IOException {
        byte[] content = new byte[200_000];
        Path file = Files.write(dir.resolve("file"), content);
        try (SlowClients clients = new SlowClients(running.port())) {
            clients.add(SlowClients.get("/resource" + file), Integer.MAX_VALUE, content, 4_000);
            clients.goOnUntil(clients::haveTakenAllTheyMay);
            await().untilAsserted(() -> assertThatThrownBy(SlowClientsOfTomcatTest::requestThreadsAreFree)
                    .hasMessageContaining("-exec-"));
        }
    }

    private void ping() throws IOException {
        for (int i = 0; i < 2 * THREADS; i++) {
            assertThat(RawHttp.exchange(running.port(), "GET", "/ping").text()).isEqualTo("pong");
        }
    }

    /** Each waits for a request, or does something that is over soon: neither a file nor a client. */
    private static void requestThreadsAreFree() {
        int requestThreads = 0;
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            if (each.getKey().getName().matches("http-nio-.*-exec-.*")) {
                requestThreads++;
                StackTraceElement[] stack = each.getValue();
                Thread.State state = each.getKey().getState();
                if (isAtAFile(stack) || isWaiting(stack) && !waitsForWork(stack)) {
                    fail(each.getKey().getName() + " is " + state + " in\n"
                            + Arrays.toString(stack).replace(", ", "\n"));
                }
            }
        }
        assertThat(requestThreads).isEqualTo(THREADS);
    }

    private static boolean isAtAFile(StackTraceElement[] stack) {
        return Stream.of(stack).anyMatch(frame -> FILES.stream().anyMatch(frame.getClassName()::startsWith));
    }

    private static boolean isWaiting(StackTraceElement[] stack) {
        return stack.length > 0
                && List.of("park", "wait", "wait0", "sleep", "sleep0").contains(stack[0].getMethodName());
    }

    private static boolean waitsForWork(StackTraceElement[] stack) {
        return Stream.of(stack)
                .anyMatch(frame -> frame.getClassName().equals("org.apache.tomcat.util.threads.TaskQueue"));
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Ping.class)
    static class App {

        /** What the client does not take is to stay with the server. */
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallSocketBuffers() {
            return tomcat ->
                    tomcat.addConnectorCustomizers(connector -> connector.setProperty("socket.txBufSize", "8192"));
        }
    }

    @RestController
    static class Ping {

        @GetMapping("/ping")
        String ping() {
            return "pong";
        }

        @GetMapping("/resource/{*path}")
        Resource resource(@PathVariable String path) {
            return new FileSystemResource(path);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Once a second, Tomcat asks its asynchronous requests whether their time is up. It loses some of those that have none: here
 * it asks all the time.
 */
class TomcatTimeoutTest {

    private static final int CLIENTS = 3;
    private static final int REQUESTS = 1000;

    @Test
    void noRequestIsLostWhileTomcatLooksForTimeouts(@TempDir Path dir) throws Exception {
        byte[] content = new byte[20_000];
        Files.write(dir.resolve("file"), content);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicBoolean isOver = new AtomicBoolean();
        // With the portable engine each file is opened, and read, while the request waits.
        try (Server.Running running =
                Server.TOMCAT.start(dir, "async-files.engine=portable", "server.tomcat.max-keep-alive-requests=-1")) {
            Set<Processor> waiting = waitingProcessors(running);
            Thread sweeper = new Thread(() -> {
                while (!isOver.get()) {
                    long now = System.currentTimeMillis();
                    waiting.forEach(processor -> processor.timeoutAsync(now));
                }
            });
            sweeper.start();
            List<CompletableFuture<Void>> requests = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                requests.add(CompletableFuture.runAsync(() -> askOnOneConnection(running.port(), content), clients));
            }

            assertThat(requests).allSatisfy(CompletableFuture::join);

            isOver.set(true);
            sweeper.join();
        } finally {
            isOver.set(true);
            clients.shutdown();
        }
    }

    private static void askOnOneConnection(int port, byte[] content) {
        try (RawHttp http = new RawHttp(port)) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(http.send("GET", "/files/plain/file").answer("GET").body())
                        .hasSameSizeAs(content);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<Processor> waitingProcessors(Server.Running running) throws ReflectiveOperationException {
        var server = (TomcatWebServer) ((WebServerApplicationContext) running.context()).getWebServer();
        Field field = AbstractProtocol.class.getDeclaredField("waitingProcessors");
        field.setAccessible(true);
        return (Set<Processor>) field.get(server.getTomcat().getConnector().getProtocolHandler());
    }
}

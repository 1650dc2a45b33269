// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.eventloop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.TailEvent;
import io.github.asyncfiles.TailFrom;
import io.github.asyncfiles.spring.LinuxEngine;
import io.github.asyncfiles.spring.reactive.ReactiveAsyncFileTemplate;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
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
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;

/** A WebFlux application on Netty that reads, writes, lists, walks and tails: nothing blocks on its event loops. */
@Tag("event-loop")
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"portable", "linux"})
class EventLoopTest {

    private static final int FILE_BYTES = 2_000_000;

    @Parameter
    String engine;

    @TempDir
    Path dir;

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext application;
    private URI address;
    private byte[] content;

    @BeforeAll
    static void install() {
        BlockingCalls.install();
    }

    @BeforeEach
    void start() throws IOException {
        if (engine.equals("linux")) {
            LinuxEngine.assumeThatItIsForThisMachine();
        }
        content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        Files.write(dir.resolve("file"), content);
        Files.write(
                dir.resolve("lines"),
                Stream.iterate(1, number -> number + 1)
                        .limit(10_000)
                        .map(String::valueOf)
                        .toList());
        Files.writeString(dir.resolve("control"), "content");
        Files.createDirectories(dir.resolve("a/b/c"));
        application = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.REACTIVE)
                .properties(
                        "server.port=0",
                        "async-files.engine=" + engine,
                        "dir=" + dir,
                        "spring.main.banner-mode=off",
                        "spring.reactor.netty.shutdown-quiet-period=0s")
                .run();
        address = URI.create("http://localhost:" + application.getEnvironment().getProperty("local.server.port"));
        BlockingCalls.caught();
    }

    @AfterEach
    void stop() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void nothingBlocks() throws Exception {
        List<CompletableFuture<?>> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(client.sendAsync(get("/read/file"), BodyHandlers.ofByteArray())
                    .thenAccept(response -> assertThat(response.body()).isEqualTo(content)));
            requests.add(client.sendAsync(get("/text/lines"), BodyHandlers.ofString())
                    .thenAccept(response ->
                            assertThat(response.body()).startsWith("1\n2\n").hasSize(48_894)));
            requests.add(client.sendAsync(get("/lines/lines"), BodyHandlers.ofString())
                    .thenAccept(response -> assertThat(response.body().lines()).hasSize(10_000)));
            String copy = "copy-" + i;
            requests.add(client.sendAsync(put("/write/" + copy), BodyHandlers.ofString())
                    .thenAccept(response -> {
                        assertThat(response.body()).isEqualTo(String.valueOf(FILE_BYTES));
                        assertThat(dir.resolve(copy)).hasBinaryContent(content);
                    }));
            requests.add(client.sendAsync(get("/list"), BodyHandlers.ofString())
                    .thenAccept(response -> assertThat(response.body()).contains("lines", "file")));
            requests.add(client.sendAsync(get("/walk"), BodyHandlers.ofString())
                    .thenAccept(response -> assertThat(response.body()).contains("a/b/c")));
            requests.add(client.sendAsync(get("/look/file"), BodyHandlers.ofString())
                    .thenAccept(response ->
                            assertThat(response.body()).isEqualTo(FILE_BYTES + " " + content[FILE_BYTES - 1])));
            requests.add(client.sendAsync(get("/read/absent"), BodyHandlers.ofString())
                    .thenAccept(response -> assertThat(response.statusCode()).isEqualTo(404)));
        }

        assertThat(requests).allSatisfy(CompletableFuture::join);
        assertThat(BlockingCalls.caught()).isEmpty();
    }

    @Test
    void nothingBlocksWhileAFileIsTailed() throws Exception {
        HttpResponse<Stream<String>> response = client.send(get("/tail/lines"), BodyHandlers.ofLines());
        try (Stream<String> events = response.body()) {
            Iterator<String> data =
                    events.filter(line -> line.startsWith("data:")).iterator();
            for (int line = 1; line <= 10_000; line++) {
                assertThat(data.next()).isEqualTo("data:" + line);
            }
            for (String line : List.of("more", "and more")) {
                Files.writeString(dir.resolve("lines"), line + "\n", UTF_8, APPEND);
                assertThat(data.next()).isEqualTo("data:" + line);
            }
        }

        assertThat(BlockingCalls.caught()).isEmpty();
    }

    @Test
    void whatDoesBlockIsCaught() throws Exception {
        for (String call : Desk.BLOCKING.keySet()) {
            HttpResponse<String> response = client.send(get("/block/" + call), BodyHandlers.ofString());

            assertThat(response.body()).as(call).isEqualTo("BlockingOperationError");
            assertThat(BlockingCalls.caught()).as(call).isNotEmpty();
        }
    }

    @Test
    void theHandlersRunOnEventLoops() throws Exception {
        assertThat(client.send(get("/thread"), BodyHandlers.ofString()).body()).isEqualTo("true");
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).build();
    }

    private HttpRequest put(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .PUT(BodyPublishers.ofByteArray(content))
                .header("Content-Type", "application/octet-stream")
                .build();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Desk.class)
    static class App {

        /** Whether an event loop has served operations itself. */
        private final Set<Boolean> servedByEventLoops = ConcurrentHashMap.newKeySet();

        /** There are other servers on the class path. */
        @Bean
        NettyReactiveWebServerFactory netty() {
            return new NettyReactiveWebServerFactory();
        }

        @Bean
        AsyncFileObserver observer() {
            return new AsyncFileObserver() {
                @Override
                public void operationCompleted(CompletedOperation operation) {
                    if (operation.servedInline()) {
                        servedByEventLoops.add(Thread.currentThread() instanceof NonBlocking);
                    }
                }
            };
        }
    }

    @RestController
    static class Desk {

        static final Map<String, Callable<?>> BLOCKING = new ConcurrentSkipListMap<>();

        private final ReactiveAsyncFileTemplate files;
        private final Path dir;

        Desk(ReactiveAsyncFileTemplate files, Environment environment) {
            this.files = files;
            this.dir = Path.of(environment.getRequiredProperty("dir"));
            Path file = dir.resolve("control");
            BLOCKING.put("sleep", () -> {
                Thread.sleep(1);
                return null;
            });
            BLOCKING.put("readAllBytes", () -> Files.readAllBytes(file));
            BLOCKING.put("size", () -> Files.size(file));
            BLOCKING.put("exists", () -> Files.exists(file));
            BLOCKING.put("list", () -> {
                try (Stream<Path> list = Files.list(dir)) {
                    return list.count();
                }
            });
            BLOCKING.put("delete", () -> Files.deleteIfExists(dir.resolve("absent")));
            BLOCKING.put("io-exists", () -> file.toFile().exists());
            BLOCKING.put("io-open", () -> {
                try (InputStream in = new FileInputStream(file.toFile())) {
                    return in.read();
                }
            });
            FileChannel open = channel(file);
            BLOCKING.put("channel-read", () -> open.read(ByteBuffer.allocateDirect(1), 0));
            BLOCKING.put("channel-write", () -> open.write(ByteBuffer.allocateDirect(1), 0));
            BLOCKING.put("channel-size", open::size);
            BLOCKING.put("channel-force", () -> {
                open.force(false);
                return null;
            });
            RandomAccessFile random = random(file);
            BLOCKING.put("io-read", random::read);
        }

        private static FileChannel channel(Path file) {
            try {
                return FileChannel.open(file, READ, WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static RandomAccessFile random(Path file) {
            try {
                return new RandomAccessFile(file.toFile(), "r");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @GetMapping(path = "/read/{name}", produces = "application/octet-stream")
        Flux<DataBuffer> read(@PathVariable String name) {
            return files.read(dir.resolve(name));
        }

        @GetMapping("/text/{name}")
        Mono<String> text(@PathVariable String name) {
            return files.readString(dir.resolve(name));
        }

        @GetMapping(path = "/lines/{name}", produces = "text/plain")
        Flux<String> lines(@PathVariable String name) {
            return files.lines(dir.resolve(name)).map(line -> line + "\n");
        }

        @PutMapping("/write/{name}")
        Mono<String> write(@PathVariable String name, @RequestBody Flux<DataBuffer> body) {
            return files.write(dir.resolve(name), body).map(String::valueOf);
        }

        @GetMapping("/list")
        Mono<String> list() {
            return files.list(dir).collectList().map(List::toString);
        }

        @GetMapping("/walk")
        Mono<String> walk() {
            return files.walk(dir).collectList().map(List::toString);
        }

        /** One after the other, in an open file and by path. */
        @GetMapping("/look/{name}")
        Mono<String> look(@PathVariable String name) {
            Path path = dir.resolve(name);
            return files.exists(path)
                    .filter(exists -> exists)
                    .flatMap(exists -> files.size(path))
                    .flatMap(size -> files.withFile(
                            path,
                            file -> Mono.fromFuture(file.position(size - 1).thenCompose(position -> file.read(1)))
                                    .map(last -> size + " " + last[0])));
        }

        @GetMapping(path = "/tail/{name}", produces = "text/event-stream")
        Flux<ServerSentEvent<String>> tail(@PathVariable String name) {
            return files.tail(dir.resolve(name), TailFrom.beginning())
                    .ofType(TailEvent.Line.class)
                    .map(line -> ServerSentEvent.builder(line.text()).build());
        }

        @ExceptionHandler
        ResponseEntity<Void> absent(NoSuchFileException e) {
            return ResponseEntity.notFound().build();
        }

        @GetMapping("/block/{call}")
        String block(@PathVariable String call) {
            try {
                BLOCKING.get(call).call();
                return "not caught";
            } catch (Throwable t) {
                return t.getClass().getSimpleName();
            }
        }

        @GetMapping("/thread")
        String thread() {
            return String.valueOf(Thread.currentThread() instanceof NonBlocking);
        }
    }
}

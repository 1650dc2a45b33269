// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static java.nio.file.StandardOpenOption.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.TextFormat;
import io.micrometer.context.ContextRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** What a subscriber has in its context is there wherever its operators and functions run. */
class ContextTest {

    private static final String KEY = "user";
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    /** Held while somebody subscribes, so that everything else happens on the worker. */
    private final ReentrantLock subscribing = new ReentrantLock();

    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "worker-"));

    private final AsyncFileTemplate workers = AsyncFileTemplate.builder()
            .inlineLimit(0)
            .executor(task -> worker.execute(() -> {
                subscribing.lock();
                subscribing.unlock();
                task.run();
            }))
            .build();

    private final ReactiveAsyncFileTemplate files = new ReactiveAsyncFileTemplate(workers);

    @TempDir
    Path dir;

    private Path path;

    @BeforeAll
    static void propagate() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, USER);
        Hooks.enableAutomaticContextPropagation();
    }

    @AfterAll
    static void stop() {
        Hooks.disableAutomaticContextPropagation();
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
    }

    @BeforeEach
    void file() throws IOException {
        path = Files.writeString(dir.resolve("file"), "one\ntwo\n");
    }

    @AfterEach
    void close() {
        workers.close();
        worker.shutdown();
    }

    @Test
    void threadLocalsAreThereBelowAMono() {
        Mono<String> seen = files.readString(path).map(text -> seenHere());

        assertThat(as("ada", seen)).isEqualTo("ada");
    }

    @Test
    void threadLocalsAreThereBelowAMonoThatFails() {
        Mono<String> seen = files.readString(dir.resolve("absent")).onErrorResume(failure -> Mono.just(seenHere()));

        assertThat(as("ada", seen)).isEqualTo("ada");
    }

    @Test
    void threadLocalsAreThereBelowAMonoOfSomethingOpen() {
        Mono<String> seen = files.open(path, READ).flatMap(file -> {
            String here = seenHere();
            return Mono.fromFuture(file.close()).thenReturn(here);
        });

        assertThat(as("ada", seen)).isEqualTo("ada");
    }

    @Test
    void threadLocalsAreThereBelowEachFlux() {
        List<Flux<?>> fluxes =
                List.of(files.lines(path), files.read(path), files.list(dir), files.walk(dir), files.entries(dir));

        for (Flux<?> flux : fluxes) {
            List<String> mapped = as("ada", flux.map(element -> seenHere()).collectList());
            assertThat(mapped).isNotEmpty().containsOnly("ada");
            List<String> concatenated = as(
                    "bob",
                    flux.concatMap(element -> Mono.fromSupplier(ContextTest::seenHere), 1)
                            .collectList());
            assertThat(concatenated).isNotEmpty().containsOnly("bob");
            String first = as("eve", Mono.from(flux).map(element -> seenHere()));
            assertThat(first).isEqualTo("eve");
        }
    }

    @Test
    void threadLocalsAreThereBelowAFluxThatFails() {
        Mono<String> seen = files.lines(dir.resolve("absent"))
                .onErrorResume(failure -> Mono.just(seenHere()))
                .next();

        assertThat(as("ada", seen)).isEqualTo("ada");
    }

    @Test
    void whatIsDoneWithAnOpenFileSeesContextAndThreadLocals() {
        List<Mono<String>> scopes = List.of(
                files.withFile(path, file -> both()),
                files.withTextFile(path, TextFormat.UTF_8, file -> both()),
                files.withTemporaryFile(file -> both()),
                files.withTemporaryDirectory("context", directory -> both()));

        assertThat(scopes).allSatisfy(scope -> assertThat(as("ada", scope)).isEqualTo("ada ada"));
    }

    @Test
    void whatIsDoneLaterWithAnOpenFileSeesThemToo() {
        Mono<String> seen = files.withFile(
                path, file -> Mono.fromFuture(file.readAllBytes()).flatMap(bytes -> both()), READ);

        assertThat(as("ada", seen)).isEqualTo("ada ada");
    }

    @Test
    void whatIsBelowAScopeSeesThemToo() {
        Mono<String> seen = files.withFile(path, file -> Mono.fromFuture(file.readLine()), READ)
                .flatMap(line -> both());

        assertThat(as("ada", seen)).isEqualTo("ada ada");
    }

    @Test
    void contentThatIsWrittenSeesThem() {
        Flux<DataBuffer> content = Flux.range(0, 40)
                .concatMap(number -> both())
                .map(seen ->
                        DefaultDataBufferFactory.sharedInstance.wrap((seen + "\n").getBytes(StandardCharsets.UTF_8)));

        String here = as("ada", files.write(dir.resolve("written"), content).map(bytes -> seenHere()));

        assertThat(here).isEqualTo("ada");
        assertThat(dir.resolve("written")).hasContent("ada ada\n".repeat(40));
    }

    @Test
    void nothingStaysBehindOnAWorker() {
        as("ada", files.lines(path).collectList());

        Mono<Boolean> left = files.exists(path).map(exists -> USER.get() == null);

        assertThat(left.block()).isTrue();
    }

    private Mono<String> both() {
        String here = seenHere();
        return Mono.deferContextual(context -> Mono.just(here + " " + context.get(KEY)));
    }

    private static String seenHere() {
        assertThat(Thread.currentThread().getName()).startsWith("worker-");
        return String.valueOf(USER.get());
    }

    private <T> @Nullable T as(String user, Mono<T> mono) {
        // A worker that is still looking for more would not ask for the thread, nor wait for the lock.
        CompletableFuture.runAsync(() -> {}, worker).join();
        CompletableFuture<T> result;
        subscribing.lock();
        try {
            result = mono.contextWrite(Context.of(KEY, user)).toFuture();
        } finally {
            subscribing.unlock();
        }
        return result.join();
    }
}

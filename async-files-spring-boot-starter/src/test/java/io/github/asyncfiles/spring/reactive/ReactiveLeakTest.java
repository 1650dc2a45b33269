// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.FileOperationRejectedException;
import io.github.asyncfiles.TailFrom;
import io.github.asyncfiles.TextFormat;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spring.LinuxEngine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/**
 * However a subscription ends, or does not: no buffer, no descriptor and no thread is left.
 *
 * <p>Where something is cancelled from elsewhere there is no {@code publishOn} with a scheduler: it loses what it has
 * fetched when it is cancelled before its task has begun (reactor-core issue 4396).
 */
@ParameterizedClass
@EnumSource
class ReactiveLeakTest {

    private static final int CHUNK_BYTES = 4 * 1024;
    private static final int CHUNKS = 64;
    private static final int FILE_BYTES = CHUNKS * CHUNK_BYTES;
    private static final AtomicInteger TEMPLATES = new AtomicInteger();

    /** Repeats a run with {@code -Dleaks.seed}, as far as the scheduling of threads repeats. */
    private static final long SEED = Long.getLong("leaks.seed", System.nanoTime());

    /** Lasts longer with {@code -Dleaks.cancels}. */
    private static final int CANCELS = Integer.getInteger("leaks.cancels", 100);

    /** Who reads: workers alone, or the subscriber's thread, too. */
    enum Engine {
        PORTABLE,
        LINUX,
        LINUX_ON_WORKERS
    }

    @Parameter
    Engine engine;

    @TempDir
    Path dir;

    private final String threads = "leak-test-" + TEMPLATES.incrementAndGet() + "-";
    private Leaks leaks;
    private AsyncFileTemplate operations;
    private ReactiveAsyncFileTemplate files;
    private Path path;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        byte[] content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        path = Files.write(dir.resolve("file"), content);
        target = dir.resolve("target");
        leaks = new Leaks();
        use(builder -> builder);
    }

    private void use(FileEngine other) {
        use(builder -> builder.engine(other));
    }

    private void use(UnaryOperator<AsyncFileTemplateBuilder> settings) {
        AsyncFileTemplateBuilder builder = AsyncFileTemplate.builder()
                .bufferSize(CHUNK_BYTES)
                .maxThreads(8)
                .threadNamePrefix(threads);
        if (engine != Engine.PORTABLE) {
            LinuxEngine.assumeThatItIsForThisMachine();
        }
        builder.engine(engine == Engine.PORTABLE ? "portable" : "linux");
        if (engine == Engine.LINUX_ON_WORKERS) {
            builder.inlineLimit(0);
        }
        operations = settings.apply(builder).build();
        files = new ReactiveAsyncFileTemplate(operations, new NettyDataBufferFactory(leaks.allocator()));
    }

    @AfterEach
    void nothingIsLeft() {
        try {
            if (operations != null) {
                assertThat(operations.close(Duration.ofSeconds(20))).isEmpty();
                leaks.assertNone(dir, threads);
            }
        } finally {
            leaks.close();
        }
    }

    @Test
    void theTestNoticesABufferThatIsNotReleased() {
        DataBuffer kept = files.read(path).blockFirst();

        // Those that were fetched ahead go back by themselves.
        await().untilAsserted(() -> assertThat(leaks.buffers()).isOne());
        DataBufferUtils.release(kept);
    }

    @Test
    void everythingIsRead() {
        StepVerifier.create(files.read(path).doOnNext(DataBufferUtils::release))
                .expectNextCount(CHUNKS)
                .verifyComplete();
    }

    @Test
    void aStormOfCancelsAtRandomMoments() {
        List<CompletableFuture<Void>> storms = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Random random = new Random(SEED + i);
            storms.add(CompletableFuture.runAsync(() -> storm(random), task -> new Thread(task).start()));
        }

        assertThat(storms).as("seed " + SEED).allSatisfy(storm -> storm.join());
    }

    private void storm(Random random) {
        List<Mono<?>> operations = List.of(
                files.read(path).doOnNext(DataBufferUtils::release).then(),
                files.read(path, 100, 10 * CHUNK_BYTES)
                        .limitRate(4)
                        .doOnNext(DataBufferUtils::release)
                        .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                        .then(),
                files.read(path)
                        .take(random.nextInt(CHUNKS))
                        .doOnNext(DataBufferUtils::release)
                        .then(),
                files.write(dir.resolve("copy-" + random.nextInt()), files.read(path)),
                files.write(
                        dir.resolve("copy-" + random.nextInt()),
                        files.read(path).limitRate(2)),
                files.open(path, READ).flatMap(file -> Mono.fromFuture(file.close())),
                files.withFile(path, file -> Mono.fromFuture(file.readAllBytes())),
                files.withTemporaryDirectory(
                        "leak", temporary -> files.write(temporary.resolve("file"), files.read(path))),
                files.lines(path, ISO_8859_1).then(),
                files.walk(dir).then(),
                files.tail(path, TailFrom.beginning(), TextFormat.of(ISO_8859_1))
                        .then(),
                files.watch(dir).then());
        for (int i = 0; i < CANCELS; i++) {
            Disposable subscription =
                    operations.get(random.nextInt(operations.size())).subscribe();
            spin(random.nextInt(random.nextInt(200_000) + 1));
            subscription.dispose();
        }
    }

    /** A moment that no scheduler knows of. */
    private static void spin(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFileThatIsOpenWhenNobodyWantsItAnyMoreIsClosed() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2 * CANCELS; i++) {
            // One that is given to it is closed by the subscriber, also after it has cancelled.
            BaseSubscriber<AsyncFile> subscriber = new BaseSubscriber<>() {
                @Override
                protected void hookOnNext(AsyncFile file) {
                    file.close();
                }
            };
            files.open(dir.resolve("opened"), WRITE, CREATE).subscribe(subscriber);
            spin(random.nextInt(100_000));
            subscriber.cancel();
        }

        await().untilAsserted(() -> assertThat(operations.openFiles()).isZero());
    }

    @Test
    void aFileThatNobodyHasAskedForIsClosed() {
        for (int i = 0; i < 20; i++) {
            // Some engines open at once.
            files.open(path).subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    subscription.cancel();
                }
            });
            BaseSubscriber<AsyncFile> late = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    // Nothing is requested.
                }
            };
            files.open(path).subscribe(late);
            late.cancel();
        }
        await().untilAsserted(() -> assertThat(operations.activeOperations() + operations.queuedOperations())
                .isZero());
        assertThat(operations.openFiles()).isZero();
    }

    @Test
    void aSubscriberThatThrowsGetsNothingMore() {
        for (int wanted = 1; wanted < 5; wanted++) {
            int last = wanted;
            AtomicInteger got = new AtomicInteger();
            files.read(path).subscribe(new Raw(subscription -> subscription.request(Long.MAX_VALUE), buffer -> {
                DataBufferUtils.release(buffer);
                if (got.incrementAndGet() == last) {
                    throw new IllegalStateException("thrown on purpose");
                }
            }));

            await().untilAsserted(() -> {
                assertThat(got).hasValue(last);
                assertThat(Leaks.descriptors(dir.toRealPath())).isEmpty();
            });
        }
    }

    @Test
    void anOperatorThatThrowsIsTheEnd() {
        Flux<Integer> sizes = files.read(path).index().map(indexed -> {
            DataBufferUtils.release(indexed.getT2());
            if (indexed.getT1() == 3) {
                throw new IllegalStateException("thrown on purpose");
            }
            return indexed.getT2().capacity();
        });

        StepVerifier.create(sizes).expectNextCount(3).verifyError(IllegalStateException.class);
    }

    @Test
    void takingSomeIsTheEnd() {
        for (int wanted = 0; wanted < 10; wanted++) {
            StepVerifier.create(files.read(path).take(wanted).doOnNext(DataBufferUtils::release))
                    .expectNextCount(wanted)
                    .verifyComplete();
        }
        await().untilAsserted(
                        () -> assertThat(Leaks.descriptors(dir.toRealPath())).isEmpty());
    }

    @Test
    void operatorsThatFetchAheadReleaseWhatIsLeft() {
        Flux<DataBuffer> some = files.read(path)
                .publishOn(Schedulers.parallel(), 8)
                .doOnNext(DataBufferUtils::release)
                .take(3)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);

        StepVerifier.create(some).expectNextCount(3).verifyComplete();
    }

    @Test
    void aSubscriptionThatNeverRequestsHoldsNothing() {
        List<Subscription> held = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            files.read(path).subscribe(new Raw(held::add, buffer -> {}));
        }

        assertThat(leaks.buffers()).isZero();
        assertThat(Leaks.descriptors(dir)).isEmpty();
        Reference.reachabilityFence(held);
    }

    @Test
    void aSubscriptionThatIsForgottenIsCollected() {
        AtomicInteger got = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            files.read(path).subscribe(new Raw(subscription -> subscription.request(2), buffer -> {
                DataBufferUtils.release(buffer);
                got.incrementAndGet();
            }));
        }
        await().untilAsserted(() -> assertThat(got).hasValue(20));

        await().untilAsserted(() -> {
            System.gc();
            assertThat(leaks.buffers()).isZero();
            assertThat(Leaks.descriptors(dir.toRealPath())).isEmpty();
        });
    }

    @Test
    void aSubscriptionThatIsHeldWhenTheTemplateIsClosedHoldsNothing() throws IOException {
        List<Subscription> held = new ArrayList<>();
        AtomicInteger got = new AtomicInteger();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        files.read(path)
                .doOnError(failure::complete)
                .subscribe(new Raw(
                        subscription -> {
                            held.add(subscription);
                            subscription.request(1);
                        },
                        buffer -> {
                            DataBufferUtils.release(buffer);
                            got.incrementAndGet();
                        }));
        await().untilAsserted(() -> assertThat(got).hasValue(1));

        operations.close();

        assertThat(failure.join()).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        leaks.assertNone(dir, threads);
        Reference.reachabilityFence(held);
    }

    @Test
    void aFileThatIsNotThereIsNotOpened() {
        StepVerifier.create(files.read(dir.resolve("absent"))).verifyError(NoSuchFileException.class);
        StepVerifier.create(files.write(target, files.read(dir.resolve("absent"))))
                .verifyError(NoSuchFileException.class);
    }

    @Test
    void aDiskThatFailsInBetweenGivesWhatItCould() {
        operations.close();
        use(new FailingEngine(5 * CHUNK_BYTES + 10));

        StepVerifier.create(files.read(path).doOnNext(DataBufferUtils::release))
                .expectNextCount(5)
                .verifyError(FileSystemException.class);
        StepVerifier.create(files.write(target, files.read(path))).verifyError(FileSystemException.class);
        StepVerifier.create(files.write(target, buffers(20))).verifyError(FileSystemException.class);
    }

    @Test
    void aFileThatShrinksMeanwhileEndsWhereItEnds() {
        AtomicInteger got = new AtomicInteger();
        Flux<DataBuffer> read = files.read(path).doOnNext(buffer -> {
            DataBufferUtils.release(buffer);
            if (got.incrementAndGet() == 2) {
                operations
                        .withFile(path, file -> file.truncate(3 * CHUNK_BYTES / 2), WRITE)
                        .join();
            }
        });

        // What was fetched ahead is given yet.
        StepVerifier.create(read.then()).verifyComplete();
        assertThat(got.get()).isBetween(2, CHUNKS);
    }

    // Writing

    private Flux<DataBuffer> buffers(int count) {
        return Flux.range(0, count)
                .map(number -> new NettyDataBufferFactory(leaks.allocator())
                        .allocateBuffer(CHUNK_BYTES)
                        .write(new byte[CHUNK_BYTES]));
    }

    @Test
    void whatIsWrittenIsReleased() {
        assertThat(files.write(target, buffers(100)).block()).isEqualTo(100L * CHUNK_BYTES);
    }

    @Test
    void contentThatFails() {
        for (int given : new int[] {0, 1, 5, 16, 40}) {
            Flux<DataBuffer> failing = buffers(given).concatWith(Flux.error(new IllegalStateException("on purpose")));
            StepVerifier.create(files.write(target, failing)).verifyErrorMessage("on purpose");
        }
    }

    @Test
    void contentThatFailsIsReleasedByItsOperators() {
        Flux<DataBuffer> failing = buffers(40)
                .concatWith(Flux.error(new IllegalStateException("on purpose")))
                .publishOn(Schedulers.parallel());

        StepVerifier.create(files.write(target, failing)).verifyErrorMessage("on purpose");
    }

    @Test
    void contentThatNeverEndsIsCancelled() {
        AtomicInteger cancelled = new AtomicInteger();
        AtomicInteger given = new AtomicInteger();
        Flux<DataBuffer> endless = buffers(10)
                .doOnNext(buffer -> given.incrementAndGet())
                .concatWith(Flux.never())
                .doOnCancel(cancelled::incrementAndGet);
        Disposable writing = files.write(target, endless).subscribe();
        await().untilAsserted(() -> assertThat(given).hasValue(10));

        writing.dispose();

        await().untilAsserted(() -> assertThat(cancelled).hasValue(1));
    }

    @Test
    void contentThatIsCancelledWhileItsOperatorsHoldSome() {
        Random random = new Random(SEED);
        for (int i = 0; i < CANCELS / 3; i++) {
            Flux<DataBuffer> held =
                    buffers(100).hide().limitRate(32).concatMap(Mono::just, 8).filter(buffer -> true);
            Disposable writing = files.write(target, held).subscribe();
            spin(random.nextInt(500_000));
            writing.dispose();
        }
    }

    @Test
    void contentThatGivesMoreThanItWasAskedFor() {
        // As Reactive Streams forbids; what comes after the end is released all the same.
        Flux<DataBuffer> pushed = Flux.from(subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            buffers(10).subscribe(subscriber::onNext);
            subscriber.onError(new IllegalStateException("on purpose"));
        });

        StepVerifier.create(files.write(target, pushed)).verifyErrorMessage("on purpose");
    }

    @Test
    void aTargetThatCannotBeOpened() {
        AtomicInteger cancelled = new AtomicInteger();
        Path nowhere = dir.resolve("absent").resolve("file");

        StepVerifier.create(files.write(nowhere, buffers(40).doOnCancel(cancelled::incrementAndGet)))
                .verifyError(NoSuchFileException.class);
        StepVerifier.create(files.write(nowhere, files.read(path))).verifyError(NoSuchFileException.class);
        StepVerifier.create(files.write(nowhere, buffers(40).hide().limitRate(8)))
                .verifyError(NoSuchFileException.class);

        assertThat(cancelled).hasValue(1);
    }

    @Test
    void aTemplateThatIsClosedWhileItWrites() {
        CompletableFuture<Long> written =
                files.write(target, buffers(10).concatWith(Flux.never())).toFuture();

        operations.close(Duration.ofSeconds(20));

        await().untilAsserted(() -> assertThat(written).isCompletedExceptionally());
    }

    @Test
    void aQueueThatIsFull() {
        operations.close();
        use(builder -> builder.maxThreads(1).queueCapacity(0));
        CountDownLatch over = new CountDownLatch(1);
        InputStream slow = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    over.await();
                    return -1;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        AtomicInteger given = new AtomicInteger();
        Disposable writing = files.write(
                        target,
                        buffers(10).doOnNext(buffer -> given.incrementAndGet()).concatWith(Flux.never()))
                .subscribe();
        await().untilAsserted(() -> assertThat(given).hasValue(10));
        await().untilAsserted(() -> assertThat(operations.activeOperations()).isZero());
        CompletableFuture<Long> occupied = operations.copy(slow, dir.resolve("slow"));

        StepVerifier.create(files.write(dir.resolve("refused"), buffers(40)))
                .verifyError(FileOperationRejectedException.class);
        if (engine != Engine.LINUX) {
            StepVerifier.create(files.read(path)).verifyError(FileOperationRejectedException.class);
        }
        writing.dispose();
        over.countDown();
        occupied.join();
    }

    /** Requests and throws as it likes, and no operator is in between. */
    private record Raw(Consumer<Subscription> subscribed, Consumer<DataBuffer> next)
            implements CoreSubscriber<DataBuffer> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscribed.accept(subscription);
        }

        @Override
        public void onNext(DataBuffer buffer) {
            next.accept(buffer);
        }

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onComplete() {}
    }
}

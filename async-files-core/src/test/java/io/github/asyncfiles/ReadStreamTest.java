// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes and lines as streams, from paths and from open files. */
class ReadStreamTest {

    private static final int CHUNK = 1024;

    @TempDir
    Path dir;

    private final TrackingEngine disk = new TrackingEngine();
    private final TrackingBuffers buffers = new TrackingBuffers();
    private AsyncFileTemplate files;
    private Path file;

    @BeforeEach
    void create() {
        files = template().build();
        file = dir.resolve("file");
    }

    private AsyncFileTemplateBuilder template() {
        return AsyncFileTemplate.builder().engine(disk).bufferSize(CHUNK);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        await().untilAsserted(() -> assertThat(disk.open).hasValue(0));
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    // Bytes

    @Test
    void everyChunkIsFullButTheLast() throws IOException {
        byte[] content = write(10 * CHUNK + 1);

        List<ByteBuffer> chunks = valueOf(AsyncFiles.toList(files.read(file)));

        assertThat(chunks).hasSize(11);
        assertThat(chunks.subList(0, 10)).allMatch(chunk -> chunk.remaining() == CHUNK);
        assertThat(joined(chunks)).isEqualTo(content);
    }

    @Test
    void aFileOfWholeChunksEndsWithAWholeChunk() throws IOException {
        byte[] content = write(3 * CHUNK);

        List<ByteBuffer> chunks = valueOf(AsyncFiles.toList(files.read(file)));

        assertThat(chunks).hasSize(3);
        assertThat(joined(chunks)).isEqualTo(content);
    }

    @Test
    void anEmptyFileCompletesWithoutAChunk() throws IOException {
        write(0);
        assertThat(valueOf(AsyncFiles.toList(files.read(file)))).isEmpty();
    }

    @Test
    void aPartIsReadFromItsPositionAndNoFurther() throws IOException {
        byte[] content = write(5000);

        assertThat(joined(valueOf(AsyncFiles.toList(files.read(file, 100, 3000)))))
                .isEqualTo(Arrays.copyOfRange(content, 100, 3100));
        assertThat(joined(valueOf(AsyncFiles.toList(files.read(file, 4990, Long.MAX_VALUE)))))
                .isEqualTo(Arrays.copyOfRange(content, 4990, 5000));
        assertThat(valueOf(AsyncFiles.toList(files.read(file, 100, 0)))).isEmpty();
        assertThat(valueOf(AsyncFiles.toList(files.read(file, 5000, 1)))).isEmpty();
        assertThat(valueOf(AsyncFiles.toList(files.read(file, Long.MAX_VALUE, Long.MAX_VALUE))))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.read(file, -1, 1))
                .withMessageContaining("position");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.read(file, 0, -1))
                .withMessageContaining("length");
    }

    @Test
    void aFileThatClaimsToBeEmptyIsReadToItsEnd() {
        Path proc = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(proc), "no /proc");

        assertThat(new String(joined(valueOf(AsyncFiles.toList(files.read(proc)))), StandardCharsets.UTF_8))
                .contains("[stack]");
    }

    @Test
    void whatCannotBeReadFailsTheSubscriber() throws IOException {
        assertThat(failureOf(AsyncFiles.toList(files.read(file)))).isInstanceOf(NoSuchFileException.class);
        assertThat(failureOf(AsyncFiles.toList(files.read(dir))))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(dir.toString());
    }

    @Test
    void anErrorInTheMiddleComesAfterAllBytesBeforeIt() throws IOException {
        byte[] content = write(5 * CHUNK);
        disk.badFrom.set(2 * CHUNK + 100);
        Recorder<ByteBuffer> recorder = Recorder.of(files.read(file)).request(Long.MAX_VALUE);

        assertThat(failureOf(recorder.completed)).hasMessage(file + ": Input/output error");
        assertThat(joined(recorder.elements)).isEqualTo(Arrays.copyOf(content, 2 * CHUNK + 100));
    }

    @Test
    void aFileThatIsCutOffMeanwhileEndsThere() throws IOException {
        write(10 * CHUNK);
        Recorder<ByteBuffer> recorder = Recorder.of(files.read(file)).request(1);
        await().until(() -> recorder.elements.size() == 1);
        settled();
        Files.write(file, new byte[0]);
        recorder.request(Long.MAX_VALUE);

        valueOf(recorder.completed);
        assertThat(recorder.elements.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void aFileThatGrowsMeanwhileIsReadToItsNewEnd() throws IOException {
        write(10 * CHUNK);
        Recorder<ByteBuffer> recorder = Recorder.of(files.read(file)).request(1);
        await().until(() -> recorder.elements.size() == 1);
        Files.write(file, new byte[10_000], StandardOpenOption.APPEND);
        recorder.request(Long.MAX_VALUE);

        valueOf(recorder.completed);
        assertThat(joined(recorder.elements)).hasSize(10 * CHUNK + 10_000);
    }

    @Test
    void aFileThatIsDeletedMeanwhileIsReadToItsEnd() throws IOException {
        byte[] content = write(10 * CHUNK);
        Recorder<ByteBuffer> recorder = Recorder.of(files.read(file)).request(1);
        await().until(() -> recorder.elements.size() == 1);
        Files.delete(file);
        recorder.request(Long.MAX_VALUE);

        valueOf(recorder.completed);
        assertThat(joined(recorder.elements)).isEqualTo(content);
    }

    @Test
    void nothingIsOpenedBeforeTheFirstRequestAndEachSubscriptionReadsAnew() throws IOException {
        write(1);
        Flow.Publisher<ByteBuffer> publisher = files.read(file);
        Recorder<ByteBuffer> recorder = Recorder.of(publisher);
        settled();
        assertThat(disk.opened).hasValue(0);

        valueOf(recorder.request(1).completed);
        valueOf(AsyncFiles.toList(publisher));
        assertThat(disk.opened).hasValue(2);
    }

    // Bounds

    @Test
    void aSlowSubscriberHoldsUpNoMoreThanTheChunksThatAreReadAhead() throws IOException {
        write(100 * CHUNK);
        Recorder<TrackingBuffers.Buffer> recorder =
                Recorder.of(files.read(file, 0, Long.MAX_VALUE, buffers)).request(1);
        for (int i = 1; i <= 50; i++) {
            int given = i;
            await().until(() -> recorder.elements.size() == given);
            settled();
            assertThat(buffers.held).as("handed out, and 2 read ahead").hasValue(given + 2);
            recorder.request(1);
        }
        recorder.subscription.cancel();
        await().untilAsserted(() -> assertThat(buffers.held).hasValue(recorder.elements.size()));
    }

    @Test
    void withoutReadingAheadNothingIsReadThatIsNotWanted() throws IOException {
        write(100 * CHUNK);
        try (AsyncFileTemplate onDemand = template().readAhead(0).build()) {
            Recorder<TrackingBuffers.Buffer> recorder =
                    Recorder.of(onDemand.read(file, 0, Long.MAX_VALUE, buffers)).request(3);
            await().until(() -> recorder.elements.size() == 3);
            await().until(() -> onDemand.activeOperations() + onDemand.queuedOperations() == 0);
            assertThat(buffers.held).hasValue(3);
            recorder.subscription.cancel();
        }
    }

    @Test
    void readingAheadOverlapsWithConsuming() throws IOException {
        write(4 * CHUNK);
        CompletableFuture<Integer> readWhileConsuming = new CompletableFuture<>();
        files.read(file).subscribe(new Recorder<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer chunk) {
                if (!readWhileConsuming.isDone()) {
                    int before = disk.reads.get();
                    await().until(() -> disk.reads.get() > before || before >= 2);
                    readWhileConsuming.complete(disk.reads.get());
                }
            }
        });
        assertThat(valueOf(readWhileConsuming)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void linesOfAnOpenFileOverlapWithConsumingToo() throws IOException {
        Files.writeString(file, "0123456789\n".repeat(200_000));
        int readsForTheFirst;
        try (AsyncFileTemplate onDemand = template().readAhead(0).build()) {
            readsForTheFirst = readsDuringTheFirstLine(onDemand, reads -> reads > 0);
        }
        disk.reads.set(0);
        assertThat(readsDuringTheFirstLine(files, reads -> reads > readsForTheFirst))
                .isGreaterThan(readsForTheFirst);
    }

    private int readsDuringTheFirstLine(AsyncFileTemplate template, Predicate<Integer> enough) {
        AsyncTextFile open = valueOf(template.openText(file));
        CompletableFuture<Integer> reads = new CompletableFuture<>();
        Recorder<String> recorder = new Recorder<>() {
            @Override
            public void onNext(String line) {
                if (!reads.isDone()) {
                    await().until(() -> enough.test(disk.reads.get()));
                    reads.complete(disk.reads.get());
                }
            }
        };
        open.lines().subscribe(recorder);
        recorder.request(Long.MAX_VALUE);
        valueOf(reads);
        valueOf(recorder.completed);
        valueOf(open.close());
        return valueOf(reads);
    }

    @Test
    void aSlowSubscriberDoesNotKeepTheThreadThatRequests() throws IOException {
        Files.writeString(file, "0123456789\n".repeat(100_000));
        Thread mine = Thread.currentThread();
        AtomicInteger onMine = new AtomicInteger();
        AtomicInteger all = new AtomicInteger();
        Recorder<String> recorder = new Recorder<>() {
            @Override
            public void onNext(String line) {
                (Thread.currentThread() == mine ? onMine : new AtomicInteger()).incrementAndGet();
                all.incrementAndGet();
                for (long end = System.nanoTime() + 5_000; System.nanoTime() - end < 0; ) {
                    Thread.onSpinWait();
                }
            }
        };
        files.lines(file).subscribe(recorder);
        recorder.request(1);
        settled();
        recorder.request(Long.MAX_VALUE);

        valueOf(recorder.completed);
        assertThat(all).hasValue(100_000);
        assertThat(onMine.get()).isLessThan(10_000);
    }

    @Test
    void whoTakesOverMayBeTheSameThread() throws IOException {
        byte[] content = write(200 * CHUNK);
        try (AsyncFileTemplate direct = template().executor(Runnable::run).build()) {
            List<ByteBuffer> chunks = new ArrayList<>();
            valueOf(AsyncFiles.forEach(direct.read(file), chunk -> {
                chunks.add(chunk);
                long end = System.nanoTime() + 100_000;
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
            }));
            assertThat(joined(chunks)).isEqualTo(content);
        }
        List<ByteBuffer> chunks = new ArrayList<>();
        AsyncFileOperations refused = files.completeOn(task -> {
            throw new RejectedExecutionException("expected by the test");
        });
        valueOf(AsyncFiles.forEach(refused.read(file), chunks::add));
        assertThat(joined(chunks)).isEqualTo(content);
    }

    @Test
    void readingAheadThatIsRefusedIsGivenUpForTheMoment() throws IOException {
        byte[] content = write(20 * CHUNK);
        // A worker that hands out keeps the only place there is.
        try (AsyncFileTemplate narrow =
                template().maxThreads(1).queueCapacity(0).build()) {
            Recorder<ByteBuffer> recorder = Recorder.of(narrow.read(file));
            for (int i = 1; i <= 20; i++) {
                int wanted = i;
                recorder.request(1);
                await().until(() -> recorder.elements.size() == wanted || recorder.completed.isDone());
                await().until(() -> narrow.activeOperations() + narrow.queuedOperations() == 0);
            }
            assertThat(joined(recorder.elements)).isEqualTo(content);
            recorder.subscription.cancel();
        }
    }

    @Test
    void buffersOfAPoolAreUsedAgain() throws IOException {
        byte[] content = write(1000 * CHUNK);
        ByteBufferPool pool = ByteBufferPool.of(CHUNK, 8);
        ByteBuffer copy = ByteBuffer.allocate(content.length);

        valueOf(AsyncFiles.forEach(files.read(file, 0, Long.MAX_VALUE, pool), chunk -> {
            copy.put(chunk);
            pool.release(chunk);
        }));

        assertThat(copy.array()).isEqualTo(content);
        assertThat(pool.free()).isBetween(1, 4);
    }

    @Test
    void aPoolForgetsWhatItsBuffersWereUsedFor() {
        ByteBufferPool pool = ByteBufferPool.of(512, 1);
        ByteBuffer used =
                pool.allocate(512).order(ByteOrder.LITTLE_ENDIAN).position(7).limit(9);
        pool.release(used);
        pool.release(ByteBuffer.allocate(512));
        pool.release(ByteBuffer.allocateDirect(100));
        pool.release(ByteBuffer.allocateDirect(512));

        assertThat(pool.free()).isEqualTo(1);
        ByteBuffer again = pool.allocate(512);
        assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(again.remaining()).isEqualTo(512);
        assertThat(pool.free()).isZero();
        assertThat(pool.allocate(512)).isNotSameAs(again);
    }

    // Subscribers

    @Test
    void subscribersThatMisbehaveLeaveNothingBehind() throws IOException {
        write(20 * CHUNK);
        Recorder<TrackingBuffers.Buffer> zero = read().request(0);
        assertThat(failureOf(zero.completed)).isInstanceOf(IllegalArgumentException.class);
        Recorder<TrackingBuffers.Buffer> negative = read().request(2).request(-5);
        assertThat(failureOf(negative.completed)).isInstanceOf(IllegalArgumentException.class);
        Recorder<TrackingBuffers.Buffer> thrower = new Recorder<>() {
            @Override
            public void onNext(TrackingBuffers.Buffer chunk) {
                super.onNext(chunk);
                throw new IllegalStateException("expected by the test");
            }
        };
        files.read(file, 0, Long.MAX_VALUE, buffers).subscribe(thrower);
        thrower.request(5);
        await().until(() -> thrower.elements.size() == 1);
        Recorder<TrackingBuffers.Buffer> canceller = new Recorder<>() {
            @Override
            public void onNext(TrackingBuffers.Buffer chunk) {
                super.onNext(chunk);
                subscription.cancel();
            }
        };
        files.read(file, 0, Long.MAX_VALUE, buffers).subscribe(canceller);
        canceller.request(Long.MAX_VALUE);
        await().until(() -> canceller.elements.size() == 1);
        files.read(file, 0, Long.MAX_VALUE, buffers).subscribe(new Recorder<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(3);
                subscription.cancel();
            }
        });
        settled();

        int given =
                zero.elements.size() + negative.elements.size() + thrower.elements.size() + canceller.elements.size();
        await().untilAsserted(() -> assertThat(buffers.held).hasValue(given));
        assertThat(thrower.elements).hasSize(1);
        assertThat(canceller.elements).hasSize(1);
    }

    @Test
    void aStormOfCancelsLeavesNothingBehind() throws IOException {
        write(50 * CHUNK);
        Random random = new Random(5);
        List<Recorder<TrackingBuffers.Buffer>> recorders = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Recorder<TrackingBuffers.Buffer> recorder = read();
            recorders.add(recorder);
            for (int requests = random.nextInt(4); requests > 0; requests--) {
                recorder.request(1 + random.nextInt(30));
            }
            for (int spins = random.nextInt(2000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            recorder.subscription.cancel();
        }
        settled();
        await().untilAsserted(() -> assertThat(disk.open).hasValue(0));
        int given = recorders.stream()
                .mapToInt(recorder -> recorder.elements.size())
                .sum();
        await().untilAsserted(() -> assertThat(buffers.held).hasValue(given));
        assertThat(recorders).noneMatch(recorder -> recorder.concurrent);
    }

    @Test
    void anAbandonedSubscriptionIsClosedWhenItIsCollected() throws IOException {
        write(50 * CHUNK);
        WeakReference<Recorder<TrackingBuffers.Buffer>> forgotten = abandoned();
        assertThat(disk.open).hasValue(1);

        await().untilAsserted(() -> {
            System.gc();
            assertThat(forgotten.get()).isNull();
            assertThat(disk.open).hasValue(0);
            assertThat(buffers.held).as("the one that was given away").hasValue(1);
        });
    }

    private WeakReference<Recorder<TrackingBuffers.Buffer>> abandoned() {
        Recorder<TrackingBuffers.Buffer> recorder = read().request(1);
        await().until(() -> recorder.elements.size() == 1);
        settled();
        return new WeakReference<>(recorder);
    }

    @Test
    void closingTheTemplateClosesAndFailsWhatIsReadSlowly() throws IOException {
        write(50 * CHUNK);
        Recorder<TrackingBuffers.Buffer> recorder = read().request(1);
        await().until(() -> recorder.elements.size() == 1);
        settled();

        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();

        assertThat(failureOf(recorder.completed)).isInstanceOf(IllegalStateException.class);
        assertThat(disk.open).hasValue(0);
        assertThat(buffers.held).hasValue(1);
    }

    @Test
    void elementsComeOnTheExecutorThatCompletes() throws IOException {
        write(50 * CHUNK);
        LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
        Thread mine = Thread.currentThread();
        Recorder<ByteBuffer> recorder = new Recorder<>() {
            @Override
            public void onNext(ByteBuffer chunk) {
                super.onNext(chunk);
                if (Thread.currentThread() != mine) {
                    completed.completeExceptionally(new AssertionError("on " + Thread.currentThread()));
                }
            }
        };
        files.completeOn(loop::add).read(file).subscribe(recorder);
        recorder.request(Long.MAX_VALUE);
        await().pollInSameThread().untilAsserted(() -> {
            for (Runnable next = loop.poll(); next != null; next = loop.poll()) {
                next.run();
            }
            assertThat(recorder.completed).isCompleted();
        });
        assertThat(recorder.elements).hasSize(50);
    }

    // Open files

    @Test
    void manySubscribersReadAnOpenFileAtOnceAndLeaveItOpen() throws IOException {
        byte[] content = write(100 * CHUNK);
        AsyncFile open = valueOf(files.open(file));

        List<CompletableFuture<List<ByteBuffer>>> all = IntStream.range(0, 20)
                .mapToObj(i -> AsyncFiles.toList(open.read(i * 100L, 50_000)))
                .toList();
        for (int i = 0; i < all.size(); i++) {
            assertThat(joined(valueOf(all.get(i)))).isEqualTo(Arrays.copyOfRange(content, i * 100, i * 100 + 50_000));
        }
        Recorder<ByteBuffer> cancelled =
                Recorder.of(open.read(0, Long.MAX_VALUE)).request(1);
        await().until(() -> cancelled.elements.size() == 1);
        cancelled.subscription.cancel();

        assertThat(valueOf(open.read(3))).isEqualTo(Arrays.copyOf(content, 3));
        valueOf(open.close());
        assertThat(failureOf(AsyncFiles.toList(open.read(0, 1)))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closingAnOpenFileFailsWhoReadsIt() throws IOException {
        write(100 * CHUNK);
        AsyncFile open = valueOf(files.open(file));
        Recorder<ByteBuffer> recorder =
                Recorder.of(open.read(0, Long.MAX_VALUE)).request(1);
        await().until(() -> recorder.elements.size() == 1);
        valueOf(open.close());
        recorder.request(Long.MAX_VALUE);

        assertThat(failureOf(recorder.completed)).isInstanceOf(ClosedChannelException.class);
    }

    // Lines

    @Test
    void linesAreThoseOfTheJdk() throws IOException {
        for (String text : List.of("", "a", "a\n", "a\r\nb\rc\n\n", "\n\n", "ä€😀\n".repeat(3000), "x".repeat(5000))) {
            Files.writeString(file, text);
            assertThat(valueOf(AsyncFiles.toList(files.lines(file)))).isEqualTo(Files.readAllLines(file));
        }
    }

    @Test
    void linesComeInTheCharsetThatWasGiven() throws IOException {
        Files.writeString(file, "grün\nblau", StandardCharsets.UTF_16);
        assertThat(valueOf(AsyncFiles.toList(files.lines(file, StandardCharsets.UTF_16))))
                .containsExactly("grün", "blau");
        assertThat(valueOf(AsyncFiles.toList(
                        files.lines(file, TextFormat.of(StandardCharsets.UTF_16).newlines(Newlines.CR)))))
                .containsExactly("grün\nblau");
    }

    @Test
    void aLineThatIsTooLongComesAfterThoseBeforeIt() throws IOException {
        Files.writeString(file, "short\n".repeat(5000) + "x".repeat(2001) + "\nnever\n");
        try (AsyncFileTemplate strict = template().maxLineLength(2000).build()) {
            Recorder<String> recorder = Recorder.of(strict.lines(file)).request(Long.MAX_VALUE);

            assertThat(failureOf(recorder.completed))
                    .isInstanceOf(LineTooLongException.class)
                    .hasMessageContaining("byte 30000");
            assertThat(recorder.elements).hasSize(5000).containsOnly("short");
        }
    }

    @Test
    void malformedBytesOnTheBorderOfAChunkAreReportedInTheirPlace() throws IOException {
        for (int at = CHUNK - 3; at <= CHUNK + 3; at++) {
            byte[] text = new byte[3 * CHUNK];
            Arrays.fill(text, (byte) '\n');
            text[at] = (byte) 0xE2;
            text[at + 1] = (byte) 0x82;
            Files.write(file, text);
            Recorder<String> recorder = Recorder.of(files.lines(file)).request(Long.MAX_VALUE);

            assertThat(failureOf(recorder.completed))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining("byte " + at);
            assertThat(recorder.elements).hasSize(at);
        }
    }

    @Test
    void aSlowReaderOfLinesHoldsUpNoMoreThanTwoBatches() throws IOException {
        Files.writeString(file, "0123456789\n".repeat(100_000));
        Recorder<String> recorder = Recorder.of(files.lines(file)).request(1);
        await().until(() -> recorder.elements.size() == 1);
        settled();

        assertThat(disk.reads.get() * CHUNK).as("read ahead").isLessThan(3 * 64 * 1024);
        recorder.subscription.cancel();
    }

    // Helpers

    private Recorder<TrackingBuffers.Buffer> read() {
        return Recorder.of(files.read(file, 0, Long.MAX_VALUE, buffers));
    }

    private void settled() {
        await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
    }

    private byte[] write(int length) throws IOException {
        byte[] content = new byte[length];
        ThreadLocalRandom.current().nextBytes(content);
        Files.write(file, content);
        return content;
    }

    private static byte[] joined(List<ByteBuffer> chunks) {
        ByteBuffer all = ByteBuffer.allocate(
                chunks.stream().mapToInt(ByteBuffer::remaining).sum());
        for (ByteBuffer chunk : Collections.unmodifiableList(chunks)) {
            all.put(chunk.duplicate());
        }
        return all.array();
    }
}

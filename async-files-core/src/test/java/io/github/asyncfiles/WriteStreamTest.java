// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers that are written to files: what they are asked for, and what is left of them. */
class WriteStreamTest {

    @TempDir
    Path dir;

    private final TrackingEngine disk = new TrackingEngine();
    private final TrackingBuffers buffers = new TrackingBuffers();
    private AsyncFileTemplate files;
    private Path file;

    @BeforeEach
    void create() {
        files = AsyncFileTemplate.builder().engine(disk).build();
        file = dir.resolve("file");
    }

    @AfterEach
    void nothingIsLeft() {
        await().untilAsserted(() -> assertThat(disk.open).hasValue(0));
        await().untilAsserted(() -> assertThat(buffers.held).hasValue(0));
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    /** Gives out what the test hands to it, and remembers what it was asked for. */
    private static final class Source<T> implements Flow.Publisher<T> {

        final AtomicLong requested = new AtomicLong();
        final AtomicInteger cancelled = new AtomicInteger();
        volatile Flow.@Nullable Subscriber<? super T> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    requested.addAndGet(n);
                }

                @Override
                public void cancel() {
                    cancelled.incrementAndGet();
                }
            });
        }
    }

    @Test
    void whatIsPublishedIsInTheFile() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path source = Files.write(dir.resolve("source"), content);

        assertThat(valueOf(files.write(file, files.read(source)))).isEqualTo(3_000_000);

        assertThat(Files.mismatch(source, file)).isEqualTo(-1);
    }

    @Test
    void anEmptyPublisherMakesAnEmptyFile() throws IOException {
        Files.writeString(file, "old");
        Source<ByteBuffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source);
        source.subscriber.onComplete();

        assertThat(valueOf(written)).isZero();
        assertThat(file).isEmptyFile();
    }

    @Test
    void emptyBuffersDoNoHarm() {
        Source<ByteBuffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source);
        await().until(() -> source.requested.get() > 0);
        for (String piece : List.of("", "a", "", "", "b", "")) {
            source.subscriber.onNext(bytes(piece));
        }
        source.subscriber.onComplete();

        assertThat(valueOf(written)).isEqualTo(2);
        assertThat(file).hasContent("ab");
    }

    @Test
    void optionsSayHowItIsOpened() throws IOException {
        Files.writeString(file, "old ");
        Source<ByteBuffer> appended = new Source<>();
        CompletableFuture<Long> written = files.write(file, appended, StandardOpenOption.APPEND);
        await().until(() -> appended.requested.get() > 0);
        appended.subscriber.onNext(bytes("new"));
        appended.subscriber.onComplete();

        assertThat(valueOf(written)).isEqualTo(3);
        assertThat(file).hasContent("old new");
        assertThat(failureOf(files.write(file, new Source<>(), StandardOpenOption.CREATE_NEW)))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void nothingIsAskedForBeforeTheFileIsOpen() {
        Source<ByteBuffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(dir.resolve("absent").resolve("file"), source);

        assertThat(failureOf(written)).isInstanceOf(NoSuchFileException.class);
        assertThat(source.requested).hasValue(0);
        assertThat(source.cancelled).hasValue(1);
    }

    @Test
    void noMoreThanSixteenBuffersAreOnTheirWay() {
        Source<TrackingBuffers.Buffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source, buffers);
        long sent = 0;
        for (int round = 0; round < 100; round++) {
            long already = sent;
            await().until(() -> source.requested.get() == already + 16);
            for (int i = 0; i < 16; i++) {
                source.subscriber.onNext(buffers.of(new byte[100]));
                sent++;
            }
        }
        source.subscriber.onComplete();

        assertThat(valueOf(written)).isEqualTo(160_000);
    }

    @Test
    void smallBuffersThatComeTogetherAreWrittenTogether() {
        try (AsyncFileTemplate single =
                AsyncFileTemplate.builder().engine(disk).maxThreads(1).build()) {
            Source<TrackingBuffers.Buffer> source = new Source<>();
            CompletableFuture<Long> written = single.write(file, source, buffers);
            await().until(() -> source.requested.get() == 16);
            // All of them while the only worker is busy with this.
            InputStream burst = new InputStream() {
                @Override
                public int read() {
                    for (int i = 0; i < 16; i++) {
                        source.subscriber.onNext(buffers.of(("line " + i + "\n").getBytes(StandardCharsets.UTF_8)));
                    }
                    source.subscriber.onComplete();
                    return -1;
                }
            };
            valueOf(single.copy(burst, dir.resolve("empty")));

            valueOf(written);
        }
        assertThat(disk.writes).hasValue(2);
        assertThat(file)
                .content()
                .hasLineCount(16)
                .startsWith("line 0\nline 1\n")
                .endsWith("line 15\n");
    }

    @Test
    void aPublisherThatFailsFailsTheFutureAndWhatWasWrittenStays() {
        Source<TrackingBuffers.Buffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source, buffers);
        await().until(() -> source.requested.get() == 16);
        source.subscriber.onNext(buffers.of("first".getBytes(StandardCharsets.UTF_8)));
        await().until(() -> source.requested.get() == 17);
        IllegalStateException failure = new IllegalStateException("expected by the test");
        source.subscriber.onError(failure);

        assertThat(failureOf(written)).isSameAs(failure);
        assertThat(source.cancelled).as("it knows that it has failed").hasValue(0);
        assertThat(file).hasContent("first");
    }

    @Test
    void aFutureFailsWhenTheFileIsClosedAndNothingIsWrittenAfterThat() {
        for (int round = 0; round < 100; round++) {
            Source<TrackingBuffers.Buffer> source = new Source<>();
            CompletableFuture<Integer> openThen = new CompletableFuture<>();
            files.write(file, source, buffers).whenComplete((bytes, failure) -> openThen.complete(disk.open.get()));
            await().until(() -> source.requested.get() == 16);
            for (int i = 0; i < 16; i++) {
                source.subscriber.onNext(buffers.of(new byte[20_000]));
            }
            source.subscriber.onError(new IllegalStateException("expected by the test"));
            assertThat(valueOf(openThen)).isZero();
        }
    }

    @Test
    void aPublisherThatThrowsWhenItIsAskedFailsTheFuture() {
        IllegalStateException failure = new IllegalStateException("expected by the test");
        assertThat(failureOf(files.write(
                        file,
                        subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                            @Override
                            public void request(long n) {
                                throw failure;
                            }

                            @Override
                            public void cancel() {
                                throw new IllegalStateException("expected by the test, too");
                            }
                        }))))
                .isSameAs(failure);
    }

    @Test
    void aFileThatItsPublisherHasForgottenIsClosed() {
        for (int i = 0; i < 10; i++) {
            forget(dir.resolve("file" + i));
        }
        await().untilAsserted(() -> {
            System.gc();
            assertThat(disk.open).hasValue(0);
        });
    }

    private void forget(Path target) {
        Source<ByteBuffer> source = new Source<>();
        files.write(target, source);
        await().until(() -> source.requested.get() == 16);
    }

    @Test
    void aDiskThatFailsCancelsThePublisher() {
        disk.badFrom.set(1000);
        Source<TrackingBuffers.Buffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source, buffers);
        await().until(() -> source.requested.get() == 16);
        for (int i = 0; i < 16; i++) {
            source.subscriber.onNext(buffers.of(new byte[20_000]));
        }

        assertThat(failureOf(written))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": Input/output error");
        await().untilAsserted(() -> assertThat(source.cancelled).hasValue(1));
        source.subscriber.onNext(buffers.of(new byte[1]));
    }

    @Test
    void cancellingTheFutureCancelsAPublisherThatNeverCompletes() {
        Source<TrackingBuffers.Buffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source, buffers);
        await().until(() -> source.requested.get() == 16);
        source.subscriber.onNext(buffers.of("first".getBytes(StandardCharsets.UTF_8)));
        await().until(() -> source.requested.get() == 17);

        written.cancel(true);

        assertThat(source.cancelled).hasValue(1);
        source.subscriber.onNext(buffers.of(new byte[10]));
        assertThat(file).hasContent("first");
    }

    @Test
    void aFutureThatWasCancelledBeforeThePublisherCameCancelsIt() {
        AtomicInteger cancelled = new AtomicInteger();
        List<Flow.Subscriber<? super ByteBuffer>> late = new ArrayList<>();
        CompletableFuture<Long> written = files.write(file, late::add);
        written.cancel(false);
        late.get(0).onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                cancelled.incrementAndGet();
            }
        });
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void closingTheTemplateEndsWhatIsBeingWritten() {
        Source<TrackingBuffers.Buffer> source = new Source<>();
        CompletableFuture<Long> written = files.write(file, source, buffers);
        await().until(() -> source.requested.get() == 16);

        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();

        assertThat(failureOf(written)).isInstanceOf(IllegalStateException.class);
        assertThat(source.cancelled).hasValue(1);
    }

    @Test
    void aPublisherThatThrowsWhenItIsSubscribedToFailsTheFuture() {
        IllegalStateException failure = new IllegalStateException("expected by the test");
        assertThat(failureOf(files.write(file, subscriber -> {
                    throw failure;
                })))
                .isSameAs(failure);
    }

    @Test
    void aStormOfCancelsLeavesNothingBehind() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            Path target = dir.resolve("file" + i % 10);
            Source<TrackingBuffers.Buffer> source = new Source<>();
            CompletableFuture<Long> written = files.write(target, source, buffers);
            if (random.nextInt(4) > 0) {
                while (source.requested.get() == 0) {
                    Thread.onSpinWait();
                }
            }
            for (int sent = random.nextInt(16); sent > 0 && source.requested.get() > 0; sent--) {
                source.subscriber.onNext(buffers.of(new byte[random.nextInt(40_000)]));
            }
            switch (random.nextInt(3)) {
                case 0 -> written.cancel(false);
                case 1 -> source.subscriber.onError(new IOException("expected by the test"));
                default -> source.subscriber.onComplete();
            }
            valueOf(written.handle((bytes, thrown) -> true));
        }
    }

    @Test
    void publishersOfTheJdkFit() {
        CompletableFuture<Long> written;
        try (SubmissionPublisher<ByteBuffer> publisher = new SubmissionPublisher<>(Runnable::run, 4)) {
            written = files.write(file, publisher);
            for (int i = 0; i < 1000; i++) {
                publisher.submit(bytes(i + "\n"));
            }
        }
        assertThat(valueOf(written)).isEqualTo(3890);
        assertThat(file).content().hasLineCount(1000);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}

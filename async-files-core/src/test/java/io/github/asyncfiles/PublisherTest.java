// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The publisher: back-pressure, cancellation, misbehaving subscribers; every directory that was opened is closed. */
class PublisherTest {

    private static final int ENTRIES = 1000;

    @TempDir
    static Path dir;

    private final CountingEngine disk = new CountingEngine();
    private AsyncFileTemplate files;

    @BeforeEach
    void createTemplate() throws IOException {
        files = AsyncFileTemplate.builder().engine(disk).build();
        for (int i = 0; i < ENTRIES; i++) {
            Path entry = dir.resolve("entry" + i);
            if (Files.notExists(entry)) {
                Files.createFile(entry);
            }
        }
    }

    @AfterEach
    void everythingIsClosed() {
        disk.gate.countDown();
        await().untilAsserted(() -> assertThat(disk.closed).hasValue(disk.opened.get()));
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void opensNothingBeforeItIsAskedTo() {
        Recorder recorder = new Recorder();
        Flow.Publisher<Path> publisher = files.list(dir);
        publisher.subscribe(recorder);

        assertThat(disk.opened).hasValue(0);
        recorder.subscription.request(1);
        await().untilAsserted(() -> assertThat(recorder.elements).hasSize(1));
        assertThat(disk.opened).hasValue(1);
        recorder.subscription.cancel();
    }

    @Test
    void givesOutWhatIsRequestedAndReadsAheadNoMoreThanTwoBatches() {
        Recorder recorder = new Recorder();
        files.list(dir).subscribe(recorder);

        recorder.subscription.request(3);
        await().untilAsserted(() -> assertThat(recorder.elements).hasSize(3));
        recorder.subscription.request(2);
        await().untilAsserted(() -> assertThat(recorder.elements).hasSize(5));
        await().untilAsserted(() ->
                assertThat(files.activeOperations() + files.queuedOperations()).isZero());
        assertThat(disk.read.get()).isEqualTo(512);
        assertThat(recorder.elements).hasSize(5);

        recorder.subscription.request(Long.MAX_VALUE);
        recorder.subscription.request(Long.MAX_VALUE);
        valueOf(recorder.completed);
        assertThat(new HashSet<>(recorder.elements)).hasSize(ENTRIES);
    }

    @Test
    void eachSubscriptionReadsAnew() {
        Flow.Publisher<Path> publisher = files.list(dir);

        assertThat(valueOf(AsyncFiles.toList(publisher))).hasSize(ENTRIES);
        assertThat(valueOf(AsyncFiles.toList(publisher))).hasSize(ENTRIES);
        assertThat(disk.opened).hasValue(2);
    }

    @Test
    void requestingOneByOneFromWithinOnNextNeedsNoStack() {
        Recorder recorder = new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                super.onSubscribe(subscription);
                subscription.request(1);
            }

            @Override
            public void onNext(Path path) {
                super.onNext(path);
                subscription.request(1);
            }
        };
        files.list(dir).subscribe(recorder);

        valueOf(recorder.completed);
        assertThat(recorder.elements).hasSize(ENTRIES);
        assertThat(recorder.concurrent).as("called by two threads at once").isFalse();
    }

    @Test
    void cancellingWithinOnSubscribeOrOnNextEndsIt() {
        Recorder atOnce = new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(10);
                subscription.cancel();
            }
        };
        files.list(dir).subscribe(atOnce);
        Recorder later = new Recorder() {
            @Override
            public void onNext(Path path) {
                super.onNext(path);
                subscription.cancel();
            }
        };
        files.list(dir).subscribe(later);
        later.subscription.request(Long.MAX_VALUE);

        await().untilAsserted(() -> assertThat(later.elements).hasSize(1));
        await().untilAsserted(() -> assertThat(disk.closed).hasValue(1));
        assertThat(atOnce.elements).isEmpty();
        assertThat(later.elements).hasSize(1);
        assertThat(later.completed).isNotDone();
    }

    @Test
    void requestingNothingIsAnError() {
        for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
            Recorder recorder = new Recorder();
            files.list(dir).subscribe(recorder);
            recorder.subscription.request(n);

            assertThat(Outcomes.failureOf(recorder.completed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3.9");
            recorder.subscription.request(1);
            assertThat(recorder.elements).isEmpty();
        }
    }

    @Test
    void aSubscriberThatThrowsIsCancelled() {
        Recorder recorder = new Recorder() {
            @Override
            public void onNext(Path path) {
                super.onNext(path);
                throw new IllegalStateException("expected by the test");
            }
        };
        files.list(dir).subscribe(recorder);
        recorder.subscription.request(Long.MAX_VALUE);

        await().untilAsserted(() -> assertThat(disk.closed).hasValue(1));
        assertThat(recorder.elements).hasSize(1);
        assertThat(recorder.completed).isNotDone();
    }

    @Test
    void cancellingWhileTheDirectoryIsBeingOpenedClosesIt() {
        disk.hang();
        Recorder recorder = new Recorder();
        files.list(dir).subscribe(recorder);
        recorder.subscription.request(1);
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));

        recorder.subscription.cancel();
        disk.gate.countDown();

        await().untilAsserted(() -> assertThat(disk.closed).hasValue(1));
        assertThat(recorder.elements).isEmpty();
    }

    @Test
    void cancellingTheListCancelsTheSubscription() {
        disk.hang();
        CompletableFuture<List<Path>> list = AsyncFiles.toList(files.list(dir));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));

        assertThat(list.cancel(true)).isTrue();
        disk.gate.countDown();

        await().untilAsserted(() -> assertThat(disk.closed).hasValue(1));
    }

    @Test
    void aHopThatIsRefusedFailsTheSubscriberAndClosesTheDirectory() {
        AsyncFileTemplate narrow = AsyncFileTemplate.builder()
                .engine(disk)
                .maxThreads(1)
                .queueCapacity(0)
                // Or a hop that fetches ahead would take the only place.
                .readAhead(0)
                .build();
        Recorder recorder = new Recorder();
        // Whoever hands out for too long goes on where futures complete: that must not be the worker that hangs.
        narrow.completeOn(Runnable::run).list(dir).subscribe(recorder);
        recorder.subscription.request(1);
        await().untilAsserted(() -> assertThat(recorder.elements).hasSize(1));
        await().untilAsserted(() -> assertThat(narrow.activeOperations() + narrow.queuedOperations())
                .isZero());
        disk.hang();
        CompletableFuture<?> hanging = AsyncFiles.toList(narrow.list(dir));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));

        recorder.subscription.request(Long.MAX_VALUE);

        assertThat(Outcomes.failureOf(recorder.completed)).isInstanceOf(FileOperationRejectedException.class);
        disk.gate.countDown();
        // Its next hop finds its own worker busy with handing out, and nowhere to wait.
        assertThat(Outcomes.failureOf(hanging)).isInstanceOf(FileOperationRejectedException.class);
        await().untilAsserted(() -> assertThat(disk.closed).hasValue(2));
        narrow.close();
    }

    @Test
    void anErrorInTheMiddleArrivesAfterWhatWasRead() {
        disk.failAfter = 300;
        Recorder recorder = new Recorder();
        files.list(dir).subscribe(recorder);
        recorder.subscription.request(Long.MAX_VALUE);

        assertThat(Outcomes.failureOf(recorder.completed)).hasMessageContaining("Input/output error");
        assertThat(recorder.elements).hasSize(300);
    }

    @Test
    void aStormOfCancelsLeavesNothingOpen() {
        Random random = new Random(20261122);
        for (int i = 0; i < 500; i++) {
            Recorder recorder = new Recorder();
            files.list(dir).subscribe(recorder);
            int requests = random.nextInt(4);
            for (int r = 0; r < requests; r++) {
                recorder.subscription.request(1 + random.nextInt(400));
            }
            if (random.nextBoolean()) {
                Thread.onSpinWait();
            }
            recorder.subscription.cancel();
        }
        await().untilAsserted(() -> assertThat(disk.closed).hasValue(disk.opened.get()));
        await().untilAsserted(() ->
                assertThat(files.activeOperations() + files.queuedOperations()).isZero());
    }

    private static class Recorder implements Flow.Subscriber<Path> {

        final List<Path> elements = new CopyOnWriteArrayList<>();
        final CompletableFuture<@Nullable Void> completed = new CompletableFuture<>();
        private final AtomicInteger inside = new AtomicInteger();
        volatile boolean concurrent;
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Path path) {
            concurrent |= inside.getAndIncrement() != 0;
            elements.add(path);
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {
            completed.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            completed.complete(null);
        }
    }

    /** Counts what is opened and closed, and can hang or fail. */
    private static final class CountingEngine implements FileEngine {

        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger read = new AtomicInteger();
        final AtomicInteger waiting = new AtomicInteger();
        final CountDownLatch gate = new CountDownLatch(1);
        volatile boolean hanging;
        volatile int failAfter = Integer.MAX_VALUE;

        void hang() {
            hanging = true;
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return new BlockingFileEngine().open(path, options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path path) throws IOException {
            DirectoryStream<Path> stream = Files.newDirectoryStream(path);
            opened.incrementAndGet();
            if (hanging) {
                waiting.incrementAndGet();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("Workers are never interrupted", e);
                }
            }
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    Iterator<Path> all = stream.iterator();
                    AtomicInteger mine = new AtomicInteger();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return all.hasNext();
                        }

                        @Override
                        public Path next() {
                            read.incrementAndGet();
                            if (mine.incrementAndGet() > failAfter) {
                                throw new java.nio.file.DirectoryIteratorException(
                                        new IOException("Input/output error"));
                            }
                            return all.next();
                        }
                    };
                }

                @Override
                public void close() throws IOException {
                    closed.incrementAndGet();
                    stream.close();
                }
            };
        }
    }
}

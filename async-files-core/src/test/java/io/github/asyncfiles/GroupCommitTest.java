// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that wait become one system call, and forces one force; and what a failure takes with it. */
class GroupCommitTest {

    private final RecordingDisk disk = new RecordingDisk();
    private final AsyncFileTemplate files =
            AsyncFileTemplate.builder().engine(disk).queueCapacity(100_000).build();

    @AfterEach
    void close() {
        disk.gate.countDown();
        files.close();
    }

    private AsyncFile open() {
        return valueOf(files.open(Path.of("file"), READ, WRITE, CREATE));
    }

    @Test
    void forcesThatWaitAreOneAndNoneIsReportedBeforeTheOneThatCoversIt() throws Exception {
        AsyncFile file = open();
        Queue<String> violations = new ConcurrentLinkedQueue<>();
        Queue<CompletableFuture<?>> all = new ConcurrentLinkedQueue<>();
        List<Thread> producers = new ArrayList<>();
        for (int p = 0; p < 64; p++) {
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 16; i++) {
                    CompletableFuture<Long> end = file.write(new byte[256]).thenApply(n -> disk.written.get());
                    all.add(file.force(false).thenAccept(nothing -> {
                        if (disk.forced.get() < end.join()) {
                            violations.add("written up to " + end.join() + ", forced up to " + disk.forced);
                        }
                    }));
                }
            });
            producers.add(producer);
            producer.start();
        }
        for (Thread producer : producers) {
            producer.join();
        }
        valueOf(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));

        assertThat(violations).isEmpty();
        assertThat(all).hasSize(1024);
        assertThat(disk.forces.get()).isLessThan(512);
        assertThat(disk.written).hasValue(1024 * 256);
        valueOf(file.close());
    }

    @Test
    void writesThatWaitAreGathered() {
        AsyncFile file = open();
        disk.hold();
        file.write(new byte[1]);
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        for (int i = 0; i < 500; i++) {
            file.write(new byte[100]);
        }
        CompletableFuture<Integer> large = file.write(new byte[100_000]);
        CompletableFuture<Integer> last = file.write(new byte[7]);
        disk.gate.countDown();

        assertThat(valueOf(large)).isEqualTo(100_000);
        assertThat(valueOf(last)).isEqualTo(7);
        assertThat(disk.writes).as("one held, one of 500, one large, one small").hasValue(4);
        assertThat(disk.written).hasValue(1 + 50_000 + 100_000 + 7);
        valueOf(file.close());
    }

    @Test
    void aWriteThatIsCancelledWhileItWaitsIsLeftOut() {
        AsyncFile file = open();
        disk.hold();
        file.write(new byte[1]);
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        file.write(new byte[10]);
        assertThat(file.write(new byte[100]).cancel(true)).isTrue();
        CompletableFuture<Integer> last = file.write(new byte[1000]);
        disk.gate.countDown();
        valueOf(last);
        assertThat(disk.written).hasValue(1011);
        valueOf(file.close());
    }

    @Test
    void aWriteThatFailsTakesWithItWhatWaitsBehindItAndNothingElse() {
        AsyncFile file = open();
        disk.hold();
        CompletableFuture<Integer> held = file.write(new byte[10]);
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        disk.spaceLeft = 25;
        CompletableFuture<Integer> fits = file.write(new byte[10]);
        CompletableFuture<Integer> doesNot = file.write(new byte[10]);
        CompletableFuture<byte[]> read = file.read(1);
        CompletableFuture<Integer> behind = file.write(new byte[1]);
        CompletableFuture<?> flush = file.flush();
        CompletableFuture<?> force = file.force(true);
        disk.gate.countDown();

        assertThat(valueOf(held)).isEqualTo(10);
        assertThat(valueOf(fits)).isEqualTo(10);
        Throwable first = failureOf(doesNot);
        assertThat(first).isInstanceOf(FileSystemException.class).hasMessage("file: No space left on device");
        for (CompletableFuture<?> failed : List.of(behind, flush, force)) {
            assertThat(failureOf(failed))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("A write before this one failed")
                    .hasRootCauseMessage("No space left on device");
        }
        assertThat(valueOf(read)).isEmpty();
        assertThat(valueOf(file.position())).as("after the bytes that fit").isEqualTo(25);
        disk.spaceLeft = Long.MAX_VALUE;
        assertThat(valueOf(file.write(new byte[5]))).as("later ones are tried").isEqualTo(5);
        valueOf(file.close());
    }

    @Test
    void aForceCalledBeforeAWriteThatFailsCoversWhatWasWrittenBeforeIt() {
        AsyncFile file = open();
        disk.hold();
        file.write(new byte[10]);
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        disk.spaceLeft = 20;
        CompletableFuture<Integer> fits = file.write(new byte[10]);
        CompletableFuture<?> covers = file.force(false);
        CompletableFuture<Integer> doesNot = file.write(new byte[10]);
        CompletableFuture<?> behind = file.force(false);
        disk.gate.countDown();

        assertThat(valueOf(fits)).isEqualTo(10);
        assertThat(failureOf(doesNot)).hasMessage("file: No space left on device");
        assertThat(failureOf(behind)).hasMessageContaining("A write before this one failed");
        assertThat(valueOf(covers)).isNull();
        assertThat(disk.forced).hasValue(20);
        valueOf(file.close());
    }

    @ParameterizedTest
    @ValueSource(classes = {IOException.class, IllegalStateException.class})
    void aForceThatFailsPoisonsTheFile(Class<? extends Exception> type) throws ReflectiveOperationException {
        Exception failure = type.getConstructor(String.class).newInstance("Input/output error");
        AsyncFile file = open();
        valueOf(file.write(new byte[10]));
        disk.forceFailure = failure;
        Throwable first = failureOf(file.force(false));
        assertThat(first).hasMessageContaining("Input/output error");
        disk.forceFailure = null;

        for (CompletableFuture<?> later :
                List.of(file.force(false), file.write(new byte[1]), file.write(ByteBuffer.allocate(1), 0))) {
            assertThat(failureOf(later))
                    .hasMessageContaining("What was written may be lost")
                    .hasRootCauseMessage("Input/output error");
        }
        assertThat(disk.forces).as("never tried again").hasValue(1);
        assertThat(valueOf(file.read(1))).as("reading is fine").isEmpty();
        valueOf(file.close());
    }

    @Test
    void whatIsCalledWhenAWriteHasFailedIsTried() {
        AsyncFile file = open();
        disk.spaceLeft = 0;
        AtomicInteger tries = new AtomicInteger();
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        disk.hold();
        CompletableFuture<Integer> held = file.write(new byte[1]);
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        for (int i = 0; i < 3; i++) {
            results.add(file.write(new byte[1]).exceptionallyCompose(failure -> {
                tries.incrementAndGet();
                disk.spaceLeft = Long.MAX_VALUE;
                return file.write(new byte[1]);
            }));
        }
        disk.gate.countDown();

        assertThat(failureOf(held)).hasMessageContaining("No space left");
        results.forEach(result -> assertThat(valueOf(result)).isEqualTo(1));
        assertThat(tries).hasValue(3);
        valueOf(file.close());
    }

    @Test
    void theBytesOfWritesAreCounted() {
        List<Long> counted = new ArrayList<>();
        AsyncFileObserver observer = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                if (operation.operation() == FileOperation.WRITE) {
                    counted.add(operation.bytesWritten());
                }
            }
        };
        try (AsyncFileTemplate observed =
                AsyncFileTemplate.builder().engine(disk).observer(observer).build()) {
            valueOf(observed.withFile(Path.of("file"), file -> file.write(new byte[7]), WRITE, CREATE));
            valueOf(observed.withTextFile(
                    Path.of("file"), TextFormat.UTF_8, file -> file.write("three"), WRITE, CREATE));
        }
        assertThat(counted).containsExactly(7L, 5L);
    }

    @Test
    void whatBreaksTheServingItselfLeavesNoFutureBehind() {
        AsyncFile file = open();
        FileQueue queue = ((OpenFile) file).queue();
        disk.hold();
        CompletableFuture<Integer> served = file.write(new byte[1]);
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        queue.add(new Step<>(queue, FileOperation.FLUSH, operation -> null) {
            @Override
            void released() {
                super.released();
                throw new OutOfMemoryError("planted");
            }
        });
        CompletableFuture<Integer> behind = file.write(new byte[1]);
        CompletableFuture<?> closed = file.close();
        disk.gate.countDown();

        assertThat(valueOf(served)).isEqualTo(1);
        assertThat(failureOf(behind)).hasMessage("planted");
        valueOf(closed);
        assertThat(disk.closed).hasValue(1);
        assertThat(files.queuedOperations()).isZero();
    }

    @Test
    void aHungFileIsBoundedTimedOutAndClosedWithTheTemplate() {
        AsyncFileTemplate narrow = AsyncFileTemplate.builder()
                .engine(disk)
                .maxThreads(1)
                .queueCapacity(10)
                .build();
        AsyncFile file = valueOf(narrow.open(Path.of("file"), WRITE, CREATE));
        disk.hold();
        List<CompletableFuture<Integer>> accepted = new ArrayList<>();
        accepted.add(file.write(new byte[1]));
        await().untilAsserted(() -> assertThat(disk.writes).hasValue(1));
        CompletableFuture<Integer> next = file.write(new byte[1]);
        while (!next.isDone()) {
            accepted.add(next);
            next = file.write(new byte[1]);
        }
        assertThat(failureOf(next)).isInstanceOf(FileOperationRejectedException.class);
        assertThat(accepted).hasSizeBetween(9, 11);

        List<UnfinishedOperation> unfinished = narrow.close(java.time.Duration.ofMillis(50));

        assertThat(unfinished).hasSize(accepted.size());
        assertThat(accepted).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(disk.closed)
                .as("closing in the middle of a call that hangs would hang too")
                .hasValue(0);
        disk.gate.countDown();
        await().untilAsserted(() -> assertThat(disk.closed).hasValue(1));
    }

    /** A file in no memory: it counts. */
    private static final class RecordingDisk implements FileEngine {

        final AtomicInteger writes = new AtomicInteger();
        final AtomicInteger forces = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicLong written = new AtomicLong();
        final AtomicLong forced = new AtomicLong();
        final CountDownLatch gate = new CountDownLatch(1);
        volatile boolean held;
        volatile @Nullable Exception forceFailure;
        volatile long spaceLeft = Long.MAX_VALUE;

        void hold() {
            held = true;
        }

        @Override
        public String name() {
            return "recording";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
            return new FileHandle() {
                @Override
                public int read(ByteBuffer target, long position) {
                    return -1;
                }

                @Override
                public int write(ByteBuffer source, long position) throws IOException {
                    writes.incrementAndGet();
                    if (held) {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError("Workers are never interrupted", e);
                        }
                    }
                    int count = (int) Math.min(source.remaining(), spaceLeft - position);
                    if (count <= 0) {
                        throw new IOException("No space left on device");
                    }
                    source.position(source.position() + count);
                    written.addAndGet(count);
                    return count;
                }

                @Override
                public long size() {
                    return written.get();
                }

                @Override
                public void truncate(long size) {}

                @Override
                public void force(boolean metaData) throws IOException {
                    long covers = written.get();
                    forces.incrementAndGet();
                    if (forceFailure instanceof RuntimeException failure) {
                        throw failure;
                    } else if (forceFailure instanceof IOException failure) {
                        throw failure;
                    }
                    forced.accumulateAndGet(covers, Math::max);
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads, queue and closing are bounded, on a disk that hangs. */
class BoundsTest {

    private final GatedEngine disk = new GatedEngine();

    @AfterEach
    void openTheGate() {
        disk.open();
    }

    @Test
    void aHungDiskFillsThreadsThenQueueThenRefusesAndClosingIsBounded() {
        int capacity = 10;
        AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine(disk).queueCapacity(capacity).build();
        List<CompletableFuture<?>> hanging = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            hanging.add(files.size(Path.of("hung" + i)));
        }
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(64));
        assertThat(files.activeOperations()).isEqualTo(64);

        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < capacity; i++) {
            waiting.add(files.exists(Path.of("other" + i)));
        }
        assertThat(files.queuedOperations()).isEqualTo(capacity);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        CompletableFuture<?> refused = files.exists(Path.of("one-too-many"));
        assertThat(refused).isDone();
        assertThat(failureOf(refused))
                .isInstanceOf(FileOperationRejectedException.class)
                .hasMessage("one-too-many: exists refused: 10 operations are waiting");

        long start = System.nanoTime();
        List<UnfinishedOperation> stuck = files.close(Duration.ofSeconds(2));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500));
        assertThat(stuck).hasSize(64 + capacity);
        assertThat(stuck).filteredOn(UnfinishedOperation::started).hasSize(64).allSatisfy(operation -> {
            assertThat(operation.operation()).isEqualTo(FileOperation.SIZE);
            assertThat(operation.path().toString()).startsWith("hung");
            assertThat(operation.age()).isGreaterThan(Duration.ofSeconds(2));
        });
        assertThat(hanging)
                .allSatisfy(future -> assertThat(failureOf(future)).isInstanceOf(FileOperationTimeoutException.class));
        assertThat(waiting)
                .allSatisfy(future -> assertThat(failureOf(future)).isInstanceOf(FileOperationRejectedException.class));
        assertThat(disk.interrupts).hasValue(0);
    }

    @Test
    void aClosingThatHangsIsNamedAndHoldsUpNobody() {
        CountDownLatch hung = new CountDownLatch(1);
        FileEngine engine = new FileEngine() {
            @Override
            public String name() {
                return "hangs on closing";
            }

            @Override
            public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
                return new FileHandle() {
                    @Override
                    public int read(ByteBuffer target, long position) {
                        return -1;
                    }

                    @Override
                    public int write(ByteBuffer source, long position) {
                        return 0;
                    }

                    @Override
                    public long size() {
                        return 0;
                    }

                    @Override
                    public void truncate(long size) {}

                    @Override
                    public void force(boolean metaData) {}

                    @Override
                    public void close() {
                        try {
                            hung.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError("Workers are never interrupted", e);
                        }
                    }
                };
            }
        };
        AsyncFileTemplate files = AsyncFileTemplate.builder().engine(engine).build();
        valueOf(files.open(Path.of("file")));
        List<UnfinishedOperation> unfinished =
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> files.close(Duration.ofMillis(100)));
        assertThat(unfinished)
                .singleElement()
                .satisfies(operation -> assertThat(operation.operation()).isEqualTo(FileOperation.CLOSE));
        hung.countDown();
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
    }

    @Test
    void workThatWasAcceptedIsDoneBeforeClosingReturns() {
        AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine(disk).maxThreads(2).build();
        List<CompletableFuture<Long>> accepted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            accepted.add(files.size(Path.of("file")));
        }
        CompletableFuture<List<UnfinishedOperation>> closing =
                CompletableFuture.supplyAsync(() -> files.close(Duration.ofSeconds(20)));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(2));
        disk.open();

        assertThat(valueOf(closing)).isEmpty();
        assertThat(accepted).allSatisfy(future -> assertThat(future).isCompletedWithValue(42L));
    }

    @Test
    void allThreadsStartBeforeAnythingWaitsAndNoMore() {
        try (AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(disk)
                .maxThreads(7)
                .threadNamePrefix("bound-")
                .build()) {
            for (int i = 0; i < 20; i++) {
                files.size(Path.of("file"));
            }
            await().untilAsserted(() -> assertThat(disk.waiting).hasValue(7));
            assertThat(threads("bound-")).hasSize(7).allMatch(Thread::isDaemon);
            assertThat(files.queuedOperations()).isEqualTo(13);
            disk.open();
        }
    }

    @Test
    void idleThreadsEndAfterTheKeepAliveAndComeBackOnDemand() {
        try (AsyncFileTemplate files = AsyncFileTemplate.builder()
                .keepAlive(Duration.ofMillis(20))
                .threadNamePrefix("brief-")
                .build()) {
            valueOf(files.exists(Path.of(".")));
            await().untilAsserted(() -> assertThat(threads("brief-")).isEmpty());
            assertThat(valueOf(files.exists(Path.of(".")))).isTrue();
        }
        await().untilAsserted(() -> assertThat(threads("brief-")).isEmpty());
    }

    @Test
    void tenThousandQueuedOperationsCostLittleMemory() {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AsyncFileTemplate files = AsyncFileTemplate.builder().engine(disk).build();
        Path path = Path.of("file");
        for (int i = 0; i < 64; i++) {
            files.size(path);
        }
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(64));

        long before = memory.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            files.readString(path);
        }
        long bytes = memory.getCurrentThreadAllocatedBytes() - before;

        System.getLogger("bounds").log(System.Logger.Level.INFO, "10,000 queued operations allocate {0} bytes", bytes);
        assertThat(bytes).isLessThan(10_000_000);
        files.close(Duration.ZERO);
    }

    @Test
    void cancellingFreesThePlaceAtOnceAndTheOperationNeverRuns() {
        AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(disk)
                .maxThreads(1)
                .queueCapacity(1)
                .build();
        files.size(Path.of("hung"));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));
        CompletableFuture<Long> cancelled = files.size(Path.of("cancelled"));
        assertThat(failureOf(files.size(Path.of("refused")))).isInstanceOf(FileOperationRejectedException.class);

        assertThat(cancelled.cancel(true)).isTrue();

        assertThat(files.queuedOperations()).isZero();
        CompletableFuture<Long> next = files.size(Path.of("next"));
        disk.open();
        assertThat(valueOf(next)).isEqualTo(42);
        assertThat(disk.asked).containsExactly(Path.of("hung"), Path.of("next"));
        assertThat(disk.interrupts).hasValue(0);
        files.close();
    }

    @Test
    void anExecutorThatRefusesFailsTheOperation() {
        RejectedExecutionException refusal = new RejectedExecutionException("shut down");
        try (AsyncFileTemplate files = AsyncFileTemplate.builder()
                .executor(task -> {
                    throw refusal;
                })
                .build()) {
            assertThat(failureOf(files.isHidden(Path.of("."))))
                    .isInstanceOf(FileOperationRejectedException.class)
                    .hasCause(refusal);
            assertThat(files.queuedOperations()).isZero();
        }
    }

    @Test
    void anExecutorThatRunsOnTheCallerMakesEverythingComplete() {
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().executor(Runnable::run).build()) {
            assertThat(files.exists(Path.of("."))).isCompletedWithValue(true);
            // One inside the other, as a callback would.
            assertThat(files.exists(Path.of(".")).thenCompose(there -> files.isDirectory(Path.of("."))))
                    .isCompletedWithValue(true);
            assertThat(AsyncFiles.toList(files.list(Path.of(".")))).isDone();
        }
    }

    @Test
    void aBorrowedExecutorNeverLendsMoreThreadsThanAllowed() {
        Set<Thread> borrowed = ConcurrentHashMap.newKeySet();
        AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(disk)
                .maxThreads(3)
                .executor(task -> {
                    Thread thread = new Thread(task);
                    borrowed.add(thread);
                    thread.start();
                })
                .build();
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(files.size(Path.of("file")));
        }
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(3));
        assertThat(borrowed).hasSize(3);
        disk.open();
        assertThat(all).allSatisfy(future -> assertThat(valueOf(future)).isEqualTo(42));
        files.close();
    }

    private static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.internal.ForwardingHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a template tells of itself: what it is at, what is open, what is slow. */
class InspectionTest {

    private final GatedEngine disk = new GatedEngine();
    private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
    private volatile boolean isLogBroken;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getMessage().startsWith("Slow")) {
                logged.add(entry);
                if (isLogBroken) {
                    throw new IllegalStateException("A log that is broken");
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path dir;

    @AfterEach
    void openTheGate() {
        disk.open();
        Logger.getLogger("io.github.asyncfiles").removeHandler(handler);
    }

    private AsyncFileTemplateBuilder template() {
        return AsyncFileTemplate.builder().engine(disk).maxThreads(2);
    }

    @Test
    void whatIsNotDoneIsListedTheOldestFirst() {
        try (AsyncFileTemplate files = template().build()) {
            assertThat(files.unfinishedOperations()).isEmpty();
            CompletableFuture<?> cancelled = files.size(Path.of("first"));
            await().until(() -> disk.waiting.get() == 1);
            files.size(Path.of("second"));
            await().until(() -> disk.waiting.get() == 2);
            files.exists(Path.of("third"));
            cancelled.cancel(false);

            List<UnfinishedOperation> found = files.unfinishedOperations();

            assertThat(found)
                    .extracting(UnfinishedOperation::path)
                    .containsExactly(Path.of("first"), Path.of("second"), Path.of("third"));
            assertThat(found).extracting(UnfinishedOperation::started).containsExactly(true, true, false);
            assertThat(found)
                    .extracting(UnfinishedOperation::operation)
                    .containsExactly(FileOperation.SIZE, FileOperation.SIZE, FileOperation.EXISTS);
            disk.open();
            await().untilAsserted(() -> assertThat(files.unfinishedOperations()).isEmpty());
        }
    }

    @Test
    void waitingForAWorkerIsNotBeingStuck() {
        try (AsyncFileTemplate files = template().build()) {
            files.size(Path.of("first"));
            files.size(Path.of("second"));
            files.size(Path.of("waits"));
            await().until(() -> disk.waiting.get() == 2);
            Duration age = Duration.ofMillis(20);

            await().untilAsserted(() -> assertThat(files.unfinishedOperations())
                    .allSatisfy(operation -> assertThat(operation.age()).isGreaterThan(age))
                    .extracting(operation -> operation.isStuck(age))
                    .containsExactly(true, true, false));

            assertThat(files.unfinishedOperations().get(2).running()).isZero();
            assertThat(files.queuedOperations()).isEqualTo(1);
            disk.open();
        }
    }

    @Test
    void aStepOfAFileThatHangsIsToldAlsoWhenNobodyWaitsForItAnyMore() throws IOException {
        Path path = Files.createFile(dir.resolve("file"));
        CountDownLatch gate = new CountDownLatch(1);
        FileEngine hanging = new HangingFiles(gate);
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine(hanging).maxThreads(2).build()) {
            AsyncFile file = valueOf(files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
            CompletableFuture<Integer> write = file.write(new byte[1]);
            await().until(() -> files.activeOperations() == 1);
            CompletableFuture<?> next = file.force(true);
            write.cancel(false);

            assertThat(files.unfinishedOperations())
                    .extracting(UnfinishedOperation::operation, UnfinishedOperation::started)
                    .containsExactly(tuple(FileOperation.WRITE, true), tuple(FileOperation.FORCE, false));
            assertThat(files.queuedOperations()).isEqualTo(1);

            gate.countDown();
            await().until(next::isDone);
            valueOf(file.close());
            await().untilAsserted(() -> assertThat(files.unfinishedOperations()).isEmpty());
        }
    }

    @Test
    void aClosingThatHangsIsTold() throws IOException {
        Path path = Files.createFile(dir.resolve("file"));
        CountDownLatch gate = new CountDownLatch(1);
        FileEngine hanging = new HangingFiles(gate);
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine(hanging).build()) {
            AsyncFile file = valueOf(files.open(path));

            CompletableFuture<?> closing = file.close();

            await().untilAsserted(() -> assertThat(files.unfinishedOperations())
                    .singleElement()
                    .satisfies(operation -> {
                        assertThat(operation.operation()).isEqualTo(FileOperation.CLOSE);
                        assertThat(operation.path()).isEqualTo(path);
                        assertThat(operation.isStuck(Duration.ofNanos(1))).isTrue();
                    }));
            gate.countDown();
            await().until(closing::isDone);
            await().untilAsserted(() -> assertThat(files.unfinishedOperations()).isEmpty());
        }
    }

    /** Opens files that hang. */
    private record HangingFiles(CountDownLatch gate) implements FileEngine {

        @Override
        public String name() {
            return "hanging files";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return new HangingHandle(new BlockingFileEngine().open(path, options, attributes), gate);
        }
    }

    /** Writes and closes when the gate opens. */
    private static final class HangingHandle extends ForwardingHandle {

        private final CountDownLatch gate;

        HangingHandle(FileHandle file, CountDownLatch gate) {
            super(file);
            this.gate = gate;
        }

        private void pass() throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            pass();
            return super.write(source, position);
        }

        @Override
        public void close() throws IOException {
            pass();
            super.close();
        }
    }

    @Test
    void aFutureThatIsKeptKeepsNothingElse() {
        ReferenceQueue<Object> gone = new ReferenceQueue<>();
        List<WeakReference<Object>> given = new ArrayList<>();
        AsyncFileTemplate files = AsyncFileTemplate.builder()
                .inlineLimit(0)
                .callerContext(() -> {
                    Object held = new Object();
                    given.add(new WeakReference<>(held, gone));
                    return task -> {
                        task.run();
                        Reference.reachabilityFence(held);
                    };
                })
                .build();
        try (files) {
            CompletableFuture<Boolean> kept = files.exists(dir);
            valueOf(kept);
            await().until(() -> {
                System.gc();
                return gone.poll() != null;
            });
            assertThat(given).hasSize(1);
            assertThat(kept).isDone();
        }
    }

    @Test
    void whatIsOpenIsListedWithWhereItWasOpenedIfThatIsKnown() throws IOException {
        Path path = Files.createFile(dir.resolve("file"));
        try (AsyncFileTemplate files = template().leakDetection(true).build();
                AsyncFileTemplate careless = template().build()) {
            AsyncFile file = valueOf(files.open(path));
            valueOf(careless.openText(path));

            assertThat(files.openHandles()).singleElement().satisfies(handle -> {
                assertThat(handle.path()).isEqualTo(path);
                assertThat(handle.age()).isPositive();
                assertThat(handle.openedAt())
                        .extracting(StackTraceElement::getClassName)
                        .contains(InspectionTest.class.getName());
            });
            assertThat(careless.openHandles())
                    .singleElement()
                    .satisfies(handle -> assertThat(handle.openedAt()).isEmpty());
            valueOf(file.close());
            assertThat(files.openHandles()).isEmpty();
        }
    }

    @Test
    void whatIsSlowIsToldOnceWithWhatItsWorkerIsAt() {
        Logger.getLogger("io.github.asyncfiles").addHandler(handler);
        Queue<SlowOperation> slow = new ConcurrentLinkedQueue<>();
        AsyncFileTemplate files = template()
                .slowOperationThreshold(Duration.ofMillis(400))
                .observer(new AsyncFileObserver() {
                    @Override
                    public void operationIsSlow(SlowOperation operation) {
                        slow.add(operation);
                        throw new IllegalStateException("An observer that throws");
                    }
                })
                .build();
        try (files) {
            IntStream.range(0, 2).forEach(i -> files.size(Path.of("hung" + i)));
            await().until(() -> files.activeOperations() == 2);
            IntStream.range(2, 20).forEach(i -> files.size(Path.of("hung" + i)));
            await().untilAsserted(() -> assertThat(slow).hasSize(20));
            // Once more it has looked, and found none of them new.
            files.size(Path.of("later"));
            await().untilAsserted(() -> assertThat(slow).hasSize(21));

            assertThat(slow)
                    .filteredOn(each -> each.operation().started())
                    .hasSize(2)
                    .allSatisfy(each -> {
                        assertThat(each.operation().age()).isGreaterThanOrEqualTo(Duration.ofMillis(400));
                        assertThat(each.stack())
                                .extracting(StackTraceElement::getClassName)
                                .contains(GatedEngine.class.getName());
                    });
            assertThat(slow)
                    .filteredOn(each -> !each.operation().started())
                    .allSatisfy(each -> assertThat(each.stack()).isEmpty());
            assertThat(logged)
                    .extracting(LogRecord::getMessage)
                    .anySatisfy(message -> assertThat(message)
                            .startsWith("Slow: size of hung")
                            .contains(
                                    ", running for ", " ms, on async-files-", "\n\tat ", GatedEngine.class.getName()));
            // Ten of the twenty, what is left of them as one, and the later one.
            assertThat(logged).hasSizeBetween(3, 22);
            disk.open();
        }
    }

    @Test
    void aLogThatIsBrokenDoesNotEndTheTimer() {
        Logger.getLogger("io.github.asyncfiles").addHandler(handler);
        isLogBroken = true;
        AsyncFileTemplate files = template()
                .slowOperationThreshold(Duration.ofMillis(20))
                .timeout(Duration.ofMillis(200))
                .build();
        try (files) {
            assertThat(Outcomes.failureOf(files.size(Path.of("hung"))))
                    .isInstanceOf(FileOperationTimeoutException.class);
            assertThat(logged).isNotEmpty();
            disk.open();
        }
    }

    @Test
    void withoutAThresholdNobodyLooks() {
        try (AsyncFileTemplate files = template().threadNamePrefix("unwatched-").build()) {
            valueOf(files.exists(dir));

            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("unwatched-timer");
        }
    }

    @Test
    void theFlightRecorderKeepsWhatTookLong() throws Exception {
        Path absent = dir.resolve("absent");
        Path recorded = dir.resolve("recording.jfr");
        try (Recording recording = new Recording();
                AsyncFileTemplate files =
                        AsyncFileTemplate.builder().engine("portable").build()) {
            recording.enable("io.github.asyncfiles.FileOperation").withThreshold(Duration.ZERO);
            recording.start();
            valueOf(files.writeString(dir.resolve("file"), "content"));
            assertThat(files.size(absent)).failsWithin(Duration.ofSeconds(10));
            recording.stop();
            recording.dump(recorded);
        }
        // Each thread has a buffer of its own, written in any order.
        List<RecordedEvent> events = RecordingFile.readAllEvents(recorded).stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();

        assertThat(events).hasSize(2);
        assertThat(events).first().satisfies(event -> {
            assertThat(event.getString("operation")).isEqualTo("writeString");
            assertThat(event.getString("path")).isEqualTo(dir.resolve("file").toString());
            assertThat(event.getString("outcome")).isEqualTo("success");
            assertThat(event.getLong("bytesWritten")).isEqualTo(7);
            assertThat(event.getDuration()).isPositive().isGreaterThanOrEqualTo(event.getDuration("queued"));
        });
        assertThat(events).last().satisfies(event -> {
            assertThat(event.getString("outcome")).isEqualTo("error");
            assertThat(event.getString("exception")).isEqualTo("java.nio.file.NoSuchFileException");
        });
    }
}

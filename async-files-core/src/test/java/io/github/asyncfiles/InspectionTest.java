// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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

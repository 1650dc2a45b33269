// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.failureOf;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.TailEvent.Line;
import io.github.asyncfiles.TailEvent.Rotated;
import io.github.asyncfiles.TailEvent.Truncated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Following a file: what is delivered when, and what it survives. */
class TailTest {

    @TempDir
    Path dir;

    private final AtomicLong read = new AtomicLong();
    private final AsyncFileTemplate files = AsyncFileTemplate.builder()
            .observer(new AsyncFileObserver() {
                @Override
                public void operationCompleted(CompletedOperation operation) {
                    read.addAndGet(operation.bytesRead());
                }
            })
            .build();
    private Path log;
    private Recorder<TailEvent> tail;

    @BeforeEach
    void create() {
        log = dir.resolve("app.log");
    }

    @AfterEach
    void nothingIsLeft() {
        if (tail != null) {
            tail.subscription.cancel();
        }
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("async-files-watch")));
        assertThat(tail == null || !tail.concurrent).isTrue();
    }

    private void follow(TailFrom from) {
        tail = Recorder.of(files.tail(log, from)).request(Long.MAX_VALUE);
    }

    private void awaitEvents(Object... events) {
        await().untilAsserted(() -> assertThat(tail.elements.stream()
                        .map(event -> event instanceof Line line ? line.text() : event)
                        .toList())
                .containsExactly(events));
    }

    /** It has looked at what is there, and waits. */
    private void awaitRest() {
        await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, APPEND, StandardOpenOption.CREATE);
    }

    @Test
    void linesAreDeliveredWhenTheyAreComplete() throws IOException {
        append("one\ntwo\r\nthr");
        follow(TailFrom.beginning());
        awaitEvents("one", "two");
        append("ee");
        append("\n\n");
        awaitEvents("one", "two", "three", "");
        assertThat(tail.elements.get(2)).isEqualTo(new Line("three", 9, 15));
    }

    @ParameterizedTest
    @CsvSource({"0,-", "1,d", "2,c|d", "3,b|c|d", "4,a|b|c|d", "5,a|b|c|d", "9223372036854775807,a|b|c|d"})
    void theLastLinesComeFirst(long lines, String expected) throws IOException {
        append("a\nb\nc\nd\n");
        follow(TailFrom.lastLines(lines));
        awaitRest();
        append("e\n");
        awaitEvents((Object[]) (expected.equals("-") ? "e" : expected + "|e").split("\\|"));
    }

    @Test
    void theLastLinesOfALongFileAreFoundFromItsEnd() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        append(text + "begun");
        tail = Recorder.of(files.tail(log, TailFrom.lastLines(20_000))).request(Long.MAX_VALUE);
        await().until(() -> tail.elements.size() == 20_000);
        assertThat(((Line) tail.elements.get(0)).text()).isEqualTo("line 80000");
        append(" and ended\n");
        await().until(() -> tail.elements.size() == 20_001);
        assertThat(((Line) tail.elements.get(20_000)).text()).isEqualTo("begun and ended");
    }

    @Test
    void fromTheEndOnlyWhatIsNewIsDelivered() throws IOException {
        append("old\n");
        tail = new Recorder<>();
        files.tail(log, TailFrom.end()).subscribe(tail);
        append("old, too\nbeg");
        tail.request(1);
        // It begins at its first request: then it has looked, and waits.
        awaitRest();
        append("un\nnew\n");
        tail.request(Long.MAX_VALUE);
        awaitEvents("begun", "new");
    }

    @Test
    void fromAPositionItGoesOnWhereAnotherHasStopped() throws IOException {
        append("one\ntwo\n");
        follow(TailFrom.position(4));
        awaitEvents("two");
    }

    @Test
    void aFileThatDoesNotExistIsWaitedForAndReadFromItsBeginning() throws IOException {
        follow(TailFrom.end());
        awaitRest();
        append("first\n");
        awaitEvents("first");
    }

    @Test
    void aDirectoryThatDoesNotExistIsWaitedForToo() throws IOException {
        log = dir.resolve("logs").resolve("app.log");
        follow(TailFrom.beginning());
        awaitRest();
        Files.createDirectory(log.getParent());
        append("first\n");
        awaitEvents("first");
    }

    @Test
    void aPathWithoutADirectoryIsInTheWorkingDirectory() throws IOException {
        log = Path.of("tail-test-" + System.nanoTime() + ".log");
        Path rotated = Path.of(log + ".1");
        try {
            append("one\n");
            follow(TailFrom.beginning());
            awaitEvents("one");
            Files.move(log, rotated);
            append("two\n");
            awaitEvents("one", new Rotated(4), "two");
        } finally {
            Files.deleteIfExists(log);
            Files.deleteIfExists(rotated);
        }
    }

    @Test
    void aFileThatIsRenamedIsReadToItsEndFirst() throws IOException {
        append("one\n");
        follow(TailFrom.beginning());
        awaitEvents("one");
        try (FileChannel old = FileChannel.open(log, APPEND)) {
            Files.move(log, dir.resolve("app.log.1"));
            Files.createFile(log);
            // The writer goes on in the old file until it is told.
            old.write(ByteBuffer.wrap("two\nthree".getBytes(StandardCharsets.UTF_8)));
            awaitEvents("one", "two");
            old.write(ByteBuffer.wrap("\nthe end".getBytes(StandardCharsets.UTF_8)));
        }
        append("four\n");
        awaitEvents("one", "two", "three", "the end", new Rotated(21), "four");
    }

    @Test
    void filesThatWereRenamedUnseenAreReadInTheirOrder() throws IOException {
        append("0\n");
        tail = new Recorder<>();
        files.tail(log, TailFrom.beginning()).subscribe(tail);
        tail.request(1);
        awaitEvents("0");
        awaitRest();
        for (int i = 1; i <= 12; i++) {
            Files.move(log, dir.resolve("app.log." + i));
            append(i + "\n");
        }
        tail.request(Long.MAX_VALUE);
        await().until(() -> tail.elements.size() >= 25);
        assertThat(lines(tail.elements))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
    }

    @Test
    void copiesAndStrangersAreNotTakenForWhatWasWrittenNext() throws IOException {
        append("0\n");
        follow(TailFrom.beginning());
        awaitEvents("0");
        Files.copy(log, dir.resolve("app.log.bak"));
        Files.writeString(dir.resolve("app.log.2.gz"), "compressed");
        for (String stranger : List.of(
                "other.log", "app-error.log", "application.log", "app2.log", "app-2.log", "app.log.pos", "app.logs")) {
            Files.writeString(dir.resolve(stranger), "stranger\n");
        }
        // Nor does what cannot be looked at matter.
        Files.createSymbolicLink(dir.resolve("app.log.9"), Path.of("app.log.9"));
        Files.move(log, dir.resolve("app.log.1"));
        append("1\n");
        awaitEvents("0", new Rotated(2), "1");
    }

    @Test
    void aFileThatIsDeletedIsReadToItsEndAndItsSuccessorFollows() throws IOException {
        append("one\n");
        follow(TailFrom.beginning());
        awaitEvents("one");
        append("two\nlast");
        Files.delete(log);
        append("three\n");
        awaitEvents("one", "two", "last", new Rotated(12), "three");
    }

    @Test
    void aFileThatIsEmptiedBeginsAgain() throws IOException {
        append("one\ntwo\n");
        follow(TailFrom.beginning());
        awaitEvents("one", "two");
        Files.writeString(log, "");
        awaitEvents("one", "two", new Truncated(8));
        append("three\n");
        awaitEvents("one", "two", new Truncated(8), "three");
    }

    @Test
    void aFileThatIsEmptiedAndWrittenBeyondWhereItWasReadIsNoticed() throws IOException {
        append("one\ntwo\n");
        tail = Recorder.of(files.tail(log, TailFrom.beginning())).request(2);
        awaitEvents("one", "two");
        awaitRest();
        Files.writeString(log, "a new beginning\nthat is longer\n");
        tail.request(Long.MAX_VALUE);
        awaitEvents("one", "two", new Truncated(8), "a new beginning", "that is longer");
    }

    @Test
    void aFileThatIsWrittenAnewWithTheSameSizeIsNoticed() throws IOException {
        append("one\ntwo\n");
        follow(TailFrom.beginning());
        awaitEvents("one", "two");
        Files.writeString(log, "six\nten\n");
        awaitEvents("one", "two", new Truncated(8), "six", "ten");
    }

    @Test
    void aFileThatIsShortenedRepeatsNothing() throws IOException {
        append("one\ntwo\nthree\n");
        follow(TailFrom.beginning());
        awaitEvents("one", "two", "three");
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            // In the middle of a line.
            channel.truncate(6);
        }
        awaitEvents("one", "two", "three", new Truncated(14));
        append(" garbled\nfour\n");
        awaitEvents("one", "two", "three", new Truncated(14), "four");
    }

    @Test
    void aHoleThatAWriterLeavesAfterATruncationIsSkipped() throws IOException {
        try (FileChannel writer = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writer.write(ByteBuffer.wrap("one\n".repeat(50_000).getBytes(StandardCharsets.UTF_8)));
            tail = Recorder.of(files.tail(log, TailFrom.lastLines(1))).request(Long.MAX_VALUE);
            awaitEvents("one");
            Files.write(log, new byte[0]);
            // Where it was before.
            writer.write(ByteBuffer.wrap("two\n".getBytes(StandardCharsets.UTF_8)));
            awaitEvents("one", new Truncated(200_000), "two");
        }
    }

    @Test
    void aFileThatIsEmptiedInAnyCharsetBeginsAgain() throws IOException {
        for (String name : List.of("UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "IBM1047")) {
            Charset charset = Charset.forName(name);
            Files.write(log, "eins\nzwei\n".getBytes(charset));
            tail = Recorder.of(files.tail(log, TailFrom.beginning(), TextFormat.of(charset)))
                    .request(Long.MAX_VALUE);
            await().until(() -> tail.elements.size() == 2);
            Files.write(log, "andere\nZeilen\n".getBytes(charset));
            await().untilAsserted(() ->
                    assertThat(lines(tail.elements)).as(name).containsExactly("eins", "zwei", "andere", "Zeilen"));
            assertThat(tail.elements.get(2)).isInstanceOf(Truncated.class);
            tail.subscription.cancel();
        }
    }

    @Test
    void aFileThatIsEmptiedBeforeAnythingWasReadOfItIsReported() throws IOException {
        try (AsyncFileTemplate onDemand =
                AsyncFileTemplate.builder().readAhead(0).build()) {
            append("a1\n");
            Recorder<TailEvent> slow =
                    Recorder.of(onDemand.tail(log, TailFrom.beginning())).request(1);
            await().until(() -> slow.elements.size() == 1);
            Files.move(log, dir.resolve("app.log.1"));
            append("b1\n");
            slow.request(1);
            await().until(() -> slow.elements.size() == 2);
            await().until(() -> onDemand.activeOperations() + onDemand.queuedOperations() == 0);
            Files.writeString(log, "c1\n");
            slow.request(Long.MAX_VALUE);
            await().untilAsserted(() -> assertThat(slow.elements).hasSize(4));
            assertThat(slow.elements)
                    .containsExactly(new Line("a1", 0, 3), new Rotated(3), new Truncated(0), new Line("c1", 0, 3));
            slow.subscription.cancel();
        }
    }

    @Test
    void aDirectoryThatGoesAndComesIsWatchedAgain() throws IOException {
        log = Files.createDirectory(dir.resolve("logs")).resolve("app.log");
        append("one\n");
        follow(TailFrom.beginning());
        awaitEvents("one");
        Files.delete(log);
        Files.delete(log.getParent());
        awaitRest();
        Files.createDirectory(log.getParent());
        append("two\n");
        awaitEvents("one", new Rotated(4), "two");
        append("three\n");
        awaitEvents("one", new Rotated(4), "two", "three");
    }

    @Test
    void aSymbolicLinkThatIsTurnedIsARotation() throws IOException {
        Files.writeString(dir.resolve("a"), "one\n");
        Files.createSymbolicLink(log, Path.of("a"));
        follow(TailFrom.beginning());
        awaitEvents("one");
        Files.writeString(dir.resolve("b"), "two\n");
        Files.createSymbolicLink(dir.resolve("turned"), Path.of("b"));
        Files.move(dir.resolve("turned"), log, StandardCopyOption.REPLACE_EXISTING);
        awaitEvents("one", new Rotated(4), "two");
    }

    @Test
    void everyCharsetHasLines() throws IOException {
        for (String name : List.of("UTF-16", "UTF-16LE", "UTF-32BE", "ISO-8859-1", "Shift_JIS", "IBM1047")) {
            Charset charset = Charset.forName(name);
            Files.write(log, "erste\r\nzweite\ndritte\n".getBytes(charset));
            Recorder<TailEvent> recorder = Recorder.of(files.tail(log, TailFrom.beginning(), TextFormat.of(charset)))
                    .request(Long.MAX_VALUE);
            await().untilAsserted(() ->
                    assertThat(lines(recorder.elements)).as(name).containsExactly("erste", "zweite", "dritte"));
            recorder.subscription.cancel();
        }
    }

    @Test
    void malformedLinesAreDealtWithAsTheFormatSays() throws IOException {
        Files.write(log, new byte[] {'o', 'k', '\n', 'a', (byte) 0xFF, 'b', '\n'});
        follow(TailFrom.beginning());
        assertThat(failureOf(tail.completed))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("byte 4");
        assertThat(lines(tail.elements)).containsExactly("ok");

        TextFormat replacing = TextFormat.UTF_8.onMalformed(CodingErrorAction.REPLACE);
        Recorder<TailEvent> lenient =
                Recorder.of(files.tail(log, TailFrom.beginning(), replacing)).request(Long.MAX_VALUE);
        await().untilAsserted(() -> assertThat(lines(lenient.elements)).containsExactly("ok", "a\uFFFDb"));
        lenient.subscription.cancel();
    }

    @Test
    void aLineThatIsTooLongEndsIt() throws IOException {
        try (AsyncFileTemplate strict =
                AsyncFileTemplate.builder().maxLineLength(10).build()) {
            append("0123456789\nshort\n0123456789");
            Recorder<TailEvent> recorder =
                    Recorder.of(strict.tail(log, TailFrom.beginning())).request(Long.MAX_VALUE);
            await().untilAsserted(() -> assertThat(lines(recorder.elements)).containsExactly("0123456789", "short"));
            append("01234");
            assertThat(failureOf(recorder.completed))
                    .isInstanceOf(LineTooLongException.class)
                    .hasMessageContaining("byte 17");
        }
    }

    @Test
    void whatIsNoFileIsRefused() {
        Recorder<TailEvent> recorder =
                Recorder.of(files.tail(dir, TailFrom.beginning())).request(1);
        assertThat(failureOf(recorder.completed))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(dir.toString());
    }

    @Test
    void nothingIsReadThatNobodyWants() throws IOException {
        append("line\n".repeat(500_000));
        tail = Recorder.of(files.tail(log, TailFrom.beginning())).request(3);
        await().until(() -> tail.elements.size() == 3);
        awaitRest();
        append("more\n");
        awaitRest();
        assertThat(tail.elements).hasSize(3);
        assertThat(read.get()).as("bytes").isLessThan(4 * 64 * 1024L);
    }

    @Test
    void closingTheTemplateEndsIt() throws IOException {
        append("one\n");
        follow(TailFrom.beginning());
        awaitEvents("one");
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
        assertThat(failureOf(tail.completed)).isInstanceOf(IllegalStateException.class);
    }

    static List<String> lines(List<TailEvent> events) {
        return events.stream()
                .filter(Line.class::isInstance)
                .map(event -> ((Line) event).text())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open file of bytes. */
class AsyncFileTest {

    @TempDir
    Path dir;

    private AsyncFileTemplate files;

    @BeforeEach
    void createTemplate() {
        files = AsyncFileTemplate.builder()
                .maxLineLength(100_000)
                .maxFileSize(1 << 20)
                .build();
    }

    @AfterEach
    void everythingIsClosed() {
        assertThat(files.openFiles()).isZero();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(dir.resolve("file"), content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    // Opening

    @Test
    void opensInTheModesOfTheJdk() throws IOException {
        Path absent = dir.resolve("absent");
        assertThat(failureOf(files.open(absent))).isInstanceOf(NoSuchFileException.class);
        assertThat(failureOf(files.open(file("x"), WRITE, CREATE_NEW))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(failureOf(files.open(dir))).hasMessage(dir + ": Is a directory");
        assertThat(failureOf(files.open(absent, READ, APPEND, TRUNCATE_EXISTING)))
                .isInstanceOf(IllegalArgumentException.class);

        AsyncFile file = valueOf(files.open(absent, WRITE, CREATE_NEW));
        assertThat(file.path()).isEqualTo(absent);
        assertThat(file.options()).containsExactlyInAnyOrder(WRITE, CREATE_NEW);
        assertThat(file.isOpen()).isTrue();
        valueOf(file.close());
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void whatItWasNotOpenedForFailsWithTheJdksException() throws IOException {
        Path path = file("content");
        AsyncFile reading = valueOf(files.open(path, READ));
        assertThat(failureOf(reading.write(bytes("x")))).isInstanceOf(NonWritableChannelException.class);
        assertThat(failureOf(reading.write(ByteBuffer.wrap(bytes("x")), 0)))
                .isInstanceOf(NonWritableChannelException.class);
        assertThat(failureOf(reading.truncate(0))).isInstanceOf(NonWritableChannelException.class);
        valueOf(reading.close());

        AsyncFile writing = valueOf(files.open(path, WRITE));
        assertThat(failureOf(writing.read(1))).isInstanceOf(NonReadableChannelException.class);
        assertThat(failureOf(writing.read(ByteBuffer.allocate(1), 0))).isInstanceOf(NonReadableChannelException.class);
        assertThat(failureOf(writing.readLine())).isInstanceOf(NonReadableChannelException.class);
        valueOf(writing.close());
    }

    @Test
    void afterClosingEverythingFails() throws IOException {
        AsyncFile file = valueOf(files.open(file("content"), READ, WRITE));
        CompletableFuture<?> first = file.close();
        CompletableFuture<?> second = file.close();
        for (CompletableFuture<?> late : List.of(
                file.read(1),
                file.read(ByteBuffer.allocate(1)),
                file.read(ByteBuffer.allocate(1), 0),
                file.readLine(),
                file.readAllBytes(),
                file.peek(1),
                file.write(bytes("x")),
                file.write(ByteBuffer.allocate(1), 0),
                file.position(),
                file.position(0),
                file.size(),
                file.truncate(0),
                file.force(true),
                file.flush(),
                file.lock(),
                file.tryLock())) {
            assertThat(failureOf(late)).isInstanceOf(ClosedChannelException.class);
        }
        valueOf(first);
        valueOf(second);
    }

    @Test
    void wrongArgumentsAreRefusedAtOnce() throws IOException {
        AsyncFile file = valueOf(files.open(file("content"), READ, WRITE));
        ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
        for (Runnable misuse : List.<Runnable>of(
                () -> file.read(-1),
                () -> file.peek(-1),
                () -> file.position(-1),
                () -> file.truncate(-1),
                () -> file.read(ByteBuffer.allocate(1), -1),
                () -> file.write(ByteBuffer.allocate(1), -1),
                () -> file.read(readOnly),
                () -> file.read(readOnly, 0),
                () -> file.lock(-1, 1, true),
                () -> file.lock(1, Long.MAX_VALUE, true),
                () -> file.transferTo(-1, 1, Channels.newChannel(new ByteArrayOutputStream())))) {
            assertThatIllegalArgumentException().isThrownBy(misuse::run);
        }
        valueOf(file.close());
    }

    // Reading

    @Test
    void readsAtTheCursor() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789")));

        assertThat(text(valueOf(file.read(3)))).isEqualTo("012");
        assertThat(text(valueOf(file.peek(3)))).isEqualTo("345");
        assertThat(valueOf(file.position())).isEqualTo(3);
        assertThat(text(valueOf(file.read(0)))).isEmpty();
        ByteBuffer buffer = ByteBuffer.allocate(4);
        assertThat(valueOf(file.read(buffer))).isEqualTo(4);
        assertThat(text(buffer.array())).isEqualTo("3456");
        assertThat(text(valueOf(file.readAllBytes()))).isEqualTo("789");
        assertThat(valueOf(file.read(5))).isEmpty();
        assertThat(valueOf(file.readAllBytes())).isEmpty();
        assertThat(valueOf(file.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        assertThat(valueOf(file.position(8))).isEqualTo(8);
        assertThat(text(valueOf(file.read(100)))).isEqualTo("89");
        assertThat(text(valueOf(file.peek(1)))).isEmpty();
        valueOf(file.close());
    }

    @Test
    void readsLinesWhateverEndsThem() throws IOException {
        AsyncFile file = valueOf(files.open(file("one\ntwo\r\nthree\r\n\nfour\rfive\r")));
        List<String> lines = new ArrayList<>();
        for (byte[] line = valueOf(file.readLine()); line != null; line = valueOf(file.readLine())) {
            lines.add(text(line));
        }
        assertThat(lines).containsExactly("one", "two", "three", "", "four", "five");
        valueOf(file.close());
    }

    @Test
    void linesOfAllLengthsAcrossAllBorders() throws IOException {
        Random random = new Random(3);
        List<String> expected = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        String[] ends = {"\n", "\r\n", "\r"};
        for (int i = 0; i < 3_000; i++) {
            String line = "x".repeat(random.nextInt(i % 100 == 0 ? 30_000 : 80));
            // An empty line after a lone \r would make it a \r\n, or be one.
            expected.add(line + "y");
            content.append(line).append('y').append(ends[random.nextInt(3)]);
        }
        AsyncFile file = valueOf(files.open(file(content.toString())));
        for (String line : expected) {
            assertThat(text(valueOf(file.readLine()))).isEqualTo(line);
        }
        assertThat(valueOf(file.readLine())).isNull();
        valueOf(file.close());
    }

    @Test
    void aLineThatIsTooLongFailsAndTheCursorStays() throws IOException {
        AsyncFile file = valueOf(files.open(file("short\n" + "x".repeat(100_001) + "\nlast")));
        valueOf(file.readLine());

        assertThat(failureOf(file.readLine()))
                .isInstanceOfSatisfying(
                        LineTooLongException.class, e -> assertThat(e.limit()).isEqualTo(100_000))
                .hasMessageContaining("line at byte 6");
        assertThat(valueOf(file.position())).isEqualTo(6);
        assertThat(valueOf(file.read(100_002))).hasSize(100_002);
        assertThat(text(valueOf(file.readLine()))).isEqualTo("last");
        valueOf(file.close());
    }

    @Test
    void readingAllIsLimited() throws IOException {
        Path path = Files.write(dir.resolve("large"), new byte[(1 << 20) + 10]);
        AsyncFile file = valueOf(files.open(path));

        assertThat(failureOf(file.readAllBytes())).isInstanceOf(FileTooLargeException.class);
        assertThat(valueOf(file.position())).isZero();
        valueOf(file.position(10));
        assertThat(valueOf(file.readAllBytes())).hasSize(1 << 20);
        valueOf(file.close());
    }

    @Test
    void positionalReadsLeaveTheCursorAlone() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789")));
        ByteBuffer buffer = ByteBuffer.allocateDirect(4);

        assertThat(valueOf(file.read(buffer, 8))).isEqualTo(2);
        assertThat(valueOf(file.read(ByteBuffer.allocate(1), 10))).isEqualTo(-1);
        assertThat(valueOf(file.read(ByteBuffer.allocate(0), 10))).isZero();
        assertThat(valueOf(file.size())).isEqualTo(10);
        assertThat(text(valueOf(file.read(2)))).isEqualTo("01");
        valueOf(file.close());
    }

    @Test
    void whatWasWrittenElsewhereIsNotReadFromAStaleBuffer() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789"), READ, WRITE));
        valueOf(file.read(2));
        valueOf(file.write(ByteBuffer.wrap(bytes("XY")), 2));
        assertThat(text(valueOf(file.read(3)))).isEqualTo("XY4");
        valueOf(file.close());
    }

    // Writing

    @Test
    void writesInTheOrderOfTheCallsWithoutWaiting() throws IOException {
        Path path = dir.resolve("numbers");
        AsyncFile file = valueOf(files.open(path, WRITE, CREATE));
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            file.write(bytes(i + "\n"));
            expected.append(i).append('\n');
        }
        file.write(new byte[70_000]);
        file.write(bytes("end"));
        valueOf(file.close());

        assertThat(Files.readAllBytes(path)).isEqualTo(bytes(expected + "\0".repeat(70_000) + "end"));
    }

    @Test
    void twoAppendersLoseNothing() throws IOException {
        Path path = dir.resolve("log");
        AsyncFile one = valueOf(files.open(path, WRITE, CREATE, APPEND));
        AsyncFile two = valueOf(files.open(path, READ, CREATE, APPEND));
        for (int i = 0; i < 1_000; i++) {
            one.write(bytes("1-%04d\n".formatted(i)));
            two.write(bytes("2-%04d\n".formatted(i)));
        }
        valueOf(one.close());
        valueOf(two.flush());
        assertThat(valueOf(two.position())).isEqualTo(14_000);
        assertThat(valueOf(two.read(1))).as("reads at the end").isEmpty();
        valueOf(two.position(0));
        assertThat(text(valueOf(two.readLine()))).matches("[12]-0000");
        valueOf(two.close());

        List<String> lines = Files.readAllLines(path);
        assertThat(lines).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(lines.stream().filter(line -> line.startsWith("1"))).isSorted();
        assertThat(lines.stream().filter(line -> line.startsWith("2"))).isSorted();
    }

    @Test
    void readingAndWritingShareTheCursor() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789"), READ, WRITE));
        file.read(2);
        file.write(bytes("AB"));
        CompletableFuture<byte[]> after = file.read(2);
        assertThat(text(valueOf(after))).isEqualTo("45");
        file.position(20);
        file.write(bytes("end"));
        valueOf(file.close());

        assertThat(Files.readAllBytes(dir.resolve("file"))).isEqualTo(bytes("01AB456789" + "\0".repeat(10) + "end"));
    }

    @Test
    void truncatingMovesACursorBeyondTheEnd() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789"), READ, WRITE));
        valueOf(file.position(8));
        assertThat(valueOf(file.truncate(4))).isEqualTo(4);
        assertThat(valueOf(file.position())).isEqualTo(4);
        assertThat(valueOf(file.truncate(100))).as("never longer").isEqualTo(4);
        valueOf(file.position(2));
        valueOf(file.truncate(3));
        assertThat(valueOf(file.position())).isEqualTo(2);
        assertThat(text(valueOf(file.readAllBytes()))).isEqualTo("2");
        valueOf(file.close());
    }

    @Test
    void transfersToAndFromChannels() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789"), READ, WRITE));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(valueOf(file.transferTo(2, 100, Channels.newChannel(out)))).isEqualTo(8);
        assertThat(out).hasToString("23456789");
        assertThat(valueOf(file.transferFrom(Channels.newChannel(new ByteArrayInputStream(bytes("xyz"))), 9, 100)))
                .isEqualTo(3);
        assertThat(text(valueOf(file.readAllBytes()))).isEqualTo("012345678xyz");
        valueOf(file.close());
    }

    // Scopes

    @Test
    void withFileClosesOnEveryOutcome() throws IOException {
        Path path = file("content");
        AtomicReference<AsyncFile> seen = new AtomicReference<>();

        byte[] content = valueOf(files.withFile(path, file -> {
            seen.set(file);
            return file.readAllBytes();
        }));
        assertThat(content).isEqualTo(bytes("content"));
        assertThat(seen.get().isOpen()).isFalse();

        IllegalStateException mine = new IllegalStateException("mine");
        assertThat(failureOf(files.withFile(path, file -> CompletableFuture.failedFuture(mine))))
                .isSameAs(mine);
        assertThat(failureOf(files.withFile(path, file -> {
                    throw mine;
                })))
                .isSameAs(mine);
        assertThat(failureOf(files.withFile(path, file -> null))).isInstanceOf(NullPointerException.class);
        assertThat(failureOf(files.withFile(dir.resolve("absent"), AsyncFile::readAllBytes)))
                .isInstanceOf(NoSuchFileException.class);

        CompletableFuture<String> never = new CompletableFuture<>();
        CompletableFuture<String> scope = files.withFile(path, file -> {
            seen.set(file);
            return never;
        });
        await().until(() -> seen.get().isOpen());
        assertThat(scope.cancel(true)).isTrue();
        assertThat(never).isCancelled();
        await().until(() -> !seen.get().isOpen());
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
    }

    @Test
    void cancellingWhileOpeningLeavesNothingOpen() throws IOException {
        Path path = file("content");
        for (int i = 0; i < 2_000; i++) {
            CompletableFuture<?> opening =
                    i % 2 == 0 ? files.open(path) : files.withTextFile(path, TextFormat.UTF_8, AsyncTextFile::readLine);
            if (i % 3 == 0) {
                Thread.onSpinWait();
            }
            if (!opening.cancel(true)) {
                opening.thenAccept(opened -> {
                    if (opened instanceof AsyncFile file) {
                        file.close();
                    }
                });
            }
        }
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
    }

    @Test
    void cancellingBetweenTheOpeningAndItsDeliveryLeavesNothingOpen() throws IOException {
        Path path = Files.writeString(dir.resolve("file"), "content");
        List<Runnable> deliveries = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<AsyncFile> opening =
                    files.completeOn(deliveries::add).open(path, READ, WRITE);
            await().until(() -> !deliveries.isEmpty());
            assertThat(opening.cancel(true)).isTrue();
            deliveries.remove(0).run();
            await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
            // That of the closing.
            await().until(() -> !deliveries.isEmpty());
            deliveries.clear();
        }
    }

    @Test
    void aCallbackThatInterruptsItsThreadHarmsNoFile() throws IOException {
        try (AsyncFileTemplate one = AsyncFileTemplate.builder().maxThreads(1).build()) {
            AsyncFile file = valueOf(one.open(Files.writeString(dir.resolve("file"), "content"), READ, WRITE));
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Void> other = one.isHidden(dir).thenAccept(hidden -> interruptWorker());
                CompletableFuture<Void> same = file.position(0).thenAccept(zero -> interruptWorker());
                CompletableFuture<byte[]> read = file.read(7);
                assertThat(valueOf(file.size())).isEqualTo(7);
                assertThat(valueOf(read)).hasSize(7);
                valueOf(CompletableFuture.allOf(other, same));
            }
            valueOf(file.close());
        }
    }

    private static void interruptWorker() {
        if (Thread.currentThread().getName().startsWith("async-files-")) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void lookingAheadIsLimitedAndKeepsNoMemory() throws IOException {
        try (AsyncFileTemplate limited = AsyncFileTemplate.builder()
                .maxFileSize(100_000)
                .bufferSize(1_000)
                .build()) {
            AsyncFile file = valueOf(limited.open(Files.write(dir.resolve("file"), new byte[500_000])));
            assertThat(failureOf(file.peek(Integer.MAX_VALUE))).isInstanceOf(FileTooLargeException.class);
            assertThat(failureOf(file.read(200_000))).isInstanceOf(FileTooLargeException.class);
            assertThat(valueOf(file.peek(90_000))).hasSize(90_000);
            assertThat(valueOf(file.read(90_000))).hasSize(90_000);
            assertThat(valueOf(file.position())).isEqualTo(90_000);
            valueOf(file.close());
        }
    }

    @Test
    void aChainOfLinesNeedsNoStack() throws Exception {
        Path path = Files.writeString(dir.resolve("file"), "line\n".repeat(100_000));
        AsyncFile bytes = valueOf(files.open(path));
        AsyncTextFile text = valueOf(files.openText(path));
        CompletableFuture<Integer> counted = new CompletableFuture<>();
        Thread narrow = new Thread(
                null,
                () -> rest(bytes::readLine, 0)
                        .thenCombine(rest(text::readLine, 0), Integer::sum)
                        .whenComplete((count, failure) -> {
                            if (failure == null) {
                                counted.complete(count);
                            } else {
                                counted.completeExceptionally(failure);
                            }
                        }),
                "narrow",
                512 * 1024);
        narrow.start();
        assertThat(valueOf(counted)).isEqualTo(200_000);
        valueOf(bytes.close());
        valueOf(text.close());
    }

    private static CompletableFuture<Integer> rest(Supplier<? extends CompletableFuture<?>> next, int count) {
        return next.get()
                .thenCompose(line -> line == null ? CompletableFuture.completedFuture(count) : rest(next, count + 1));
    }

    @Test
    void waitingForALockEndsWithTheTimeout() throws IOException {
        Path path = file("content");
        AsyncFile holder = valueOf(files.open(path, READ, WRITE));
        valueOf(holder.lock());
        try (AsyncFileTemplate hasty =
                AsyncFileTemplate.builder().timeout(Duration.ofMillis(300)).build()) {
            AsyncFile other = valueOf(hasty.open(path, READ, WRITE));
            assertThat(failureOf(other.lock()))
                    .isInstanceOf(FileOperationTimeoutException.class)
                    .hasMessageContaining("lock waited longer than PT0.3S");
            valueOf(other.close());
        }
        valueOf(holder.close());
    }

    @Test
    void linesOfBytes() throws IOException {
        Path path = Files.writeString(dir.resolve("file"), "one\r\ntwo\nthree");
        AsyncFile file = valueOf(files.open(path, READ, WRITE));
        assertThat(valueOf(file.readLines(1))).containsExactly("one".getBytes(UTF_8));
        assertThat(valueOf(file.readLines())).containsExactly("two".getBytes(UTF_8), "three".getBytes(UTF_8));
        assertThat(valueOf(file.readLines())).isEmpty();
        valueOf(file.position(0));
        assertThat(valueOf(AsyncFiles.toList(file.lines()))).hasSize(3);
        valueOf(file.position(0));
        assertThat(valueOf(file.writeLines(List.of("1".getBytes(UTF_8), "2".getBytes(UTF_8)))))
                .isEqualTo(4);
        valueOf(file.close());
        assertThat(path).hasContent("1\n2\n\ntwo\nthree");
    }

    @Test
    void closingWhileMuchIsUnderWayFinishesIt() throws IOException {
        Path path = dir.resolve("file");
        AsyncFile file = valueOf(files.open(path, READ, WRITE, CREATE));
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(file.write(new byte[100]));
            all.add(file.read(ByteBuffer.allocate(10), i));
        }
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            closing.add(CompletableFuture.supplyAsync(file::close, task -> new Thread(task).start())
                    .thenCompose(closed -> closed.thenRun(() -> {})));
        }
        closing.forEach(Outcomes::valueOf);
        assertThat(all).allSatisfy(future -> assertThat(future).isCompleted());
        assertThat(Files.size(path)).isEqualTo(20_000);
    }

    @Test
    void theTemplateClosesFilesThatWereLeftOpen() throws IOException {
        AsyncFileTemplate other = AsyncFileTemplate.create();
        AsyncFile file = valueOf(other.open(dir.resolve("left"), WRITE, CREATE));
        file.write(bytes("written"));
        assertThat(other.close(Duration.ofSeconds(10))).isEmpty();

        assertThat(other.openFiles()).isZero();
        assertThat(file.isOpen()).isFalse();
        assertThat(dir.resolve("left")).hasContent("written");
        valueOf(file.close());
    }

    // Locks

    @Test
    void aLockKeepsOthersOut() throws IOException {
        Path path = file("content");
        AsyncFile one = valueOf(files.open(path, READ, WRITE));
        AsyncFile two = valueOf(files.open(path, READ, WRITE));

        AsyncFileLock held = valueOf(one.lock());
        assertThat(held.isValid()).isTrue();
        assertThat(held.isShared()).isFalse();
        assertThat(valueOf(two.tryLock())).isNull();
        CompletableFuture<AsyncFileLock> waiting = two.lock(0, 3, false);
        CompletableFuture<AsyncFileLock> cancelled = two.lock();
        assertThat(cancelled.cancel(true)).isTrue();
        assertThat(waiting).isNotDone();
        await("waiting occupies nobody").until(() -> files.activeOperations() == 0);
        assertThat(waiting).isNotDone();
        valueOf(held.release());
        valueOf(held.release());
        assertThat(held.isValid()).isFalse();

        AsyncFileLock next = valueOf(waiting);
        assertThat(next.position()).isZero();
        assertThat(next.size()).isEqualTo(3);
        AsyncFileLock beside = valueOf(one.tryLock(3, 3, true));
        assertThat(beside.isShared()).isTrue();
        valueOf(one.close());
        assertThat(beside.isValid()).as("released by closing").isFalse();
        valueOf(two.close());
    }

    @Test
    void withLockReleasesOnEveryOutcome() throws IOException {
        AsyncFile file = valueOf(files.open(file("content"), READ, WRITE));
        assertThat(valueOf(file.withLock(() -> file.size()))).isEqualTo(7);
        IllegalStateException mine = new IllegalStateException("mine");
        assertThat(failureOf(file.withLock(() -> CompletableFuture.failedFuture(mine))))
                .isSameAs(mine);
        AsyncFileLock free = valueOf(file.tryLock());
        assertThat(free).isNotNull();
        valueOf(file.close());
    }

    @Test
    void theAttributesAreThoseOfTheOpenFileOrNone() throws IOException {
        Path path = file("first");
        AsyncFile open = valueOf(files.open(path));
        BasicFileAttributes attributes = valueOf(open.readAttributes());
        assertThat(attributes.size()).isEqualTo(5);
        assertThat(attributes.lastModifiedTime()).isEqualTo(Files.getLastModifiedTime(path));

        Files.move(Files.writeString(dir.resolve("other"), "other"), path, StandardCopyOption.REPLACE_EXISTING);

        // The portable engine knows files only by their paths.
        if (files.engineName().equals("portable")) {
            assertThat(failureOf(open.readAttributes()))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(path + ": Was replaced since it was opened");
        } else {
            assertThat(valueOf(open.readAttributes()).fileKey()).isEqualTo(attributes.fileKey());
        }
        valueOf(open.close());
        assertThat(failureOf(open.readAttributes())).isInstanceOf(ClosedChannelException.class);
    }
}

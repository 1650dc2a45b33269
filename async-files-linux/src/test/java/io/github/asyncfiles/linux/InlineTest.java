// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.Outcomes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in memory is served on the calling thread, and nothing else is. */
class InlineTest {

    private static final int LINE_BYTES = 100;
    private static final String CONTENT = ("x".repeat(LINE_BYTES - 1) + "\n").repeat(30);

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    private Path path;
    private final List<AsyncFileTemplate> templates = new ArrayList<>();
    private final Queue<Served> served = new ConcurrentLinkedQueue<>();

    private record Served(FileOperation operation, boolean inline, Thread thread) {}

    /** One that the engine can serve at once. */
    private record Servable(String name, boolean readsContent, Call call) {

        interface Call {
            CompletableFuture<?> on(AsyncFileTemplate files, AsyncFile file, Path path);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Servable> all() {
        ByteBuffer direct = ByteBuffer.allocateDirect(3000);
        return Stream.of(
                content("readAllBytes", (files, file, path) -> files.readAllBytes(path)),
                content("readString", (files, file, path) -> files.readString(path)),
                content("readString with a charset", (files, file, path) -> files.readString(path, US_ASCII)),
                content("readAllLines", (files, file, path) -> files.readAllLines(path)),
                content("AsyncFile.read(int)", (files, file, path) -> file.read(3000)),
                content("AsyncFile.read(heap, long)", (files, file, path) -> file.read(ByteBuffer.allocate(3000), 0)),
                content("AsyncFile.read(direct, long)", (files, file, path) -> file.read(direct.clear(), 0)),
                content("AsyncFile.readLine", (files, file, path) -> file.readLine()),
                other("AsyncFile.readAttributes", (files, file, path) -> file.readAttributes()),
                other("exists", (files, file, path) -> files.exists(path)),
                other("exists, not there", (files, file, path) -> files.exists(path.resolveSibling("absent"))),
                other("isRegularFile", (files, file, path) -> files.isRegularFile(path)),
                other("isDirectory", (files, file, path) -> files.isDirectory(path)),
                other("isDirectory, of one", (files, file, path) -> files.isDirectory(path.getParent())),
                other("isSymbolicLink", (files, file, path) -> files.isSymbolicLink(path)),
                other("size", (files, file, path) -> files.size(path)),
                other("readAttributes", (files, file, path) -> files.readAttributes(path, BasicFileAttributes.class)),
                other(
                        "readAttributes of a link",
                        (files, file, path) ->
                                files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)),
                other("getLastModifiedTime", (files, file, path) -> files.getLastModifiedTime(path)),
                other("open", (files, file, path) -> closing(files.open(path))),
                other("open for reading", (files, file, path) -> closing(files.open(path, StandardOpenOption.READ))),
                other("openText", (files, file, path) -> {
                    var text = files.openText(path);
                    text.join().close();
                    return text;
                }),
                other("AsyncFile.size", (files, file, path) -> file.size()));
    }

    private static Servable content(String name, Servable.Call call) {
        return new Servable(name, true, call);
    }

    private static Servable other(String name, Servable.Call call) {
        return new Servable(name, false, call);
    }

    private static CompletableFuture<AsyncFile> closing(CompletableFuture<AsyncFile> opening) {
        opening.join().close();
        return opening;
    }

    static Stream<Servable> readingContent() {
        return all().filter(Servable::readsContent);
    }

    @BeforeEach
    void write() throws IOException {
        Rig.requireCachedReads(dir);
        path = Files.writeString(dir.resolve("file"), CONTENT);
        // The kernel remembers that from the first question on.
        assertThat(dir.resolve("absent")).doesNotExist();
    }

    @AfterEach
    void close() {
        templates.forEach(AsyncFileTemplate::close);
    }

    private AsyncFileTemplate files(int inlineLimit) {
        AsyncFileTemplate files = Rig.template()
                .inlineLimit(inlineLimit)
                .observer(new AsyncFileObserver() {
                    @Override
                    public void operationCompleted(CompletedOperation operation) {
                        served.add(new Served(operation.operation(), operation.servedInline(), Thread.currentThread()));
                    }
                })
                .build();
        templates.add(files);
        return files;
    }

    /** {@return how the operation itself was served, after a file was opened for it} */
    private Served serve(Servable operation, AsyncFileTemplate files, Path of) {
        AsyncFile file = valueOf(files.open(of));
        served.clear();
        CompletableFuture<?> future = operation.call().on(files, file, of);
        boolean ready = future.isDone();
        valueOf(future);
        assertThat(served).hasSize(1);
        Served only = served.remove();
        if (only.inline()) {
            assertThat(ready).as("already complete when it is returned").isTrue();
            assertThat(only.thread()).isSameAs(Thread.currentThread());
        } else {
            assertThat(only.thread()).isNotSameAs(Thread.currentThread());
        }
        valueOf(file.close());
        return only;
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsInMemoryIsServedOnTheCaller(Servable operation) {
        assertThat(serve(operation, files(64 * 1024), path)).matches(Served::inline, "inline");
    }

    @ParameterizedTest
    @MethodSource("all")
    void withoutALimitNothingIsServedOnTheCaller(Servable operation) {
        assertThat(serve(operation, files(0), path)).matches(it -> !it.inline(), "by a worker");
    }

    @ParameterizedTest
    @MethodSource("readingContent")
    void whatIsLargerThanTheLimitIsReadByAWorker(Servable operation) {
        boolean line = operation.name().endsWith("readLine");
        int limit = line ? LINE_BYTES - 1 : 2999;

        assertThat(serve(operation, files(limit), path)).matches(it -> !it.inline(), "by a worker");
        assertThat(serve(operation, files(CONTENT.length()), path)).matches(Served::inline, "inline");
    }

    @ParameterizedTest
    @MethodSource("readingContent")
    void aColdFileIsReadByAWorkerAndIsWarmThen(Servable operation) {
        AsyncFileTemplate files = files(64 * 1024);
        // Not in each try: to ask for it starts to fetch it, and a quick disk may be quicker than the answer.
        await().untilAsserted(() -> {
            Rig.makeCold(path, 0);
            assumeTrue(Rig.isCold(path, 0), "The page cache keeps the file");
            assertThat(serve(operation, files, path)).matches(it -> !it.inline(), "by a worker");
        });
        assertThat(serve(operation, files, path)).matches(Served::inline, "inline");
    }

    @Test
    void aFileThatIsPartlyColdIsCompletedByAWorker() throws IOException {
        byte[] bytes = new byte[40_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        Files.write(path, bytes);
        AsyncFileTemplate files = files(64 * 1024);
        AsyncFile file = valueOf(files.open(path));
        List<Function<AsyncFile, CompletableFuture<byte[]>>> reads =
                List.of(it -> files.readAllBytes(path), it -> it.read(bytes.length), it -> {
                    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
                    return it.read(buffer, 0).thenApply(count -> buffer.array());
                });
        for (var read : reads) {
            Rig.makeCold(path, 16 * 1024);
            assumeTrue(Rig.isCold(path, 16 * 1024) && !Rig.isCold(path, 0), "The page cache keeps what it likes");
            // By a worker, unless what was cold came meanwhile: the first try starts to fetch it.
            assertThat(valueOf(read.apply(file))).isEqualTo(bytes);
        }
        file.close();
    }

    @Test
    void aFileThatIsNotThereIsToldAtOnce() {
        AsyncFileTemplate files = files(64 * 1024);
        Path absent = dir.resolve("absent");
        for (CompletableFuture<?> future : List.of(files.readString(absent), files.size(absent), files.open(absent))) {
            assertThat(future).isCompletedExceptionally();
            assertThat(Outcomes.failureOf(future)).hasMessage(absent.toString());
        }
        assertThat(served).hasSize(3).allMatch(Served::inline);
    }

    @Test
    void whatCannotBeServedAtOnceGoesToAWorker() {
        AsyncFileTemplate files = files(64 * 1024);

        valueOf(files.writeString(dir.resolve("written"), "content"));
        valueOf(files.readAttributes(path, java.nio.file.attribute.PosixFileAttributes.class));
        valueOf(closing(files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)));
        valueOf(files.readString(Path.of("/proc/version")));

        assertThat(served).hasSize(4).noneMatch(Served::inline);
    }

    @Test
    void memoryThatWasFreedIsNotWrittenTo() {
        for (int limit : new int[] {64 * 1024, 0}) {
            AsyncFile file = valueOf(files(limit).open(path));
            ByteBuffer freed;
            try (Arena arena = Arena.ofShared()) {
                freed = arena.allocate(3000).asByteBuffer();
                assertThat(valueOf(file.read(freed, 0))).isEqualTo(3000);
            }
            freed.clear();

            assertThat(Outcomes.failureOf(file.read(freed, 0))).isInstanceOf(IllegalStateException.class);
            valueOf(file.close());
        }
    }

    @Test
    void memoryOfOneThreadIsWrittenToByThatThread() {
        AsyncFile file = valueOf(files(64 * 1024).open(path));
        AsyncFile byWorkers = valueOf(files(0).open(path));
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer confined = arena.allocate(3000).asByteBuffer();

            assertThat(valueOf(file.read(confined, 0))).isEqualTo(3000);
            assertThat(Outcomes.failureOf(byWorkers.read(confined.clear(), 0)))
                    .isInstanceOf(WrongThreadException.class);
        }
        valueOf(file.close());
        valueOf(byWorkers.close());
    }

    @Test
    void theAttributesAreThoseOfTheOpenFileAlsoWhenItHasNoNameAnyMore() throws IOException {
        AsyncFileTemplate files = Rig.template().build();
        templates.add(files);
        Path replaced = Files.writeString(dir.resolve("replaced"), "first");
        Object key = Files.readAttributes(replaced, BasicFileAttributes.class).fileKey();
        AsyncFile open = valueOf(files.open(replaced));
        Files.move(
                Files.writeString(dir.resolve("second"), "something else"),
                replaced,
                StandardCopyOption.REPLACE_EXISTING);

        BasicFileAttributes attributes = valueOf(open.readAttributes());

        assertThat(attributes.size()).isEqualTo(5);
        assertThat(attributes.fileKey()).isEqualTo(key);
        valueOf(open.close());
    }

    @Test
    void aFileThatNobodyUsesIsClosedOnTheCaller() throws IOException {
        Queue<Runnable> forWorkers = new ConcurrentLinkedQueue<>();
        AsyncFileTemplate files = files(forWorkers, 64 * 1024);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(100)));

        assertThat(valueOf(files.open(path)).close()).isCompleted();

        assertThat(forWorkers).isEmpty();
        assertThat(files.openFiles()).isZero();
    }

    @Test
    void aFileThatWasJustWrittenMayNeedRoomOnTheDiskSoAWorkerClosesIt() {
        Queue<Runnable> forWorkers = new ConcurrentLinkedQueue<>();

        assertIsClosedByAWorker(valueOf(files(forWorkers, 64 * 1024).open(path)), forWorkers);
    }

    @Test
    void whoeverClosesAFileWithoutANameGivesItsSpaceBackSoAWorkerDoes() throws IOException {
        Queue<Runnable> forWorkers = new ConcurrentLinkedQueue<>();
        AsyncFileTemplate files = files(forWorkers, 64 * 1024);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(100)));
        AsyncFile file = valueOf(files.open(path));
        Files.delete(path);

        assertIsClosedByAWorker(file, forWorkers);
    }

    @Test
    void withoutALimitAFileIsClosedByAWorker() {
        Queue<Runnable> forWorkers = new ConcurrentLinkedQueue<>();
        CompletableFuture<AsyncFile> opening = files(forWorkers, 0).open(path);
        forWorkers.remove().run();

        assertIsClosedByAWorker(valueOf(opening), forWorkers);
    }

    @Test
    void aFileThatIsReadIsClosedByWhoeverReadsIt() {
        Queue<Runnable> forWorkers = new ConcurrentLinkedQueue<>();
        AsyncFile file = valueOf(files(forWorkers, 64 * 1024).open(path));
        // More than is read at once.
        CompletableFuture<Integer> read = file.read(ByteBuffer.allocate(64 * 1024 + 1), 0);

        CompletableFuture<Void> closing = file.close();

        assertThat(closing).isNotDone();
        while (!forWorkers.isEmpty()) {
            forWorkers.remove().run();
        }
        assertThat(read).isCompletedWithValue(CONTENT.length());
        assertThat(closing).isCompleted();
    }

    private AsyncFileTemplate files(Queue<Runnable> forWorkers, int inlineLimit) {
        AsyncFileTemplate files = Rig.template()
                .inlineLimit(inlineLimit)
                .executor(forWorkers::add)
                .build();
        templates.add(files);
        return files;
    }

    private static void assertIsClosedByAWorker(AsyncFile file, Queue<Runnable> forWorkers) {
        CompletableFuture<Void> closing = file.close();

        assertThat(closing).isNotDone();
        assertThat(forWorkers).hasSize(1);
        forWorkers.remove().run();
        assertThat(closing).isCompleted();
    }
}

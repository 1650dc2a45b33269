// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test for each row of {@code docs/coming-from-aiofiles.md}, doing what the documentation of aiofiles shows. */
class AiofilesParityTest {

    @TempDir
    Path dir;

    private final AsyncFileTemplate files =
            AsyncFileTemplate.builder().leakDetection(true).build();

    @AfterEach
    void everythingIsClosed() {
        assertThat(files.openFiles()).isZero();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(dir.resolve("file"), content);
    }

    private static byte[] b(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void openInModeR() throws IOException {
        assertThat(failureOf(files.open(dir.resolve("missing"), READ))).isInstanceOf(NoSuchFileException.class);
        assertThat(valueOf(files.withFile(file("content"), AsyncFile::readAllBytes, READ)))
                .asString()
                .isEqualTo("content");
    }

    @Test
    void openInModeW() throws IOException {
        Path path = file("a long content");
        valueOf(files.withFile(path, file -> file.write(b("new")), WRITE, CREATE, TRUNCATE_EXISTING));
        assertThat(path).hasContent("new");
    }

    @Test
    void openInModeA() throws IOException {
        Path path = file("one ");
        AsyncFile first = valueOf(files.open(path, WRITE, CREATE, APPEND));
        AsyncFile second = valueOf(files.open(path, WRITE, CREATE, APPEND));
        valueOf(first.write(b("two ")));
        valueOf(second.write(b("three ")));
        valueOf(first.write(b("four")));
        valueOf(first.close());
        valueOf(second.close());
        assertThat(path).hasContent("one two three four");
    }

    @Test
    void openInModeX() throws IOException {
        assertThat(failureOf(files.open(file("there"), WRITE, CREATE_NEW)))
                .isInstanceOf(FileAlreadyExistsException.class);
        valueOf(files.withFile(dir.resolve("new"), file -> file.write(b("x")), WRITE, CREATE_NEW));
        assertThat(dir.resolve("new")).hasContent("x");
    }

    @Test
    void openInModeRPlus() throws IOException {
        Path path = file("0123456789");
        valueOf(files.withFile(path, file -> file.position(3).thenCompose(p -> file.write(b("XYZ"))), READ, WRITE));
        assertThat(path).hasContent("012XYZ6789");
    }

    @Test
    void openInModeWPlus() throws IOException {
        Path path = file("old");
        AsyncFile file = valueOf(files.open(path, READ, WRITE, CREATE, TRUNCATE_EXISTING));
        file.write(b("new"));
        file.position(0);
        assertThat(valueOf(file.readAllBytes())).asString().isEqualTo("new");
        valueOf(file.close());
    }

    @Test
    void openInModeAPlus() throws IOException {
        AsyncFile file = valueOf(files.open(file("one"), READ, CREATE, APPEND));
        assertThat(valueOf(file.position())).as("tell is the end").isEqualTo(3);
        file.write(b(" two"));
        file.position(0);
        assertThat(valueOf(file.readAllBytes())).asString().isEqualTo("one two");
        valueOf(file.close());
    }

    @Test
    void openWithEncodingErrorsAndNewline() throws IOException {
        Path path = Files.write(dir.resolve("latin"), "Grüße\r\n".getBytes(ISO_8859_1));
        assertThat(valueOf(files.withTextFile(path, TextFormat.of(ISO_8859_1), AsyncTextFile::readString)))
                .isEqualTo("Grüße\n");
        TextFormat replacing =
                TextFormat.UTF_8.onMalformed(CodingErrorAction.REPLACE).newlines(Newlines.AS_IS);
        assertThat(valueOf(files.withTextFile(path, replacing, AsyncTextFile::readString)))
                .isEqualTo("Gr\uFFFD\uFFFDe\r\n");
    }

    @Test
    void asyncWithClosesOnEveryOutcome() throws IOException {
        IllegalStateException mine = new IllegalStateException("mine");
        assertThat(failureOf(files.withFile(file("x"), file -> CompletableFuture.failedFuture(mine))))
                .isSameAs(mine);
    }

    @Test
    void executorAndLoop() {
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "own"));
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
        List<String> workers = new CopyOnWriteArrayList<>();
        AsyncFileObserver observer = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                workers.add(Thread.currentThread().getName());
            }
        };
        try (AsyncFileTemplate template =
                AsyncFileTemplate.builder().executor(own).observer(observer).build()) {
            assertThat(valueOf(template.isHidden(dir))).isFalse();
            assertThat(workers).containsExactly("own");

            List<String> completers = new CopyOnWriteArrayList<>();
            AsyncFileOperations looping = template.completeOn(task -> loop.execute(() -> {
                completers.add(Thread.currentThread().getName());
                task.run();
            }));
            assertThat(valueOf(looping.isHidden(dir))).isFalse();
            assertThat(completers).containsExactly("loop");
        } finally {
            loop.shutdown();
            own.shutdown();
        }
    }

    @Test
    void buffering() throws IOException {
        try (AsyncFileTemplate small =
                AsyncFileTemplate.builder().bufferSize(512).build()) {
            String content = "0123456789\n".repeat(1_000);
            Path path = file(content);
            assertThat(valueOf(small.withTextFile(path, TextFormat.UTF_8, AsyncTextFile::readString)))
                    .isEqualTo(content);
            List<byte[]> lines = valueOf(small.withFile(path, file -> file.readLines()));
            assertThat(lines).hasSize(1_000);
            byte[] bytes = valueOf(small.withFile(path, file -> file.read(5_000)));
            assertThat(bytes).hasSize(5_000);
        }
    }

    @Test
    void readReadallRead1Readinto() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789")));
        assertThat(valueOf(file.read(4))).asString().isEqualTo("0123");
        ByteBuffer into = ByteBuffer.allocate(3);
        assertThat(valueOf(file.read(into))).isEqualTo(3);
        assertThat(valueOf(file.readAllBytes())).asString().isEqualTo("789");
        assertThat(valueOf(file.read(1))).isEmpty();
        valueOf(file.close());
        assertThat(failureOf(file.read(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void readlineReadlinesAndAsyncFor() throws IOException {
        Path path = file("one\ntwo\nwithout newline");
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(valueOf(file.readLine())).isEqualTo("one");
        assertThat(valueOf(file.readLines())).containsExactly("two", "without newline");
        valueOf(file.position(0));
        assertThat(valueOf(AsyncFiles.toList(file.lines()))).containsExactly("one", "two", "without newline");
        valueOf(file.close());
        assertThat(valueOf(files.withFile(path, AsyncFile::readLine)))
                .asString()
                .isEqualTo("one");
    }

    @Test
    void peek() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123")));
        assertThat(valueOf(file.peek(2))).asString().isEqualTo("01");
        assertThat(valueOf(file.read(2))).asString().isEqualTo("01");
        valueOf(file.close());
    }

    @Test
    void writeAndWritelines() {
        Path path = dir.resolve("written");
        valueOf(files.withTextFile(
                path,
                TextFormat.UTF_8.newlines(Newlines.LF),
                file -> {
                    file.write("title\n");
                    return file.writeLines(List.of("one", "two"));
                },
                WRITE,
                CREATE));
        assertThat(path).hasContent("title\none\ntwo\n");
    }

    @Test
    void seekTellAndSeekable() throws IOException {
        AsyncTextFile file = valueOf(files.openText(file("Grüße\nnext\n")));
        valueOf(file.read(3));
        long tell = valueOf(file.position());
        assertThat(tell).as("in bytes, after a character of two").isEqualTo(4);
        assertThat(valueOf(file.readLine())).isEqualTo("ße");
        valueOf(file.position(tell));
        assertThat(valueOf(file.read(1))).isEqualTo("ß");
        valueOf(file.close());
    }

    @Test
    void truncateFlushCloseAndTheProperties() throws IOException {
        AsyncFile file = valueOf(files.open(file("0123456789"), READ, WRITE));
        file.position(8);
        valueOf(file.truncate(5));
        assertThat(valueOf(file.position())).isEqualTo(5);
        valueOf(file.flush());
        valueOf(file.force(true));
        assertThat(file.path()).isEqualTo(dir.resolve("file"));
        assertThat(file.options()).containsExactlyInAnyOrder(READ, WRITE);
        assertThat(file.isOpen()).isTrue();
        valueOf(file.close());
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void stdinStdoutStderr() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        AsyncStandardStreams streams = new AsyncStandardStreams(
                new ByteArrayInputStream(b("a line\nthe rest")), new PrintStream(out), new PrintStream(err), UTF_8);
        assertThat(valueOf(streams.readLine())).isEqualTo("a line");
        assertThat(valueOf(streams.read(100))).asString().isEqualTo("the rest");
        assertThat(valueOf(streams.readLine())).isNull();
        valueOf(streams.print("to out"));
        valueOf(streams.writeError(b("to err")));
        assertThat(out).hasToString("to out");
        assertThat(err).hasToString("to err");
    }

    @Test
    void tempfiles() {
        AsyncFile named = valueOf(files.temporaryFile(dir, "pre", ".suf"));
        assertThat(named.path()).exists();
        valueOf(named.close());
        assertThat(named.path()).doesNotExist();
        AsyncFile unnamed = valueOf(files.temporaryFile());
        unnamed.write(b("nobody sees it"));
        unnamed.position(0);
        assertThat(valueOf(unnamed.readAllBytes())).asString().isEqualTo("nobody sees it");
        valueOf(unnamed.close());
        AsyncFile spooled = valueOf(files.spooledFile(10));
        spooled.write(b("more than ten bytes"));
        spooled.position(0);
        assertThat(valueOf(spooled.readAllBytes())).asString().isEqualTo("more than ten bytes");
        valueOf(spooled.close());
        Boolean there = valueOf(files.withTemporaryDirectory("pre", files::isDirectory));
        assertThat(there).isTrue();
    }

    @Test
    void statAndPaths() throws IOException {
        Path path = file("content");
        assertThat(valueOf(files.readAttributes(path, BasicFileAttributes.class))
                        .size())
                .isEqualTo(7);
        assertThat(valueOf(files.getFileStore(path)).getUsableSpace()).isPositive();
        assertThat(valueOf(files.isReadable(path))).isTrue();
        assertThat(valueOf(files.isWritable(path))).isTrue();
        assertThat(valueOf(files.exists(path))).isTrue();
        assertThat(valueOf(files.isRegularFile(path))).isTrue();
        assertThat(valueOf(files.isDirectory(dir))).isTrue();
        assertThat(valueOf(files.isSymbolicLink(path))).isFalse();
        assertThat(valueOf(files.size(path))).isEqualTo(7);
        assertThat(valueOf(files.getLastModifiedTime(path))).isNotNull();
        assertThat(valueOf(files.isExecutable(path))).isFalse();
        assertThat(valueOf(files.isExecutable(dir))).isTrue();
        assertThat(valueOf(files.getAttribute(path, "lastAccessTime"))).isInstanceOf(FileTime.class);
        assertThat(valueOf(files.getAttribute(path, "unix:ctime"))).isInstanceOf(FileTime.class);
        assertThat(valueOf(files.getFileStore(path))).as("no mount point").isEqualTo(valueOf(files.getFileStore(dir)));
        assertThat(Path.of("relative").toAbsolutePath())
                .isEqualTo(Path.of("").toAbsolutePath().resolve("relative"));
        assertThat(valueOf(files.isSameFile(path, dir.resolve("../" + dir.getFileName() + "/file"))))
                .isTrue();
    }

    @Test
    void renameReplaceRemoveMkdirMakedirsRmdir() throws IOException {
        Path path = file("content");
        Path renamed = dir.resolve("renamed");
        valueOf(files.move(path, renamed));
        valueOf(files.move(renamed, file("old"), REPLACE_EXISTING, ATOMIC_MOVE));
        assertThat(dir.resolve("file")).hasContent("content");
        valueOf(files.delete(dir.resolve("file")));
        valueOf(files.createDirectory(dir.resolve("a")));
        valueOf(files.createDirectories(dir.resolve("a/b/c")));
        valueOf(files.createDirectories(dir.resolve("a/b/c")));
        valueOf(files.delete(dir.resolve("a/b/c")));
        valueOf(files.deleteRecursively(dir.resolve("a")));
    }

    @Test
    void renames() throws IOException {
        Path source = Files.createDirectories(dir.resolve("a/b/c")).resolve("file");
        Files.writeString(source, "content");
        Files.writeString(dir.resolve("a/kept"), "");
        Path target = dir.resolve("x/y/renamed");
        assertThat(valueOf(files.moveWithParents(source, target))).isEqualTo(target);
        assertThat(target).hasContent("content");
        assertThat(dir.resolve("a")).isDirectoryContaining("glob:**kept");
        assertThat(dir.resolve("a/b")).doesNotExist();
    }

    @Test
    void removedirs() throws IOException {
        Path leaf = Files.createDirectories(dir.resolve("a/b/c"));
        Files.writeString(dir.resolve("kept"), "");
        assertThat(failureOf(files.deleteWithEmptyParents(dir.resolve("a"))))
                .isInstanceOf(DirectoryNotEmptyException.class);
        valueOf(files.deleteWithEmptyParents(leaf));
        assertThat(dir).isDirectoryContaining("glob:**kept").isDirectoryNotContaining("glob:**a");

        Path linked = Files.createSymbolicLink(dir.resolve("link"), Files.createDirectory(dir.resolve("real")));
        valueOf(files.deleteWithEmptyParents(Files.createDirectory(linked.resolve("child"))));
        assertThat(linked).as("a link is no directory").isSymbolicLink();
        assertThat(dir.resolve("real")).isEmptyDirectory();
    }

    @Test
    void linkSymlinkReadlinkListdirScandir() throws IOException {
        Path path = file("content");
        valueOf(files.createLink(dir.resolve("hard"), path));
        valueOf(files.createSymbolicLink(dir.resolve("soft"), path));
        assertThat(valueOf(files.readSymbolicLink(dir.resolve("soft")))).isEqualTo(path);
        assertThat(valueOf(AsyncFiles.toList(files.list(dir)))).hasSize(3);
        assertThat(valueOf(AsyncFiles.toList(files.entries(dir))))
                .filteredOn(entry -> entry.attributes().isSymbolicLink())
                .hasSize(1);
    }

    @Test
    void sendfile() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Long sent =
                valueOf(files.withFile(file("0123456789"), file -> file.transferTo(2, 5, Channels.newChannel(out))));
        assertThat(sent).isEqualTo(5);
        assertThat(out).hasToString("23456");
    }

    @Test
    void wrapAndMocking() throws IOException {
        try (var memory = Jimfs.newFileSystem();
                AsyncFileTemplate direct =
                        AsyncFileTemplate.builder().executor(Runnable::run).build()) {
            Path path = memory.getPath("file");
            assertThat(direct.writeString(path, "content")).isCompleted();
            assertThat(direct.readString(path)).isCompletedWithValue("content");
        }
    }
}

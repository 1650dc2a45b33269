// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the default file system, and what only a real disk can show. */
class DefaultFileSystemTest extends FileOperationsContract {

    @TempDir
    Path temporary;

    @Override
    Path directory() {
        return temporary;
    }

    @Test
    void temporaryFilesGoToTheSystemsDirectory() throws IOException {
        Path file = valueOf(files.createTempFile("pre", null));
        Path directory = valueOf(files.createTempDirectory("pre"));
        try {
            Path expected = Path.of(System.getProperty("java.io.tmpdir"));
            assertThat(file).hasParent(expected).isRegularFile();
            assertThat(directory).hasParent(expected).isDirectory();
        } finally {
            Files.delete(file);
            Files.delete(directory);
        }
    }

    @Test
    void unknownAttributesAndAbsentTwinsFailAsInTheJdk() throws IOException {
        Path path = file("file", "content");

        assertThat(failureOf(files.getAttribute(path, "noSuchAttribute"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(failureOf(files.isSameFile(path, dir.resolve("absent")))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void tellsTheSpaceThatIsLeft() throws IOException {
        Path path = file("file", "content");

        assertThat(valueOf(files.getUsableSpace(path)))
                .isPositive()
                .isLessThanOrEqualTo(valueOf(files.getFileStore(path)).getTotalSpace());
        assertThat(failureOf(files.getUsableSpace(dir.resolve("absent")))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aNameThatIsTooLongFailsWithThePath() {
        Path path = dir.resolve("n".repeat(300));

        assertThat(failureOf(files.readString(path)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(path.toString());
        assertThat(failureOf(files.writeString(path, "x"))).hasMessageContaining(path.toString());
    }

    @Test
    void aNulInANameFailsTheFuture() {
        assertThat(failureOf(files.createTempFile(dir, "a\0b", null))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSparseFileAboveTheLimitOfArraysIsTooLarge() throws IOException {
        Path path = dir.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        try (AsyncFileTemplate generous =
                AsyncFileTemplate.builder().maxFileSize(Long.MAX_VALUE).build()) {
            assertThat(failureOf(generous.readAllBytes(path)))
                    .isInstanceOfSatisfying(FileTooLargeException.class, e -> {
                        assertThat(e.size()).isEqualTo(3L << 30);
                        assertThat(e.limit()).isEqualTo(Integer.MAX_VALUE - 8);
                    });
            assertThat(valueOf(generous.size(path))).isEqualTo(3L << 30);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoWaitsAtAFifoIsNotDisturbed() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "echo content > '" + fifo + "'").start();
        for (int i = 0; i < 100; i++) {
            assertThat(failureOf(files.readString(fifo))).isInstanceOf(FileSystemException.class);
            assertThat(failureOf(files.open(fifo))).isInstanceOf(FileSystemException.class);
        }
        Process reader = new ProcessBuilder("cat", fifo.toString()).start();
        assertThat(reader.waitFor(20, TimeUnit.SECONDS))
                .as("what was written waits for a reader")
                .isTrue();
        assertThat(reader.getInputStream()).hasContent("content\n");
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void specialFilesAreRefusedAtOnce() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();

        for (Path special : List.of(fifo, Path.of("/dev/zero"))) {
            for (var future : List.of(
                    files.readAllBytes(special),
                    files.readString(special),
                    files.readAllLines(special),
                    files.writeString(special, "x"),
                    files.write(special, List.of("x")),
                    files.mismatch(special, file("file", "content")),
                    files.copy(special, dir.resolve("copy")),
                    files.open(special),
                    files.openText(special),
                    files.copy(special, OutputStream.nullOutputStream()))) {
                assertThat(failureOf(future))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessage(special + ": Not a regular file");
            }
        }
        assertThat(failureOf(files.copyRecursively(fifo, dir.resolve("copy"))))
                .hasMessage(fifo + ": Not a regular file");
        try (var zip = FileSystems.newFileSystem(dir.resolve("files.zip"), Map.of("create", "true"))) {
            assertThat(failureOf(files.move(fifo, zip.getPath("/moved")))).hasMessage(fifo + ": Not a regular file");
        }
        Path link = Files.createSymbolicLink(dir.resolve("link"), fifo);
        for (var future : List.of(
                files.readAllBytes(link),
                files.writeString(link, "x"),
                files.copy(link, dir.resolve("copy")),
                files.open(link),
                files.openText(link))) {
            assertThat(failureOf(future)).hasMessage(link + ": Not a regular file");
        }
        for (Path special : List.of(fifo, link, Path.of("/dev/zero"))) {
            assertThat(failureOf(AsyncFiles.toList(files.list(special))))
                    .isInstanceOf(NotDirectoryException.class)
                    .hasMessage(special.toString());
        }
        // And what needs no content works.
        assertThat(valueOf(files.move(fifo, dir.resolve("renamed")))).isEqualTo(dir.resolve("renamed"));
        fifo = dir.resolve("renamed");
        assertThat(valueOf(files.exists(fifo))).isTrue();
        assertThat(valueOf(files.deleteRecursively(fifo))).isTrue();
    }

    @Test
    void aReadOnlyDirectoryIsCopiedWithItsContentAndItsPermissions() throws IOException {
        Path source = Files.createDirectory(dir.resolve("source"));
        Files.writeString(source.resolve("file"), "content");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r-xr-x---"));

        valueOf(files.copyRecursively(source, dir.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES));

        assertThat(dir.resolve("copy").resolve("file")).hasContent("content");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("copy"))))
                .isEqualTo("r-xr-x---");
        for (String name : List.of("source", "copy")) {
            Files.setPosixFilePermissions(dir.resolve(name), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aTreeIsCopiedBetweenFileSystemsOfOneKind() throws IOException {
        try (var one = Jimfs.newFileSystem(Configuration.unix());
                var two = Jimfs.newFileSystem(Configuration.unix())) {
            Path tree = Files.createDirectories(one.getPath("/a/b/c"));
            Files.writeString(tree.resolve("file"), "content");
            valueOf(files.copyRecursively(one.getPath("/a"), two.getPath("/x")));
            assertThat(Files.readString(two.getPath("/x/b/c/file"))).isEqualTo("content");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theSizeOfAFileIsNotTrusted() throws IOException {
        // 0 in /proc, a page in /sys: both hold something else.
        assertThat(valueOf(files.readString(Path.of("/proc/version")))).startsWith("Linux version");
        assertThat(valueOf(files.readAllBytes(Path.of("/proc/self/stat"))).length)
                .isPositive();
        Path inSys = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        assumeTrue(Files.exists(inSys), inSys + " is not there");
        assertThat(valueOf(files.readString(inSys))).contains("never");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatMayNotBeWrittenIsDenied() {
        // Denied to root as well, unlike a file without permissions.
        Path path = Path.of("/sys/kernel/uevent_seqnum");
        assumeTrue(Files.exists(path), path + " is not there");

        assertThat(failureOf(files.writeString(path, "x")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskFailsWithThePath() throws Exception {
        Path mount = Files.createDirectory(dir.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString()), "cannot mount: not root?");
        try {
            Path path = mount.resolve("large");
            assertThat(failureOf(files.write(path, new byte[1 << 20])))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(path + ": No space left on device");
        } finally {
            assertThat(run("umount", mount.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
                    files.copy(special, OutputStream.nullOutputStream()))) {
                assertThat(failureOf(future))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessage(special + ": Not a regular file");
            }
        }
        // And what needs no content works.
        assertThat(valueOf(files.exists(fifo))).isTrue();
        assertThat(valueOf(files.deleteRecursively(fifo))).isTrue();
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

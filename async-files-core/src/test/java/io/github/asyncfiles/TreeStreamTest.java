// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walking and searching trees: the same files as the JDK finds, also while they change. */
class TreeStreamTest {

    @TempDir
    Path dir;

    private final TrackingEngine disk = new TrackingEngine();
    private final AsyncFileTemplate files =
            AsyncFileTemplate.builder().engine(disk).build();

    @BeforeEach
    void createTree() throws IOException {
        for (String folder : List.of("a", "a/b", "a/b/c", "d", "empty")) {
            Files.createDirectory(dir.resolve(folder));
        }
        for (String file : List.of("1", "a/2", "a/b/3", "a/b/c/4", "d/5")) {
            Files.writeString(dir.resolve(file), file);
        }
        Files.createSymbolicLink(dir.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nowhere"));
        for (int i = 0; i < 600; i++) {
            Files.createFile(dir.resolve("d").resolve("many" + i));
        }
    }

    @AfterEach
    void nothingIsLeftOpen() {
        await().untilAsserted(() -> assertThat(disk.open).hasValue(0));
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void walksAsTheJdkDoes() throws IOException {
        for (int depth : new int[] {0, 1, 2, 3, Integer.MAX_VALUE}) {
            for (FileVisitOption[] options : new FileVisitOption[][] {{}, {FileVisitOption.FOLLOW_LINKS}}) {
                try (Stream<Path> expected = Files.walk(dir, depth, options)) {
                    List<Path> walked = valueOf(AsyncFiles.toList(files.walk(dir, depth, options)));
                    assertThat(walked).containsExactlyInAnyOrderElementsOf(expected.toList());
                    assertThat(walked.get(0)).isEqualTo(dir);
                    assertThat(walked)
                            .allMatch(path ->
                                    path.equals(dir) || walked.indexOf(path.getParent()) < walked.indexOf(path));
                }
            }
        }
        assertThat(valueOf(AsyncFiles.toList(files.walk(dir.resolve("1"))))).containsExactly(dir.resolve("1"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.walk(dir, -1))
                .withMessageContaining("maxDepth");
    }

    @Test
    void findsAsTheJdkDoes() throws IOException {
        try (Stream<Path> expected = Files.find(dir, 3, (path, attributes) -> attributes.isRegularFile())) {
            assertThat(valueOf(AsyncFiles.toList(files.find(dir, 3, (path, attributes) -> attributes.isRegularFile()))))
                    .containsExactlyInAnyOrderElementsOf(expected.toList());
        }
        assertThat(valueOf(AsyncFiles.toList(files.find(dir, 9, (path, attributes) -> false))))
                .isEmpty();
    }

    @Test
    void aMatcherThatThrowsFailsTheSubscriberAfterWhatItHasPicked() {
        IllegalStateException failure = new IllegalStateException("expected by the test");
        Recorder<Path> recorder = Recorder.of(files.find(dir, 3, (path, attributes) -> {
                    if (path.equals(dir)) {
                        return true;
                    }
                    throw failure;
                }))
                .request(Long.MAX_VALUE);

        assertThat(failureOf(recorder.completed)).isSameAs(failure);
        assertThat(recorder.elements).containsExactly(dir);
    }

    @Test
    void entriesComeWithTheirAttributes() {
        List<DirectoryEntry> entries = valueOf(AsyncFiles.toList(files.entries(dir, 1)));
        assertThat(entries)
                .anyMatch(entry ->
                        entry.path().endsWith("link") && entry.attributes().isSymbolicLink())
                .anyMatch(entry ->
                        entry.path().endsWith("a") && entry.attributes().isDirectory())
                .anyMatch(entry ->
                        entry.path().endsWith("1") && entry.attributes().size() == 1);
        assertThat(valueOf(AsyncFiles.toList(files.entries(dir, 1, FileVisitOption.FOLLOW_LINKS))))
                .anyMatch(entry ->
                        entry.path().endsWith("link") && entry.attributes().isDirectory());
    }

    @Test
    void aLoopOfLinksIsReported() throws IOException {
        Files.createSymbolicLink(dir.resolve("a/b/up"), dir);
        assertThat(failureOf(AsyncFiles.toList(files.walk(dir, FileVisitOption.FOLLOW_LINKS))))
                .isInstanceOf(FileSystemLoopException.class);
        assertThat(valueOf(AsyncFiles.toList(files.walk(dir)))).contains(dir.resolve("a/b/up"));
    }

    @Test
    void aStartThatDoesNotExistIsAnError() {
        assertThat(failureOf(AsyncFiles.toList(files.walk(dir.resolve("absent")))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void directoriesThatAreRemovedWhileTheyAreWalkedAreLeftOut() throws IOException {
        for (int i = 0; i < 50; i++) {
            Path folder =
                    Files.createDirectories(dir.resolve("many" + i).resolve("x").resolve("y"));
            for (int j = 0; j < 20; j++) {
                Files.createFile(folder.resolve("file" + j));
            }
        }
        for (int round = 0; round < 20; round++) {
            Recorder<Path> recorder = Recorder.of(files.walk(dir)).request(300);
            CompletableFuture<Boolean> deleted = files.deleteRecursively(dir.resolve("many" + round));
            await().until(() -> recorder.elements.size() == 300);
            recorder.request(Long.MAX_VALUE);
            valueOf(recorder.completed);
            valueOf(deleted);
        }
    }

    @Test
    void cancellingInTheDepthsClosesEveryDirectory() {
        Recorder<Path> recorder = Recorder.of(files.walk(dir)).request(300);
        await().until(() -> recorder.elements.size() == 300);
        recorder.subscription.cancel();
    }
}

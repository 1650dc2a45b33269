// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.failureOf;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watching directories: what is told, and what it costs. */
class WatchTest {

    @TempDir
    Path dir;

    private final AsyncFileTemplate files = AsyncFileTemplate.create();

    @AfterEach
    void nothingIsLeft() {
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
        await().untilAsserted(() -> assertThat(watchThreads()).isZero());
    }

    private static long watchThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("async-files-watch"))
                .count();
    }

    private Recorder<DirectoryEvent> watching(Flow.Publisher<DirectoryEvent> watch) {
        Recorder<DirectoryEvent> recorder = Recorder.of(watch).request(Long.MAX_VALUE);
        // The first event: from there on, nothing is missed.
        await().until(() -> recorder.elements.size() == 1);
        assertThat(recorder.elements.get(0).isOverflow()).isTrue();
        recorder.elements.clear();
        return recorder;
    }

    private boolean told(Recorder<DirectoryEvent> recorder, WatchEvent.Kind<?> kind, String path) {
        return recorder.elements.contains(new DirectoryEvent(kind, dir.resolve(path)));
    }

    @Test
    void whatHappensInADirectoryIsTold() throws IOException {
        Recorder<DirectoryEvent> watch = watching(files.watch(dir));

        Files.writeString(dir.resolve("file"), "x");
        await().until(() -> told(watch, ENTRY_CREATE, "file") && told(watch, ENTRY_MODIFY, "file"));
        Files.move(dir.resolve("file"), dir.resolve("renamed"));
        await().until(() -> told(watch, ENTRY_DELETE, "file") && told(watch, ENTRY_CREATE, "renamed"));
        Files.createDirectory(dir.resolve("folder"));
        await().until(() -> told(watch, ENTRY_CREATE, "folder"));
        Files.writeString(dir.resolve("folder").resolve("below"), "x");
        Files.delete(dir.resolve("renamed"));
        await().until(() -> told(watch, ENTRY_DELETE, "renamed"));

        assertThat(watch.elements).noneMatch(event -> event.path().endsWith("below"));
        watch.subscription.cancel();
    }

    @Test
    void directoriesThatComeLaterAreWatchedTooWithWhatIsInThem() throws IOException {
        Files.createDirectories(dir.resolve("there/already"));
        Recorder<DirectoryEvent> watch = watching(files.watchRecursively(dir));

        Files.writeString(dir.resolve("there/already/file"), "x");
        await().until(() -> told(watch, ENTRY_CREATE, "there/already/file"));
        Files.createDirectories(dir.resolve("new/a/b/c"));
        Files.writeString(dir.resolve("new/a/b/c/file"), "x");
        await().until(() -> told(watch, ENTRY_CREATE, "new")
                && told(watch, ENTRY_CREATE, "new/a/b/c")
                && told(watch, ENTRY_CREATE, "new/a/b/c/file"));
        Files.writeString(dir.resolve("new/a/b/later"), "x");
        await().until(() -> told(watch, ENTRY_CREATE, "new/a/b/later"));
        watch.subscription.cancel();
    }

    @Test
    void aDirectoryThatIsMovedIsKnownByItsNewName() throws IOException {
        Files.createDirectories(dir.resolve("old/below"));
        Recorder<DirectoryEvent> watch = watching(files.watchRecursively(dir));

        Files.move(dir.resolve("old"), dir.resolve("new"));
        await().until(() -> told(watch, ENTRY_CREATE, "new/below"));
        Files.writeString(dir.resolve("new/below/file"), "x");
        await().until(() -> told(watch, ENTRY_CREATE, "new/below/file"));
        assertThat(told(watch, ENTRY_CREATE, "old/below/file")).isFalse();
        watch.subscription.cancel();
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Path inside = Files.createDirectory(dir.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        Recorder<DirectoryEvent> watch = watching(files.watchRecursively(inside));

        Files.writeString(outside.resolve("unseen"), "x");
        Files.writeString(inside.resolve("seen"), "x");
        await().until(() -> told(watch, ENTRY_CREATE, "inside/seen"));
        assertThat(watch.elements).noneMatch(event -> event.path().endsWith("unseen"));
        watch.subscription.cancel();
    }

    @Test
    void moreEventsThanAnybodyTakesAskForANewLook() throws IOException {
        Path again = Files.createDirectory(dir.resolve("again"));
        Path moved = Files.createDirectory(dir.resolve("moved"));
        Recorder<DirectoryEvent> slow = Recorder.of(files.watchRecursively(dir)).request(1);
        await().until(() -> slow.elements.size() == 1);
        slow.elements.clear();
        slow.request(1);
        // The first events are fetched ahead; the rest has to wait, and at last there are too many.
        for (int i = 0; i < 6000; i++) {
            Files.createFile(dir.resolve("file"));
            Files.delete(dir.resolve("file"));
        }
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Files.delete(again);
        Files.createDirectory(again);
        Files.move(moved, dir.resolve("elsewhere"));
        await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
        slow.request(Long.MAX_VALUE);
        await().until(() -> slow.elements.contains(new DirectoryEvent(OVERFLOW, dir)));
        assertThat(slow.elements).anyMatch(DirectoryEvent::isOverflow);

        // Directories that came unnoticed are watched after that.
        await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
        Files.writeString(folder.resolve("unnoticed"), "x");
        Files.writeString(again.resolve("unnoticed"), "x");
        Files.writeString(dir.resolve("elsewhere").resolve("unnoticed"), "x");
        await().until(() -> told(slow, ENTRY_CREATE, "folder/unnoticed")
                && told(slow, ENTRY_CREATE, "again/unnoticed")
                && told(slow, ENTRY_CREATE, "elsewhere/unnoticed"));
        assertThat(told(slow, ENTRY_CREATE, "moved/unnoticed")).isFalse();
        slow.subscription.cancel();
    }

    @Test
    void aLargeDirectoryThatIsMovedInIsNotListedInMemory(@TempDir Path elsewhere) throws IOException {
        Path large = Files.createDirectory(elsewhere.resolve("large"));
        for (int i = 0; i < 6000; i++) {
            Files.createFile(large.resolve("file" + i));
        }
        Recorder<DirectoryEvent> watch = watching(files.watchRecursively(dir));
        Files.move(large, dir.resolve("large"));
        await().until(() -> watch.elements.contains(new DirectoryEvent(OVERFLOW, dir)));
        assertThat(watch.elements.size()).isLessThan(5000);
        watch.subscription.cancel();
    }

    @Test
    void manyWatchesHaveOneThread() throws IOException {
        Path other = Files.createDirectory(dir.resolve("other"));
        List<Recorder<DirectoryEvent>> watches = IntStream.range(0, 100)
                .mapToObj(i -> watching(files.watch(i % 2 == 0 ? dir : other)))
                .toList();
        assertThat(watchThreads()).isEqualTo(1);

        Files.writeString(other.resolve("file"), "x");
        Files.writeString(dir.resolve("file"), "x");
        for (int i = 0; i < 100; i++) {
            Recorder<DirectoryEvent> watch = watches.get(i);
            String created = i % 2 == 0 ? "file" : "other/file";
            await().until(() -> told(watch, ENTRY_CREATE, created));
        }
        watches.subList(1, 100).forEach(watch -> watch.subscription.cancel());
        await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
        Files.writeString(dir.resolve("second"), "x");
        await().until(() -> told(watches.get(0), ENTRY_CREATE, "second"));
        watches.get(0).subscription.cancel();
        await().untilAsserted(() -> assertThat(watchThreads()).isZero());
    }

    @Test
    void aDirectoryThatIsGoneEndsItsWatch() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Files.createFile(folder.resolve("file"));
        Recorder<DirectoryEvent> watch = watching(files.watch(folder));

        Files.delete(folder.resolve("file"));
        Files.delete(folder);

        assertThat(failureOf(watch.completed))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("folder");
        assertThat(told(watch, ENTRY_DELETE, "folder/file")).isTrue();
    }

    @Test
    void whatCannotBeWatchedIsRefused() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        assertThat(failureOf(AsyncFiles.toList(files.watch(file)))).isInstanceOf(NotDirectoryException.class);
        assertThat(failureOf(AsyncFiles.toList(files.watch(dir.resolve("absent")))))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void watchesThatComeAndGoLeaveNothing() {
        for (int i = 0; i < 300; i++) {
            Recorder<DirectoryEvent> watch = Recorder.of(i % 2 == 0 ? files.watch(dir) : files.watchRecursively(dir))
                    .request(1);
            if (i % 3 == 0) {
                await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
            }
            watch.subscription.cancel();
        }
        await().untilAsserted(() -> assertThat(watchThreads()).isZero());
    }
}

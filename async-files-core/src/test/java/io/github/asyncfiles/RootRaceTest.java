// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A root is never left, also while somebody swaps what is beneath for links to the outside. {@code -Droot.millis=60000}
 * tries each operation for a minute.
 */
class RootRaceTest {

    private static final System.Logger LOGGER = System.getLogger("root");

    private static final Duration EACH = Duration.ofMillis(Long.getLong("root.millis", 40));

    /** Neither content nor size of anything in the root. */
    private static final String SECRET = "inside outside ".repeat(1_021);

    @TempDir
    Path temporary;

    private Path root;
    private Path outside;
    private AsyncFileTemplate template;
    private Swapper swapper;

    @BeforeEach
    void begin() throws IOException {
        root = Files.createDirectory(temporary.resolve("root")).toRealPath();
        // On another file system, if there is one, and different in whatever an operation may tell.
        Path memory = Path.of("/dev/shm");
        outside = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "outside")
                : Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("target"), SECRET);
        Files.createFile(outside.resolve("only-there"));
        for (String name : new String[] {"target", ""}) {
            Path path = outside.resolve(name);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr----x"));
            Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
        }
        Files.writeString(root.resolve(RootOperations.INSIDE), "inside");
        template = AsyncFileTemplate.builder().timeout(Duration.ofSeconds(20)).build();
        swapper = new Swapper();
        swapper.start();
    }

    @AfterEach
    void end() throws Exception {
        swapper.stopSwapping();
        template.close();
        for (String name : new String[] {"target", "only-there", ""}) {
            Files.deleteIfExists(outside.resolve(name));
        }
    }

    /** Makes {@code way/target} and {@code last} lead to files inside and outside, by turns. */
    private final class Swapper extends Thread {

        private volatile boolean stopped;
        private volatile Throwable failure;
        private volatile long swaps;
        private int made;

        Swapper() {
            super("swapper");
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!stopped) {
                    Path directory = Files.createDirectory(fresh());
                    Files.writeString(directory.resolve("target"), "by turns");
                    swap("way", directory);
                    swap("way", Files.createSymbolicLink(fresh(), root.relativize(outside)));
                    swap("last", Files.writeString(fresh(), "by turns"));
                    swap(
                            "last",
                            Files.createSymbolicLink(
                                    fresh(), root.relativize(outside).resolve("target")));
                    swaps += 4;
                }
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }

        private Path fresh() {
            return temporary.resolve("swap-" + made++);
        }

        /** With as little time in between as two renames take. */
        private void swap(String name, Path next) throws IOException {
            Path place = root.resolve(name);
            Path removed = fresh();
            move(place, removed);
            move(next, place);
            delete(removed);
            delete(next);
        }

        /** What is missing was used up by the operation that is tried, and what is there is from it. */
        private void move(Path from, Path to) throws IOException {
            try {
                Files.move(from, to, ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // The next turn is another chance.
            }
        }

        /** Nobody else knows its name: what it is now, it remains. */
        private void delete(Path path) throws IOException {
            if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
                try (Stream<Path> children = Files.list(path)) {
                    for (Path child : children.toList()) {
                        delete(child);
                    }
                }
            }
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException held) {
                // An operation that had entered it before has put something into it.
            }
        }

        void stopSwapping() throws InterruptedException {
            stopped = true;
            join();
            assertThat(failure).isNull();
        }
    }

    private String outsideNow() throws IOException {
        StringBuilder now = new StringBuilder();
        for (String name : new String[] {"", "target"}) {
            now.append(
                    Files.readAttributes(outside.resolve(name), "unix:mode,nlink,uid,size,lastModifiedTime,ctime,ino"));
        }
        try (Stream<Path> entries = Files.list(outside)) {
            return now.append(entries.sorted().toList()).toString();
        }
    }

    @Test
    void swappingWhatIsBeneathLeadsNobodyOut() throws Exception {
        AsyncFileOperations files = template.under(root);
        String before = outsideNow();
        String here = Files.getFileStore(root).type();
        long tries = 0;
        long results = 0;
        for (Map.Entry<String, RootOperations.Operation> operation :
                RootOperations.all().entrySet()) {
            if (operation.getKey().equals("tail")) {
                // Waits for what it does not find; opening and reading are tried by the others.
                continue;
            }
            long end = System.nanoTime() + EACH.toNanos();
            do {
                for (String path : new String[] {"way/target", "way", "last"}) {
                    tries++;
                    Object result = resultOf(operation.getValue().on(files, Path.of(path)));
                    if (result != null) {
                        results++;
                        if (operation.getKey().startsWith("mismatch")) {
                            assertThat(result).as(operation.getKey()).isNotEqualTo(6L);
                        }
                        if (operation.getKey().equals("getPosixFilePermissions")) {
                            assertThat((Set<?>) result).isNotEqualTo(PosixFilePermissions.fromString("rwxr----x"));
                        }
                        if (operation.getKey().equals("getFileStore") && !here.equals("tmpfs")) {
                            assertThat(((FileStore) result).type()).isEqualTo(here);
                        }
                        assertThat(String.valueOf(result))
                                .as(operation.getKey() + " of " + path)
                                .doesNotContain("outside ", "only-there", "2001-02-03")
                                .isNotEqualTo(String.valueOf(SECRET.length()))
                                .doesNotContain("size=" + SECRET.length());
                    }
                }
                tidy(files);
            } while (System.nanoTime() < end);
            assertThat(outsideNow()).as(operation.getKey()).isEqualTo(before);
        }
        LOGGER.log(
                System.Logger.Level.INFO,
                "{0} tries, {1} swaps, {2} results, no escape",
                tries,
                swapper.swaps,
                results);
        assertThat(results).isPositive();
    }

    private static Object resultOf(CompletableFuture<?> future) throws Exception {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return null;
        }
    }

    /** What operations have left in the root. */
    private void tidy(AsyncFileOperations files) {
        for (Path entry : valueOf(AsyncFiles.toList(files.list(Path.of(""))))) {
            String name = entry.toString();
            if (name.startsWith("fresh") || name.startsWith("pre")) {
                files.deleteRecursively(entry).exceptionally(swapped -> null).join();
            }
        }
    }

    /** What everybody writes: it has to be caught, or the test above says nothing. */
    @Test
    void checkingFirstAndOpeningThenEscapes() {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        boolean escaped = false;
        long tries = 0;
        while (!escaped && System.nanoTime() < end) {
            tries++;
            try {
                Path path = root.resolve("way/target");
                escaped = path.toRealPath().startsWith(root)
                        && Files.readString(path).equals(SECRET);
            } catch (IOException swapped) {
                // Once more.
            }
        }
        LOGGER.log(System.Logger.Level.INFO, "The control escaped after {0} tries", tries);
        assertThat(escaped).isTrue();
    }
}

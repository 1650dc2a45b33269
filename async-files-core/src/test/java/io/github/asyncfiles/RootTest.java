// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncfiles.internal.root.RootEngine;
import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root is never left: every operation, on every path that leads out. */
class RootTest {

    /** What no operation may tell. */
    private static final String SECRET = "top secret ".repeat(701);

    private static final long SECRET_MILLIS = 1_234_567_000;

    @TempDir
    Path temporary;

    private Path root;
    private Path outside;
    private AsyncFileTemplate template;
    private AsyncFileOperations files;

    @BeforeEach
    void createRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("up"));
        outside = Files.createDirectory(temporary.resolve("up-secret"));
        Files.createDirectory(outside.resolve("deep"));
        Files.writeString(outside.resolve("secret"), SECRET);
        Files.writeString(outside.resolve("deep").resolve("secret"), SECRET);
        for (String name : List.of("secret", "deep/secret", "deep")) {
            Files.setLastModifiedTime(outside.resolve(name), FileTime.fromMillis(SECRET_MILLIS));
        }
        template = AsyncFileTemplate.create();
        files = template.under(root);
    }

    @AfterEach
    void close() {
        template.close();
    }

    private boolean isPortable() {
        return template.engineName().equals("portable");
    }

    /** Puts the root into its first state, links included. */
    private void arrange() throws IOException {
        for (Path entry : valueOf(AsyncFiles.toList(template.list(root)))) {
            valueOf(template.deleteRecursively(entry));
        }
        Files.writeString(root.resolve(RootOperations.INSIDE), "inside");
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/file"), "file in b");
        link("out", "../up-secret");
        link("out-file", "../up-secret/secret");
        link("out-absolute", outside.toString());
        link("in-absolute", root.resolve("a").toString());
        link("chain", "chained/again");
        link("chained", "a");
        Files.createSymbolicLink(root.resolve("a/again"), Path.of("../out"));
        link("loop", "loop-back");
        link("loop-back", "loop");
        link("dangling", "../up-secret/created");
        link("zigzag", "a/../../up-secret");
        link("up", "..");
        link("process-root", "/proc/self/root");
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    /** Ways out that are refused whatever is asked. */
    private Map<String, Path> waysOut() {
        Map<String, Path> ways = new LinkedHashMap<>();
        for (String way : List.of(
                "..",
                "../up-secret",
                "../up-secret/secret",
                "a/../../up-secret/secret",
                "a/b/../../../up-secret/deep",
                "out/secret",
                "out/deep",
                "out/new",
                "out-absolute/secret",
                "in-absolute/b",
                "chain/secret",
                "zigzag/secret",
                "up/up-secret/secret",
                "process-root" + outsideName(),
                "../up-secret/absent",
                "/",
                "/etc",
                "/proc/self/cwd",
                "/proc/self/root" + outsideName(),
                outsideName(),
                outsideName() + "/secret",
                root + "/../up-secret/secret")) {
            ways.put(way, Path.of(way));
        }
        return ways;
    }

    /** Links at the end: what does not follow may use the link itself. */
    private static List<String> linksOut() {
        return List.of("out", "out-file", "out-absolute", "in-absolute", "chain", "dangling", "zigzag", "up");
    }

    private String outsideName() {
        return outside.toString();
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> snapshot = new TreeMap<>();
        try (Stream<Path> all = Files.walk(outside)) {
            for (Path path : all.toList()) {
                snapshot.put(
                        path.toString(),
                        Files.readAttributes(path, "unix:mode,nlink,uid,size,lastModifiedTime,ctime,ino")
                                .toString());
            }
        }
        try (Stream<Path> neighbours = Files.list(temporary)) {
            snapshot.put("neighbours", neighbours.sorted().toList().toString());
        }
        return snapshot;
    }

    private static Object outcome(CompletableFuture<?> future) {
        try {
            return String.valueOf(valueOf(future));
        } catch (AssertionError e) {
            if (e.getCause() == null || !future.isDone()) {
                throw e;
            }
            return e.getCause();
        }
    }

    @Test
    void noOperationLeavesTheRoot() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, String> before = snapshot();
        for (Map.Entry<String, RootOperations.Operation> operation :
                RootOperations.all().entrySet()) {
            arrange();
            for (Map.Entry<String, Path> way : waysOut().entrySet()) {
                Object outcome = outcome(operation.getValue().on(files, way.getValue()));
                if (!isRefusal(operation.getKey(), outcome)) {
                    wrong.add(operation.getKey() + " of " + way.getKey() + ": " + outcome);
                }
            }
            assertThat(snapshot()).as(operation.getKey()).isEqualTo(before);
        }
        assertThat(wrong).isEmpty();
    }

    /** {@return whether that is what is to be said of a path that leads out} */
    private boolean isRefusal(String operation, Object outcome) {
        return switch (operation) {
            case "exists",
                    "notExists",
                    "isDirectory",
                    "isRegularFile",
                    "isSymbolicLink",
                    "isReadable",
                    "isWritable",
                    "isExecutable" -> outcome.equals("false");
            // By the name alone.
            case "isHidden", "probeContentType" -> !(outcome instanceof Throwable);
            default -> outcome instanceof PathOutsideRootException;
        };
    }

    @Test
    void noOperationFollowsALinkOut() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, String> before = snapshot();
        for (Map.Entry<String, RootOperations.Operation> operation :
                RootOperations.all().entrySet()) {
            for (String link : linksOut()) {
                arrange();
                Object outcome = outcome(operation.getValue().on(files, Path.of(link)));
                boolean typed = !(outcome instanceof Throwable)
                        || outcome instanceof FileSystemException
                        || isPortable() && outcome instanceof UnsupportedOperationException;
                if (!typed || String.valueOf(outcome).contains("secret ") || tellsOf(operation.getKey(), outcome)) {
                    wrong.add(operation.getKey() + " of " + link + ": " + outcome);
                }
                assertThat(snapshot()).as(operation.getKey() + " of " + link).isEqualTo(before);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean tellsOf(String operation, Object outcome) {
        return outcome.equals(String.valueOf(SECRET.length()))
                || String.valueOf(outcome).contains("1970-01-15")
                || Set.of("exists", "isDirectory", "isRegularFile", "isReadable", "isWritable")
                                .contains(operation)
                        && outcome.equals("true");
    }

    @Test
    void everyOperationIsTried() {
        Set<String> tried = Stream.concat(
                        RootOperations.all().keySet().stream().map(name -> name.split(" ")[0]),
                        Stream.of("withFile", "withTextFile"))
                .collect(java.util.stream.Collectors.toSet());

        assertThat(Arrays.stream(AsyncFileOperations.class.getMethods())
                        .filter(method ->
                                Arrays.asList(method.getParameterTypes()).contains(Path.class))
                        .map(Method::getName))
                .isSubsetOf(tried);
    }

    @Test
    void theEngineOfARootHasEachMethodItself() {
        assertThat(Arrays.stream(FileEngine.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(method -> !declares(RootEngine.class, method)))
                .as("methods that would go by paths")
                .isEmpty();
    }

    private static boolean declares(Class<?> type, Method method) {
        try {
            type.getDeclaredMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    @Test
    void linksThatStayInsideAreFollowed() throws IOException {
        arrange();
        link("in", "a/b");
        link("in-file", "a/../a/b/file");
        Files.createSymbolicLink(root.resolve("a/b/back"), Path.of("../../inside"));

        for (String path : List.of("in/file", "in-file", "chained/b/file", "a/b/../b/file", root + "/in/file")) {
            assertThat(valueOf(files.readString(Path.of(path)))).as(path).isEqualTo("file in b");
            assertThat(valueOf(files.size(Path.of(path)))).as(path).isEqualTo(9);
            assertThat(valueOf(files.isRegularFile(Path.of(path)))).as(path).isTrue();
        }
        assertThat(valueOf(files.readString(Path.of("in/back")))).isEqualTo("inside");
        assertThat(valueOf(AsyncFiles.toList(files.list(Path.of("in")))))
                .containsExactlyInAnyOrder(Path.of("in/file"), Path.of("in/back"));
        assertThat(valueOf(files.writeString(Path.of("in/new"), "new"))).isEqualTo(Path.of("in/new"));
        assertThat(root.resolve("a/b/new")).hasContent("new");
        assertThat(failureOf(files.readString(Path.of("loop"))))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith("loop: Too many levels of symbolic links");
    }

    @Test
    void aLinkThatDanglesIsCreatedInside() throws IOException {
        arrange();
        link("to-be", "a/to-be");

        valueOf(files.writeString(Path.of("to-be"), "created"));

        assertThat(root.resolve("a/to-be")).hasContent("created");
        assertThat(failureOf(files.createFile(Path.of("to-be")))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(failureOf(files.writeString(Path.of("dangling"), "x"))).isInstanceOf(PathOutsideRootException.class);
    }

    @Test
    void theRootItselfIsThere() throws IOException {
        arrange();
        for (String here : List.of("", ".", "a/..", "a/b/../..", root.toString())) {
            Path path = Path.of(here);
            assertThat(valueOf(files.isDirectory(path))).as(here).isTrue();
            assertThat(valueOf(files.getUsableSpace(path))).as(here).isPositive();
            assertThat(valueOf(files.isReadable(path))).as(here).isTrue();
            assertThat(valueOf(AsyncFiles.toList(files.list(path)))).as(here).contains(path.resolve("a"));
            assertThat(failureOf(files.delete(path))).as(here).isInstanceOf(FileSystemException.class);
            assertThat(failureOf(files.readString(path))).as(here).isInstanceOf(FileSystemException.class);
        }
        assertThat(root).isDirectoryContaining("glob:**/inside");
    }

    @Test
    void namesOfAnyKindAreTakenAsNames() throws IOException {
        for (String name : List.of("a b", "line\nbreak", "back\\slash", "%2e%2e", "..hidden", "...", "-rf", "~")) {
            Path path = Path.of(name);
            valueOf(files.writeString(path, name));
            assertThat(valueOf(files.readString(path))).isEqualTo(name);
            assertThat(root.resolve(name)).hasContent(name);
            assertThat(valueOf(files.deleteIfExists(path))).isTrue();
        }
        assertThat(failureOf(files.writeString(Path.of("n".repeat(256)), "x"))).isInstanceOf(FileSystemException.class);
        assertThat(failureOf(files.readString(Path.of("d/".repeat(3_000) + "x"))))
                .isInstanceOf(FileSystemException.class);
        valueOf(files.writeString(Path.of("n".repeat(255)), "x"));
    }

    @Test
    void aViewOfAViewIsKeptToItsOwn() throws IOException {
        arrange();
        Files.createSymbolicLink(root.resolve("a/inside-above"), Path.of("../inside"));
        AsyncFileOperations below = files.under(Path.of("a"));

        assertThat(valueOf(below.readString(Path.of("b/file")))).isEqualTo("file in b");
        assertThat(valueOf(below.readString(root.resolve("a/b/file")))).isEqualTo("file in b");
        assertThat(failureOf(below.readString(Path.of("inside-above")))).isInstanceOf(PathOutsideRootException.class);
        assertThat(failureOf(below.readString(root.resolve("inside")))).isInstanceOf(PathOutsideRootException.class);
        assertThat(failureOf(files.under(Path.of("../up-secret")).readString(Path.of("secret"))))
                .isInstanceOf(PathOutsideRootException.class);
        valueOf(below.createDirectory(Path.of("made")));
        assertThat(root.resolve("a/made")).isDirectory();
    }

    @Test
    void aRootIsOpenedWhenItIsNeeded() throws IOException {
        AsyncFileOperations later = template.under(temporary.resolve("later"));
        assertThat(failureOf(later.readString(Path.of("file")))).isInstanceOf(NoSuchFileException.class);

        Files.createDirectory(temporary.resolve("later"));
        Files.writeString(temporary.resolve("later/file"), "content");

        assertThat(valueOf(later.readString(Path.of("file")))).isEqualTo("content");
        // And is held: where it is moved to does not matter.
        Files.move(temporary.resolve("later"), temporary.resolve("moved"));
        assertThat(valueOf(later.readString(Path.of("file")))).isEqualTo("content");
        assertThat(failureOf(template.under(temporary.resolve("moved/file")).readString(Path.of("x"))))
                .isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void aTemplateWithARootIsBuiltOnlyIfThereIsOne() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "content");

        assertThatThrownBy(() -> AsyncFileTemplate.builder()
                        .root(temporary.resolve("absent"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("root: there is no directory '" + temporary.resolve("absent") + "'");
        assertThatThrownBy(() -> AsyncFileTemplate.builder().root(file).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("root: '" + file + "' is no directory");
        try (var windows = Jimfs.newFileSystem(
                Configuration.windows().toBuilder().setSupportedFeatures().build())) {
            Path noWay = windows.getRootDirectories().iterator().next();
            assertThatThrownBy(() -> AsyncFileTemplate.builder().root(noWay).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot keep to a root");
        }
    }

    @Test
    void temporaryFilesAreInTheRoot() throws IOException {
        Path file = valueOf(files.createTempFile("pre", null));
        Path directory = valueOf(files.createTempDirectory("pre"));

        assertThat(file).hasParent(root).isRegularFile();
        assertThat(directory).hasParent(root).isDirectory();
        Integer written = valueOf(files.withTemporaryFile(open -> open.write(new byte[1])));
        assertThat(written).isEqualTo(1);
        assertThat(failureOf(files.createTempFile(Path.of(""), "../x", null)))
                .isInstanceOf(IllegalArgumentException.class);
        try (Stream<Path> entries = Files.list(root)) {
            assertThat(entries).containsExactlyInAnyOrder(file, directory);
        }
    }

    @Test
    void aLinkIsNeverWhatIsDeletedOnClosing() throws IOException {
        arrange();
        link("link", "inside");

        assertThat(failureOf(files.open(Path.of("link"), StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)))
                .isInstanceOf(FileSystemException.class);
        assertThat(root.resolve("inside")).hasContent("inside");
    }

    @Test
    void whatCannotBeCopiedReplacesNothing() throws IOException {
        arrange();
        link("link", "inside");
        Path target = Files.writeString(root.resolve("target"), "kept");
        CompletableFuture<Path> copy = files.copy(
                Path.of("link"), Path.of("target"), LinkOption.NOFOLLOW_LINKS, StandardCopyOption.REPLACE_EXISTING);

        if (isPortable()) {
            assertThat(failureOf(copy)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(target).hasContent("kept");
        } else {
            valueOf(copy);
            assertThat(target).isSymbolicLink();
        }
    }

    @Test
    void directoriesAreCreatedOverNoLinkThatDangles() throws IOException {
        arrange();
        link("nowhere", "a/nowhere");

        assertThat(failureOf(files.createDirectories(Path.of("nowhere"))))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aRootMayBeNamedWithDots() throws IOException {
        arrange();
        AsyncFileOperations dotted = template.under(temporary.resolve("./up/."));

        assertThat(valueOf(dotted.readString(root.resolve("inside")))).isEqualTo("inside");
        assertThat(valueOf(dotted.readString(root.resolve("./a/./b/file")))).isEqualTo("file in b");
    }

    @Test
    void namesThatAreNoTextAreFound() throws Exception {
        assumeTrue(
                new ProcessBuilder(
                                        "sh",
                                        "-c",
                                        "mkdir \"$0/$(printf '\\377')\" && touch \"$0/$(printf '\\377')/in\"",
                                        root.toString())
                                .start()
                                .waitFor()
                        == 0,
                "no such names here");

        List<Path> found = valueOf(AsyncFiles.toList(files.walk(Path.of(""))));

        assertThat(found)
                .hasSize(3)
                .last()
                .satisfies(path -> assertThat(path.getFileName()).hasToString("in"));
        assertThat(valueOf(files.size(found.get(2)))).isZero();
    }

    @Test
    void closingTheTemplateLetsGoOfTheRootsOfViews() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "no " + descriptors);
        for (int i = 0; i < 10; i++) {
            assertThat(valueOf(template.under(root).exists(Path.of("")))).isTrue();
        }
        AsyncFileOperations kept = template.under(root);
        assertThat(valueOf(kept.exists(Path.of("")))).isTrue();
        assertThat(heldBelow(temporary)).isPositive();

        template.close();

        Outcomes.await().untilAsserted(() -> assertThat(heldBelow(temporary)).isZero());
        Reference.reachabilityFence(kept);
    }

    private static long heldBelow(Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(directory);
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void closingWhileSomethingHangsIsBoundedAndDeletesTemporaryFiles() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        AsyncFileTemplate rooted =
                AsyncFileTemplate.builder().root(root).maxThreads(2).build();
        for (int i = 0; i < 20; i++) {
            valueOf(rooted.temporaryFile("temporary", null));
        }
        CompletableFuture<Long> hung = rooted.copy(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        try {
                            gate.await();
                            return -1;
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                },
                Path.of("hung"));
        Outcomes.await().until(() -> rooted.activeOperations() == 1);

        assertThat(rooted.close(Duration.ofMillis(200))).isNotEmpty();

        assertThat(hung).isCompletedExceptionally();
        Outcomes.await().untilAsserted(() -> assertThat(root.toFile().list()).containsExactly("hung"));
        gate.countDown();
    }

    @Test
    void aFifoThatIsSwappedInHoldsNobodyUp() throws Exception {
        assumeTrue(!isPortable(), "the JDK cannot open without waiting");
        Path fifo = temporary.resolve("fifo");
        assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "no mkfifo");
        AtomicBoolean stopped = new AtomicBoolean();
        Path target = root.resolve("target");
        Thread swapper = new Thread(() -> {
            try {
                while (!stopped.get()) {
                    Files.move(
                            Files.createLink(temporary.resolve("next"), fifo), target, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(
                            Files.writeString(temporary.resolve("next"), "content"),
                            target,
                            StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        swapper.start();
        try {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
            while (System.nanoTime() < end) {
                outcome(files.writeString(Path.of("target"), "written"));
                outcome(files.readString(Path.of("target")));
                outcome(files.withFile(
                        Path.of("target"), AsyncFile::readAllBytes, StandardOpenOption.READ, StandardOpenOption.WRITE));
                outcome(files.setLastModifiedTime(Path.of("target"), FileTime.fromMillis(7)));
            }
        } finally {
            stopped.set(true);
            swapper.join();
        }
    }

    @Test
    void aFileBeneathIsWatchedAndTailed() throws IOException {
        assumeTrue(!isPortable(), "the JDK cannot watch relative to an open directory");
        arrange();
        Recorder<DirectoryEvent> events = Recorder.of(files.watchRecursively(Path.of("a")));
        events.request(Long.MAX_VALUE);
        Recorder<TailEvent> lines = Recorder.of(files.tail(Path.of("a/log"), TailFrom.beginning()));
        lines.request(Long.MAX_VALUE);
        Outcomes.await().untilAsserted(() -> {
            Files.writeString(root.resolve("a/b/seen"), "x");
            assertThat(events.elements).extracting(DirectoryEvent::path).contains(Path.of("a/b/seen"));
        });
        Files.writeString(root.resolve("a/log"), "first\n");
        Outcomes.await()
                .until(() -> lines.elements.stream()
                        .anyMatch(event -> event.toString().contains("first")));
        events.subscription.cancel();
        lines.subscription.cancel();
    }

    @Test
    void aFifoBeneathHoldsNobodyUp() throws Exception {
        Path fifo = root.resolve("fifo");
        assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "no mkfifo");

        for (Map.Entry<String, RootOperations.Operation> operation :
                RootOperations.all().entrySet()) {
            if (!Set.of("tail", "move", "moveWithParents", "delete", "deleteIfExists", "deleteRecursively")
                    .contains(operation.getKey())) {
                outcome(operation.getValue().on(files, Path.of("fifo")));
                if (Files.notExists(fifo)) {
                    new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
                }
            }
        }
        assertThat(failureOf(files.readString(Path.of("fifo")))).hasMessage("fifo: Not a regular file");
    }
}

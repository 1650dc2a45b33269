// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link AsyncFileOperations} promises, on whichever file system a subclass provides. Where the file system lacks a
 * feature, its tests are skipped and say so.
 */
abstract class FileOperationsContract {

    AsyncFileTemplate files;
    Path dir;

    /** {@return an empty directory in the file system under test} */
    abstract Path directory() throws IOException;

    boolean hasSymbolicLinks() {
        return true;
    }

    boolean hasHardLinks() {
        return true;
    }

    /** {@return whether the text of a link may be asked for, and links be copied with it} */
    boolean readsSymbolicLinks() {
        return hasSymbolicLinks();
    }

    boolean hasPosixAttributes() {
        return true;
    }

    @BeforeEach
    void createTemplate() throws IOException {
        dir = directory();
        files = configured(AsyncFileTemplate.builder()).maxFileSize(1 << 20).build();
    }

    AsyncFileTemplateBuilder configured(AsyncFileTemplateBuilder builder) {
        return builder;
    }

    @AfterEach
    void closeTemplate() {
        assertThat(files.close(java.time.Duration.ofSeconds(10))).isEmpty();
    }

    Path file(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content);
    }

    // Whole files

    @Test
    void readsBackTheBytesThatWereWritten() {
        byte[] bytes = new byte[300_001];
        new Random(7).nextBytes(bytes);
        Path path = dir.resolve("bytes");

        assertThat(valueOf(files.write(path, bytes))).isEqualTo(path);

        assertThat(valueOf(files.readAllBytes(path))).isEqualTo(bytes);
        assertThat(valueOf(files.size(path))).isEqualTo(bytes.length);
    }

    @Test
    void readsAnEmptyFile() throws IOException {
        Path path = file("empty", "");

        assertThat(valueOf(files.readAllBytes(path))).isEmpty();
        assertThat(valueOf(files.readString(path))).isEmpty();
        assertThat(valueOf(files.readAllLines(path))).isEmpty();
    }

    @Test
    void readsAndWritesTextInAnyCharset() {
        String text = "Grüße, 世界 \uD83D\uDE00\n";
        for (var charset : List.of(UTF_8, UTF_16)) {
            Path path = dir.resolve("text-" + charset);
            valueOf(files.writeString(path, text, charset));
            assertThat(valueOf(files.readString(path, charset))).isEqualTo(text);
        }
        assertThat(valueOf(files.readString(
                        valueOf(files.writeString(dir.resolve("latin"), "Grüße?", ISO_8859_1)), ISO_8859_1)))
                .isEqualTo("Grüße?");
    }

    @Test
    void aReplacementCharacterInTheFileIsText() throws IOException {
        assertThat(valueOf(files.readString(file("replaced", "a\uFFFDb")))).isEqualTo("a\uFFFDb");
    }

    @Test
    void malformedTextFailsWithPathAndPlace() throws IOException {
        Path path = Files.write(dir.resolve("malformed"), new byte[] {'a', 'b', (byte) 0xC3, 'c'});

        assertThat(failureOf(files.readString(path)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("byte 2");
        assertThat(failureOf(files.readAllLines(path))).isInstanceOf(MalformedInputException.class);
    }

    @Test
    void textThatEndsWithinACharacterIsMalformed() throws IOException {
        Path path = Files.write(dir.resolve("cut"), new byte[] {'a', (byte) 0xE4, (byte) 0xB8});

        assertThat(failureOf(files.readString(path))).isInstanceOf(MalformedInputException.class);
    }

    @Test
    void textThatCannotBeEncodedLeavesTheFileAlone() throws IOException {
        Path path = file("kept", "kept");

        assertThat(failureOf(files.writeString(path, "ü", US_ASCII)))
                .isInstanceOf(CharacterCodingException.class)
                .hasMessageContaining(path.toString());
        assertThat(failureOf(files.writeString(path, "\uD800")))
                .isInstanceOf(CharacterCodingException.class)
                .hasMessageContaining(path.toString());

        assertThat(Files.readString(path)).isEqualTo("kept");
    }

    @Test
    void splitsLinesAsTheJdkDoes() throws IOException {
        Path path = file("lines", "one\ntwo\r\nthree\rfour\n\nlast");

        assertThat(valueOf(files.readAllLines(path)))
                .isEqualTo(Files.readAllLines(path))
                .containsExactly("one", "two", "three", "four", "", "last");
    }

    @Test
    void writesLines() {
        Path path = dir.resolve("lines");
        valueOf(files.write(path, List.of("one", "zwölf")));
        valueOf(files.write(path, List.of("three"), UTF_8, APPEND));

        assertThat(valueOf(files.readAllLines(path))).containsExactly("one", "zwölf", "three");
    }

    @Test
    void aLineThatCannotBeEncodedFails() {
        assertThat(failureOf(files.write(dir.resolve("lines"), List.of("a", "ü"), US_ASCII)))
                .isInstanceOf(CharacterCodingException.class)
                .hasMessageContaining("lines");
    }

    @Test
    void writingReplacesAppendsOrRefuses() throws IOException {
        Path path = file("file", "a long content");

        valueOf(files.writeString(path, "short"));
        valueOf(files.writeString(path, " and more", CREATE, APPEND));
        assertThat(Files.readString(path)).isEqualTo("short and more");

        assertThat(failureOf(files.writeString(path, "new", CREATE_NEW)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(path.toString());
        assertThat(failureOf(files.writeString(dir.resolve("absent"), "x", WRITE)))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.writeString(path, "x", READ)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAbsentFileFailsWithItsPath() {
        Path absent = dir.resolve("absent");

        for (var future : List.of(
                files.readAllBytes(absent),
                files.readString(absent),
                files.size(absent),
                files.delete(absent),
                files.copy(absent, dir.resolve("copy")),
                files.copy(absent, new ByteArrayOutputStream()),
                files.move(absent, dir.resolve("moved")),
                files.readAttributes(absent, BasicFileAttributes.class),
                files.getLastModifiedTime(absent))) {
            assertThat(failureOf(future))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(absent.toString());
        }
    }

    @Test
    void aDirectoryIsNoFile() {
        for (var future : List.of(
                files.readAllBytes(dir),
                files.readString(dir),
                files.writeString(dir, "x"),
                files.copy(dir, new ByteArrayOutputStream()))) {
            assertThat(failureOf(future))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(dir.toString());
        }
    }

    @Test
    void aFileAboveTheLimitIsNotRead() throws IOException {
        Path atTheLimit = Files.write(dir.resolve("fits"), new byte[1 << 20]);
        Path above = Files.write(dir.resolve("large"), new byte[(1 << 20) + 1]);

        assertThat(valueOf(files.readAllBytes(atTheLimit))).hasSize(1 << 20);
        assertThat(failureOf(files.readAllBytes(above)))
                .isInstanceOfSatisfying(FileTooLargeException.class, e -> {
                    assertThat(e.size()).isEqualTo((1 << 20) + 1);
                    assertThat(e.limit()).isEqualTo(1 << 20);
                })
                .hasMessageContaining(above.toString());
        assertThat(failureOf(files.readString(above))).isInstanceOf(FileTooLargeException.class);
        assertThat(failureOf(files.readAllLines(above))).isInstanceOf(FileTooLargeException.class);
    }

    @Test
    void findsTheFirstDifference() throws IOException {
        Path one = Files.write(dir.resolve("one"), new byte[200_000]);
        byte[] changed = new byte[200_000];
        changed[150_000] = 1;
        Path other = Files.write(dir.resolve("other"), changed);
        Path shorter = Files.write(dir.resolve("shorter"), new byte[131_072]);
        Path same = Files.write(dir.resolve("same"), new byte[200_000]);

        assertThat(valueOf(files.mismatch(one, other))).isEqualTo(150_000);
        assertThat(valueOf(files.mismatch(one, shorter))).isEqualTo(131_072);
        assertThat(valueOf(files.mismatch(shorter, one))).isEqualTo(131_072);
        assertThat(valueOf(files.mismatch(one, same))).isEqualTo(-1);
        assertThat(valueOf(files.mismatch(one, one))).isEqualTo(-1);
    }

    // Copying, moving, deleting

    @Test
    void copiesAFile() throws IOException {
        Path source = file("source", "content");
        Path target = dir.resolve("target");

        assertThat(valueOf(files.copy(source, target))).isEqualTo(target);
        assertThat(Files.readString(target)).isEqualTo("content");
        assertThat(failureOf(files.copy(source, target))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(valueOf(files.copy(source, target, REPLACE_EXISTING))).isEqualTo(target);
    }

    @Test
    void copiesFromAndToStreams() {
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        Path path = dir.resolve("streamed");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(valueOf(files.copy(new ByteArrayInputStream(bytes), path))).isEqualTo(bytes.length);
        assertThat(valueOf(files.copy(path, out))).isEqualTo(bytes.length);

        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void movesAFile() throws IOException {
        Path source = file("source", "content");
        Path target = file("target", "old");

        assertThat(failureOf(files.move(source, target))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(valueOf(files.move(source, target, REPLACE_EXISTING))).isEqualTo(target);

        assertThat(Files.readString(target)).isEqualTo("content");
        assertThat(Files.exists(source)).isFalse();
    }

    @Test
    void deletes() throws IOException {
        Path path = file("file", "content");

        assertThat(valueOf(files.delete(path))).isNull();
        assertThat(valueOf(files.deleteIfExists(path))).isFalse();
        assertThat(valueOf(files.deleteIfExists(file("file", "again")))).isTrue();
    }

    @Test
    void aDirectoryWithContentIsNotDeletedByMistake() throws IOException {
        Path tree = tree();

        assertThat(failureOf(files.delete(tree)))
                .isInstanceOf(DirectoryNotEmptyException.class)
                .hasMessageContaining(tree.toString());
    }

    @Test
    void deletesATree() throws IOException {
        Path tree = tree();

        assertThat(valueOf(files.deleteRecursively(tree))).isTrue();
        assertThat(Files.exists(tree)).isFalse();
        assertThat(valueOf(files.deleteRecursively(tree))).isFalse();
        assertThat(valueOf(files.deleteRecursively(file("single", "file")))).isTrue();
        assertThat(Files.exists(dir.resolve("single"))).isFalse();
    }

    @Test
    void deletingATreeDoesNotFollowLinks() throws IOException {
        assumeTrue(hasSymbolicLinks(), "no symbolic links here");
        Path kept = tree();
        Path tree = Files.createDirectory(dir.resolve("doomed"));
        Files.createSymbolicLink(tree.resolve("link"), kept);
        Files.createSymbolicLink(dir.resolve("linked"), kept);

        assertThat(valueOf(files.deleteRecursively(tree))).isTrue();
        assertThat(valueOf(files.deleteRecursively(dir.resolve("linked")))).isTrue();

        assertThat(names(kept)).containsExactly("a", "deep");
    }

    @Test
    void copiesATree() throws IOException {
        Path tree = tree();
        Path target = dir.resolve("copy");

        assertThat(valueOf(files.copyRecursively(tree, target))).isEqualTo(target);

        assertThat(Files.readString(target.resolve("deep").resolve("b"))).isEqualTo("content of b");
        assertThat(names(target)).containsExactly("a", "deep");
        assertThat(failureOf(files.copyRecursively(tree, target))).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void copyingATreeMergesWhenAskedToReplace() throws IOException {
        Path tree = tree();
        Path target = Files.createDirectory(dir.resolve("copy"));
        Files.writeString(target.resolve("a"), "old");
        Files.writeString(target.resolve("other"), "other");

        valueOf(files.copyRecursively(tree, target, REPLACE_EXISTING, COPY_ATTRIBUTES));

        assertThat(Files.readString(target.resolve("a"))).isEqualTo("content of a");
        assertThat(names(target)).containsExactly("a", "deep", "other");
        assertThat(Files.getLastModifiedTime(target).toInstant().getEpochSecond())
                .isEqualTo(Files.getLastModifiedTime(tree).toInstant().getEpochSecond());
    }

    @Test
    void aTreeIsNotCopiedIntoItself() throws IOException {
        Path tree = tree();

        assertThat(failureOf(files.copyRecursively(tree, tree.resolve("deep").resolve("copy"))))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("into itself");
    }

    @Test
    void copyingATreeKeepsLinks() throws IOException {
        assumeTrue(readsSymbolicLinks(), "no text of symbolic links here");
        Path tree = tree();
        Files.createSymbolicLink(tree.resolve("link"), tree.getFileSystem().getPath("a"));

        valueOf(files.copyRecursively(tree, dir.resolve("copy")));

        assertThat(Files.readSymbolicLink(dir.resolve("copy").resolve("link")).toString())
                .isEqualTo("a");
    }

    // Creating

    @Test
    void createsFilesAndDirectories() {
        Path sub = dir.resolve("sub");
        Path deep = sub.resolve("x").resolve("y");

        assertThat(failureOf(files.createFile(sub.resolve("file")))).isInstanceOf(NoSuchFileException.class);
        assertThat(valueOf(files.createDirectory(sub))).isEqualTo(sub);
        assertThat(failureOf(files.createDirectory(sub))).isInstanceOf(FileAlreadyExistsException.class);
        valueOf(files.createDirectories(deep));
        valueOf(files.createDirectories(deep));
        assertThat(valueOf(files.createFile(deep.resolve("file")))).isEqualTo(deep.resolve("file"));
        assertThat(failureOf(files.createFile(deep.resolve("file")))).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(valueOf(files.isDirectory(deep))).isTrue();
        assertThat(valueOf(files.isRegularFile(deep.resolve("file")))).isTrue();
    }

    @Test
    void createsTemporaryFilesAndDirectories() {
        assertThat(valueOf(files.createTempFile(dir, "pre", ".suf"))
                        .getFileName()
                        .toString())
                .startsWith("pre")
                .endsWith(".suf");
        assertThat(valueOf(files.createTempDirectory(dir, null))).isDirectory().hasParent(dir);
    }

    // Links

    @Test
    void createsAndReadsLinks() throws IOException {
        assumeTrue(hasSymbolicLinks(), "no symbolic links here");
        Path target = file("target", "content");
        Path link = dir.resolve("link");

        assertThat(valueOf(files.createSymbolicLink(link, target.getFileName())))
                .isEqualTo(link);

        assertThat(valueOf(files.isSymbolicLink(link))).isTrue();
        assertThat(valueOf(files.isRegularFile(link))).isTrue();
        assertThat(valueOf(files.isRegularFile(link, NOFOLLOW_LINKS))).isFalse();
        assertThat(valueOf(files.readString(link))).isEqualTo("content");
    }

    @Test
    void readsSymbolicLinksThemselves() throws IOException {
        assumeTrue(readsSymbolicLinks(), "no text of symbolic links here");
        Path target = file("target", "content");
        Path link = Files.createSymbolicLink(dir.resolve("link"), target);

        assertThat(valueOf(files.readSymbolicLink(link))).isEqualTo(target);
        assertThat(failureOf(files.readSymbolicLink(target))).isInstanceOf(NotLinkException.class);
    }

    @Test
    void createsHardLinks() throws IOException {
        assumeTrue(hasHardLinks(), "no hard links here");
        Path existing = file("existing", "content");

        Path link = valueOf(files.createLink(dir.resolve("second"), existing));

        assertThat(valueOf(files.isSameFile(link, existing))).isTrue();
    }

    // Looking

    @Test
    void tellsWhatIsThere() throws IOException {
        Path path = file("file", "content");
        Path absent = dir.resolve("absent");

        assertThat(valueOf(files.exists(path))).isTrue();
        assertThat(valueOf(files.exists(absent))).isFalse();
        assertThat(valueOf(files.notExists(absent))).isTrue();
        assertThat(valueOf(files.isDirectory(dir))).isTrue();
        assertThat(valueOf(files.isDirectory(path))).isFalse();
        assertThat(valueOf(files.isReadable(path))).isTrue();
        assertThat(valueOf(files.isWritable(path))).isTrue();
        assertThat(valueOf(files.isWritable(absent))).isFalse();
        assertThat(valueOf(files.isExecutable(absent))).isFalse();
        assertThat(valueOf(files.isSymbolicLink(path))).isFalse();
        assertThat(valueOf(files.isHidden(path))).isFalse();
        assertThat(valueOf(files.isSameFile(path, path))).isTrue();
        assertThat(valueOf(files.getFileStore(path))).isNotNull();
        assertThat(valueOf(files.probeContentType(dir.resolve("x.txt")))).isEqualTo("text/plain");
        assertThat(valueOf(files.probeContentType(dir.resolve("x.no-such-type"))))
                .isNull();
    }

    @Test
    void readsAndSetsAttributes() throws IOException {
        Path path = file("file", "content");
        FileTime time = FileTime.fromMillis(1_000_000_000_000L);

        valueOf(files.setLastModifiedTime(path, time));
        assertThat(valueOf(files.getLastModifiedTime(path))).isEqualTo(time);
        BasicFileAttributes attributes = valueOf(files.readAttributes(path, BasicFileAttributes.class));
        assertThat(attributes.size()).isEqualTo(7);
        assertThat(attributes.lastModifiedTime()).isEqualTo(time);
        Map<String, Object> named = valueOf(files.readAttributes(path, "size,isDirectory"));
        assertThat(named).containsEntry("size", 7L).containsEntry("isDirectory", false);
        assertThat(valueOf(files.getAttribute(path, "isRegularFile"))).isEqualTo(true);
        FileTime later = FileTime.fromMillis(1_100_000_000_000L);
        assertThat(valueOf(files.setAttribute(path, "lastModifiedTime", later))).isEqualTo(path);
        assertThat(valueOf(files.getLastModifiedTime(path))).isEqualTo(later);
    }

    @Test
    void readsAndSetsOwnerAndPermissions() throws IOException {
        assumeTrue(hasPosixAttributes(), "no POSIX attributes here");
        Path path = file("file", "content");
        var permissions = PosixFilePermissions.fromString("rw-r-----");

        valueOf(files.setPosixFilePermissions(path, permissions));
        assertThat(valueOf(files.getPosixFilePermissions(path))).isEqualTo(permissions);
        var owner = valueOf(files.getOwner(path));
        assertThat(owner).isEqualTo(Files.getOwner(path));
        assertThat(valueOf(files.setOwner(path, owner))).isEqualTo(path);
    }

    // Directories

    @Test
    void listsADirectoryOfManyEntries() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (int i : IntStream.range(0, 600).toArray()) {
            expected.add("entry" + i);
            Files.createFile(dir.resolve("entry" + i));
        }

        List<Path> listed = valueOf(AsyncFiles.toList(files.list(dir)));

        assertThat(listed).hasSize(600).allSatisfy(path -> assertThat(path).hasParent(dir));
        assertThat(listed)
                .extracting(path -> path.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void listsEntriesWithTheirAttributes() throws IOException {
        file("file", "content");
        Files.createDirectory(dir.resolve("sub"));

        List<DirectoryEntry> entries = valueOf(AsyncFiles.toList(files.entries(dir)));

        assertThat(entries)
                .extracting(entry -> entry.path().getFileName().toString().replace("/", ""))
                .containsExactlyInAnyOrder("file", "sub");
        assertThat(entries)
                .filteredOn(entry -> entry.attributes().isRegularFile())
                .singleElement()
                .satisfies(entry -> assertThat(entry.attributes().size()).isEqualTo(7));
    }

    @Test
    void listsAnEmptyDirectory() {
        assertThat(valueOf(AsyncFiles.toList(files.list(dir)))).isEmpty();
    }

    @Test
    void aFileHasNoEntries() throws IOException {
        Path path = file("file", "content");

        assertThat(failureOf(AsyncFiles.toList(files.list(path))))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessageContaining(path.toString());
        assertThat(failureOf(AsyncFiles.toList(files.entries(dir.resolve("absent")))))
                .isInstanceOfAny(NoSuchFileException.class, NotDirectoryException.class);
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Files.writeString(tree.resolve("a"), "content of a");
        Files.createDirectory(tree.resolve("deep"));
        Files.writeString(tree.resolve("deep").resolve("b"), "content of b");
        Files.createDirectory(tree.resolve("deep").resolve("empty"));
        return tree;
    }

    private static List<String> names(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString().replace("/", ""))
                    .sorted()
                    .toList();
        }
    }
}

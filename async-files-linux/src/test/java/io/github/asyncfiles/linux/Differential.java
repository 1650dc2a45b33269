// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileLock;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.CompletedOperation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same random operations on two equal trees, one through the Linux engine and one through the portable one: results,
 * exceptions and what is left on the disk must not differ.
 */
final class Differential implements AutoCloseable {

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private static final byte[] TEXT = text();
    private static final int OPEN_FILES = 8;
    private static final int MAX_FILE_BYTES = 100_000;
    private static final int OPERATIONS_PER_FURNISHING = 500;
    private static final int[] SIZES = {
        0, 1, 10, 511, 512, 513, 4095, 4096, 8191, 8192, 8193, 20_000, 65_535, 65_536, 65_537, 99_999, 100_001, 150_000
    };

    private static final List<String> REGULAR =
            List.of("a", "b", "c with blank", "d/e", "d/f", "\u00fc\u65e5\ud83d\ude00", "n".repeat(255));

    private static final List<String> NAMES = Stream.concat(
                    REGULAR.stream(),
                    Stream.of(
                            "",
                            ".",
                            "..",
                            "d",
                            "d/..",
                            "d/.",
                            "d/../a",
                            "empty",
                            "absent",
                            "absent/x",
                            "a/x",
                            "a/..",
                            "link",
                            "link/x",
                            "linked d",
                            "linked d/e",
                            "linked d/../a",
                            "absolute link",
                            "chain",
                            "dangling",
                            "loop",
                            "loop/x",
                            "fifo",
                            "elsewhere/proc",
                            "elsewhere/null",
                            "new",
                            "d/new",
                            "latin",
                            "n".repeat(256),
                            "./".repeat(700) + "a",
                            "./".repeat(2500) + "a",
                            "d/" + "../d/".repeat(900) + "e"))
            .toList();

    private final Random random;
    private final int operations;
    private final Tree one;
    private final Tree two;
    private final List<OpenPair> open = new ArrayList<>();
    private final LongAdder inline = new LongAdder();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private int number;
    private String last = "";

    /** A directory and what works on it. */
    private record Tree(Path root, AsyncFileTemplate files) {

        Path path(String name, boolean relative) {
            Path path = name.isEmpty() ? relative ? Path.of("") : root : root.resolve(name);
            return relative && !name.isEmpty() ? Path.of("").toAbsolutePath().relativize(path) : path;
        }

        String withoutRoot(String text) {
            Path above = root.getParent();
            Path here = Path.of("").toAbsolutePath();
            return text.replace(above.toString(), "ABOVE")
                    .replace(here.relativize(above).toString(), "ABOVE");
        }
    }

    /** A file open in both trees. */
    private static final class OpenPair {

        private final AsyncFile one;
        private final AsyncFile two;
        private final String name;
        /** How many changes there had been when it was used last. */
        private long changesSeen;

        OpenPair(AsyncFile one, AsyncFile two, String name) {
            this.one = one;
            this.two = two;
            this.name = name;
        }

        AsyncFile in(Tree tree, Tree first) {
            return tree == first ? one : two;
        }

        /**
         * What was read ahead is not what is in the file after somebody else has changed it, and how much was read ahead is
         * not the same in both: neither is promised, so it is forgotten.
         */
        void forgetWhatWasReadAhead(long changes) throws Exception {
            if (changesSeen != changes) {
                changesSeen = changes;
                for (AsyncFile file : List.of(one, two)) {
                    long position = file.position().get(10, TimeUnit.SECONDS);
                    file.position(Long.MAX_VALUE);
                    file.position(position).get(10, TimeUnit.SECONDS);
                }
            }
        }
    }

    private long changes;

    private interface Call {
        Object on(Tree tree) throws Exception;
    }

    private interface FileCall {
        Object on(AsyncFile file) throws Exception;
    }

    Differential(Path base, long seed, int operations) throws IOException {
        this.random = new Random(seed);
        this.operations = operations;
        AsyncFileObserver counter = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                if (operation.servedInline()) {
                    inline.increment();
                }
            }
        };
        // Names of one length: links to absolute targets have that as their size.
        this.one = new Tree(
                Files.createDirectories(base.resolve("one").resolve("tree")),
                AsyncFileTemplate.builder()
                        .engine("linux")
                        .maxFileSize(MAX_FILE_BYTES)
                        .maxLineLength(10_000)
                        .observer(counter)
                        .build());
        this.two = new Tree(
                Files.createDirectories(base.resolve("two").resolve("tree")),
                AsyncFileTemplate.builder()
                        .engine("portable")
                        .maxFileSize(MAX_FILE_BYTES)
                        .maxLineLength(10_000)
                        .build());
    }

    @Override
    public void close() {
        one.files.close();
        two.files.close();
    }

    /** {@return how many operations were served on the caller} */
    long servedInline() {
        return inline.sum();
    }

    /** Fails at the first difference. */
    void run() throws Exception {
        for (number = 0; number < operations; number++) {
            if (number % OPERATIONS_PER_FURNISHING == 0) {
                closeAll();
                furnish(one);
                furnish(two);
                compareTrees();
            }
            step();
        }
        closeAll();
        compareTrees();
        if (one.files.openFiles() > 0 || two.files.openFiles() > 0) {
            throw new AssertionError("Files are left open: " + one.files.openFiles() + ", " + two.files.openFiles());
        }
    }

    // The trees

    /** Makes the tree anew, but for the FIFO if it is still there: that takes a process. */
    private static void furnish(Tree tree) throws IOException {
        Path root = tree.root;
        Path fifo = root.resolve("fifo");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                boolean stays = path.equals(root)
                        || path.equals(fifo)
                                && Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW)
                                        .isOther();
                if (!stays) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(root.resolve("d"));
        Files.createDirectories(root.resolve("empty"));
        for (String name : REGULAR) {
            writeDirectly(root.resolve(name), content(name.length() * 37, name.hashCode()));
        }
        writeDirectly(root.resolve("latin"), "Gr\u00fc\u00dfe\nund so weiter\r\n".getBytes(ISO_8859_1));
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("linked d"), Path.of("d"));
        Files.createSymbolicLink(root.resolve("absolute link"), root.resolve("b"));
        Files.createSymbolicLink(root.resolve("chain"), Path.of("link"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("absent"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        // In a directory of its own, which is left to workers from then on.
        Files.createDirectories(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("elsewhere").resolve("null"), Path.of("/dev/null"));
        Files.createSymbolicLink(root.resolve("elsewhere").resolve("proc"), Path.of("/proc/version"));
        if (!Files.exists(fifo, NOFOLLOW) && !Rig.succeeds("mkfifo", fifo.toString())) {
            throw new IOException("No mkfifo");
        }
    }

    private static void writeDirectly(Path path, byte[] bytes) throws IOException {
        Files.write(path, bytes);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000L + bytes.length));
    }

    private static byte[] content(int size, long seed) {
        int start = Math.floorMod(seed, TEXT.length - size);
        return Arrays.copyOfRange(TEXT, start, start + size);
    }

    private static byte[] text() {
        byte[] bytes = new byte[400_000];
        new Random(42).nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0x7F;
            bytes[i] = (byte) (b < 5 ? '\n' : b < 7 ? '\r' : b < 32 ? ' ' : b);
        }
        return bytes;
    }

    private void compareTrees() throws IOException {
        Map<String, String> first = listing(one);
        Map<String, String> second = listing(two);
        if (!first.equals(second)) {
            throw different("trees", first.toString(), second.toString());
        }
    }

    private static Map<String, String> listing(Tree tree) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree.root)) {
            for (Path path : paths.toList()) {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                all.put(
                        tree.withoutRoot(path.toString()),
                        attributes.isRegularFile()
                                ? "file " + digest(Files.readAllBytes(path))
                                : attributes.isSymbolicLink()
                                        ? "-> "
                                                + tree.withoutRoot(Files.readSymbolicLink(path)
                                                        .toString())
                                        : attributes.isDirectory() ? "dir" : "other");
            }
        }
        return all;
    }

    // One operation

    private void step() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 45) {
            look();
        } else if (dice < 85) {
            useOpenFile();
        } else if (dice < 95) {
            changes++;
            change();
        } else {
            changes++;
            changeByOtherMeans();
        }
    }

    private String name() {
        List<String> names = random.nextInt(3) == 0 ? REGULAR : NAMES;
        return names.get(random.nextInt(names.size()));
    }

    /** A name at which something may be changed without wrecking the tree. */
    private String victim() {
        return switch (random.nextInt(8)) {
            case 0 -> "new";
            case 1 -> "d/new";
            case 2 -> random.nextInt(4) == 0 ? "fifo" : "new";
            case 3 ->
                List.of("link", "absolute link", "chain", "dangling", "loop").get(random.nextInt(5));
            case 4 ->
                List.of("absent/x", "a/x", "n".repeat(256), "d", "empty", "").get(random.nextInt(6));
            default -> REGULAR.get(random.nextInt(REGULAR.size()));
        };
    }

    private void look() throws Exception {
        String name = name();
        boolean relative = random.nextInt(8) == 0;
        LinkOption[] links = random.nextInt(3) == 0 ? NOFOLLOW : FOLLOW;
        Charset charset = random.nextBoolean() ? UTF_8 : ISO_8859_1;
        int which = random.nextInt(22);
        String other = name();
        compare("look " + which + " " + shown(name) + (links.length > 0 ? " nofollow" : ""), tree -> {
            Path path = tree.path(name, relative);
            AsyncFileTemplate files = tree.files;
            return switch (which) {
                case 0, 1 -> files.readAllBytes(path);
                case 2 -> files.readString(path, charset);
                case 3 -> files.readAllLines(path, charset);
                case 4 -> files.exists(path, links);
                case 5 -> files.notExists(path, links);
                case 6 -> files.isRegularFile(path, links);
                case 7 -> files.isDirectory(path, links);
                case 8 -> files.isSymbolicLink(path);
                case 9 -> files.size(path);
                case 10, 11 ->
                    files.readAttributes(path, BasicFileAttributes.class, links)
                            .thenApply(attributes -> described(attributes, path, links));
                case 12 ->
                    files.getLastModifiedTime(path, links)
                            .thenCombine(files.isRegularFile(path, links), (time, file) -> file ? time : "a time");
                case 13 ->
                    files.open(
                                    path,
                                    links.length > 0
                                            ? new OpenOption[] {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS}
                                            : new OpenOption[] {})
                            .thenCompose(AsyncFile::close);
                case 14 -> files.readSymbolicLink(path);
                case 15 ->
                    AsyncFiles.toList(files.list(path))
                            .thenApply(list ->
                                    list.stream().map(Path::toString).sorted().toList());
                case 16 -> files.mismatch(path, tree.path(other, false));
                case 17 -> files.isReadable(path);
                case 18 -> files.getPosixFilePermissions(path, links);
                case 19 -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    yield files.copy(path, bytes).thenApply(count -> count + " " + digest(bytes.toByteArray()));
                }
                case 20 -> files.isSameFile(path, tree.path(other, false));
                default ->
                    files.withFile(path, AsyncFile::readLines)
                            .thenApply(lines -> lines.stream()
                                    .map(line -> new String(line, ISO_8859_1))
                                    .toList());
            };
        });
    }

    /** What two readings of one file have to agree in, and two equal files. */
    private static String described(BasicFileAttributes attributes, Path path, LinkOption[] links) {
        try {
            BasicFileAttributes again = Files.readAttributes(path, BasicFileAttributes.class, links);
            // The trees are made one after the other, and directories are changed at other times.
            String same = again.fileKey().equals(attributes.fileKey())
                    + " " + again.creationTime().equals(attributes.creationTime())
                    + " " + again.lastModifiedTime().equals(attributes.lastModifiedTime())
                    + " " + again.getClass().equals(attributes.getClass())
                    + " " + (again.size() == attributes.size());
            return same + " " + attributes.isRegularFile() + attributes.isDirectory() + attributes.isSymbolicLink()
                    + attributes.isOther()
                    + (attributes.isRegularFile() ? " " + attributes.size() + " " + attributes.lastModifiedTime() : "");
        } catch (IOException e) {
            throw new AssertionError("It was there just now", e);
        }
    }

    private void useOpenFile() throws Exception {
        if (open.size() < OPEN_FILES && random.nextInt(4) == 0 || open.isEmpty()) {
            openOne();
            return;
        }
        int index = random.nextInt(open.size());
        OpenPair pair = open.get(index);
        if (random.nextInt(40) == 0) {
            open.remove(index);
            compare("close " + pair.name, tree -> pair.in(tree, one).close());
            compare("read closed " + pair.name, tree -> pair.in(tree, one).read(10));
            compare("read closed at " + pair.name, tree -> pair.in(tree, one).read(ByteBuffer.allocate(1), 0));
            compare("size of closed " + pair.name, tree -> pair.in(tree, one).size());
            return;
        }
        pair.forgetWhatWasReadAhead(changes);
        FileCall call = fileCall();
        if (callChanges) {
            pair.changesSeen = ++changes;
        }
        compare(last + " on " + pair.name, tree -> call.on(pair.in(tree, one)));
        settle(pair.name);
    }

    private void openOne() throws Exception {
        String name = name();
        OpenOption[] options = switch (random.nextInt(9)) {
            case 0 -> new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE};
            case 1 -> new OpenOption[] {StandardOpenOption.WRITE};
            case 2 -> new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.APPEND};
            case 3 -> new OpenOption[] {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
            case 4 -> new OpenOption[] {StandardOpenOption.READ, StandardOpenOption.SPARSE};
            default -> new OpenOption[] {StandardOpenOption.READ};
        };
        AsyncFile[] opened = new AsyncFile[2];
        compare(
                "open " + shown(name) + " " + Arrays.toString(options),
                tree -> tree.files.open(tree.path(name, false), options).thenApply(file -> {
                    opened[tree == one ? 0 : 1] = file;
                    return tree.withoutRoot(file.path().toString()) + file.options();
                }));
        if (opened[0] != null && opened[1] != null) {
            open.add(new OpenPair(opened[0], opened[1], name));
        }
    }

    private void closeAll() throws Exception {
        for (OpenPair pair : open) {
            compare("close " + pair.name, tree -> pair.in(tree, one).close());
        }
        open.clear();
    }

    /** Whether the last one that was made changes the file. */
    private boolean callChanges;

    private FileCall fileCall() {
        int which = random.nextInt(24);
        long position = position();
        int length = random.nextInt(4) == 0 ? SIZES[random.nextInt(SIZES.length)] : random.nextInt(300);
        int kind = random.nextInt(8);
        byte[] bytes = content(random.nextInt(200), random.nextLong());
        callChanges = which >= 16 && which <= 18 || which == 21;
        last = "use " + which + " at " + position + " for " + length + " kind " + kind;
        return switch (which) {
            case 0, 1, 2 -> file -> file.read(length);
            case 3, 4, 5, 6 -> file -> intoBuffer(kind, length, buffer -> file.read(buffer, position));
            case 7, 8 -> file -> intoBuffer(kind, length, file::read);
            case 9, 10, 11 -> AsyncFile::readLine;
            case 12 -> file -> file.peek(length);
            case 13 -> AsyncFile::size;
            case 14 -> AsyncFile::position;
            case 15 -> file -> file.position(position);
            // Not far behind the end: holes of gigabytes take long to read.
            case 16 -> file -> file.position(position % 200_000).thenCompose(none -> file.write(bytes));
            case 17 -> file -> file.write(ByteBuffer.wrap(bytes), position % 200_000);
            case 18 -> file -> file.truncate(length);
            case 19 -> AsyncFile::readAllBytes;
            case 20 ->
                file -> {
                    ByteArrayOutputStream target = new ByteArrayOutputStream();
                    return file.transferTo(position, length, Channels.newChannel(target))
                            .thenApply(count -> count + " " + digest(target.toByteArray()));
                };
            case 21 ->
                file -> file.transferFrom(
                        Channels.newChannel(new ByteArrayInputStream(bytes)), position % 200_000, length);
            case 22 ->
                file -> file.tryLock(position % 1000, length, kind < 4)
                        .thenCompose(lock -> lock == null
                                ? CompletableFuture.completedFuture("none")
                                : lock.release().thenApply(none -> "a lock " + (lock instanceof AsyncFileLock)));
            default -> position < 1900 || kind < 7 ? file -> file.readLines(length) : file -> file.force(true);
        };
    }

    private long position() {
        return switch (random.nextInt(12)) {
            case 0 -> SIZES[random.nextInt(SIZES.length)];
            case 1 -> random.nextInt(300_000);
            case 2 -> random.nextInt(2) == 0 ? 1L << 33 : Long.MAX_VALUE - random.nextInt(2);
            default -> random.nextInt(2000);
        };
    }

    private interface IntoBuffer {
        CompletableFuture<Integer> read(ByteBuffer buffer);
    }

    /** {@return a future of all there is to know of a buffer that was read into} */
    private static CompletableFuture<String> intoBuffer(int kind, int length, IntoBuffer read) {
        ByteBuffer buffer = switch (kind) {
            case 0 -> ByteBuffer.allocateDirect(length);
            case 1 -> ByteBuffer.allocateDirect(length + 30).position(10).limit(length + 20);
            case 2 -> ByteBuffer.allocateDirect(length + 30).slice(7, length);
            case 3 -> ByteBuffer.allocate(length + 30).slice(7, length);
            case 4 ->
                ByteBuffer.allocate(length + 30)
                        .slice(7, length + 10)
                        .position(3)
                        .limit(length);
            case 5 -> Arena.ofAuto().allocate(length).asByteBuffer();
            case 6 -> ByteBuffer.wrap(new byte[length + 30], 5, length);
            default -> ByteBuffer.allocate(length);
        };
        return read.read(buffer).handle((count, failure) -> {
            String place = " " + buffer.position() + " " + buffer.limit() + " ";
            ByteBuffer all = buffer.duplicate().clear();
            byte[] bytes = new byte[all.remaining()];
            all.get(bytes);
            if (failure != null) {
                throw new CompletionException(failure instanceof CompletionException ? failure.getCause() : failure);
            }
            return count + place + digest(bytes);
        });
    }

    private void change() throws Exception {
        String name = victim();
        String other = victim();
        int which = random.nextInt(14);
        byte[] bytes = content(SIZES[random.nextInt(SIZES.length)], random.nextLong());
        boolean replace = random.nextBoolean();
        compare("change " + which + " " + shown(name) + " " + shown(other), tree -> {
            Path path = tree.path(name, false);
            AsyncFileTemplate files = tree.files;
            return switch (which) {
                case 0, 1, 2 -> files.write(path, bytes);
                case 3 -> files.writeString(path, "Gr\u00fc\u00dfe", replace ? UTF_8 : Charset.forName("US-ASCII"));
                case 4 -> files.write(path, bytes, StandardOpenOption.APPEND);
                case 5 -> files.write(path, bytes, StandardOpenOption.CREATE_NEW);
                case 6 -> name.isEmpty() ? files.exists(path) : files.delete(path);
                case 7 -> name.isEmpty() ? files.exists(path) : files.deleteIfExists(path);
                case 8 ->
                    name.isEmpty() || other.isEmpty()
                            ? files.exists(path)
                            : replace
                                    ? files.move(path, tree.path(other, false), StandardCopyOption.REPLACE_EXISTING)
                                    : files.move(path, tree.path(other, false));
                case 9 ->
                    replace && !other.isEmpty()
                            ? files.copy(path, tree.path(other, false), StandardCopyOption.REPLACE_EXISTING)
                            : files.copy(path, tree.path(other, false));
                case 10 -> files.createFile(path);
                case 11 -> files.createLink(path, tree.path(other, false));
                case 12 ->
                    files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(replace ? "rw-r--r--" : "---------"));
                default -> files.createSymbolicLink(path, Path.of(REGULAR.get(Math.floorMod(which, REGULAR.size()))));
            };
        });
        if (which == 12 && !replace) {
            settle(name);
            look();
            compare(
                    "permit " + shown(name),
                    tree -> tree.files.setPosixFilePermissions(
                            tree.path(name, false),
                            PosixFilePermissions.fromString(
                                    Files.isDirectory(tree.path(name, false)) ? "rwxr-xr-x" : "rw-r--r--")));
        }
        settle(name);
        settle(other);
    }

    /** As another process would. */
    private void changeByOtherMeans() throws Exception {
        String name = REGULAR.get(random.nextInt(REGULAR.size()));
        int which = Math.min(4, random.nextInt(4 * 10 + 1) / 10);
        int size = SIZES[random.nextInt(SIZES.length)];
        long seed = random.nextLong();
        for (Tree tree : List.of(one, two)) {
            Path path = tree.root.resolve(name);
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            switch (which) {
                case 0 -> writeDirectly(path, content(size, seed));
                case 1 -> {
                    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        channel.truncate(size / 2);
                    }
                }
                case 2 -> Files.delete(path);
                case 3 -> Files.setLastModifiedTime(path, FileTime.from(seed >> 30, TimeUnit.MICROSECONDS));
                default -> {
                    if (tree == one) {
                        Rig.makeCold(path, 0);
                    }
                }
            }
        }
        if (which != 3) {
            settle(name);
        }
    }

    /** Gives what was changed in both trees, at different times, one time. */
    private void settle(String name) {
        FileTime time = FileTime.from(1_500_000_000_000L + number * 1_001L, TimeUnit.MICROSECONDS);
        for (Tree tree : List.of(one, two)) {
            try {
                Path path = tree.path(name, false);
                if (Files.isRegularFile(path)) {
                    Files.setLastModifiedTime(path, time);
                }
            } catch (IOException e) {
                // In both trees.
            }
        }
    }

    // Comparing

    private void compare(String what, Call call) throws Exception {
        kinds.merge(what.substring(0, what.indexOf(' ')), 1, Integer::sum);
        last = what;
        String first = outcome(one, call);
        String second = outcome(two, call);
        if (!first.equals(second)) {
            throw different(what, first, second);
        }
    }

    private AssertionError different(String what, String first, String second) {
        return new AssertionError("Operation %d, %s:%n  linux:    %s%n  portable: %s"
                .formatted(number, what, abbreviated(first), abbreviated(second)));
    }

    private String outcome(Tree tree, Call call) throws Exception {
        try {
            Object result = call.on(tree);
            if (result instanceof CompletableFuture<?> future) {
                result = future.get(10, TimeUnit.SECONDS);
            }
            return tree.withoutRoot(shown(result));
        } catch (ExecutionException e) {
            return failure(tree, e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("Operation never completed on " + tree.files.engineName() + ": " + last, e);
        } catch (RuntimeException e) {
            return "at once: " + failure(tree, e);
        }
    }

    private static String failure(Tree tree, Throwable thrown) {
        String text = thrown.getClass().getName() + ": " + thrown.getMessage();
        if (thrown instanceof FileSystemException e) {
            text += " | " + e.getFile() + " | " + e.getOtherFile() + " | " + e.getReason();
        }
        return tree.withoutRoot(text);
    }

    private static String shown(Object result) {
        return switch (result) {
            case null -> "null";
            case byte[] bytes -> digest(bytes);
            case List<?> list -> list.stream().map(Differential::shown).collect(Collectors.joining(", ", "[", "]"));
            default -> result.toString();
        };
    }

    private static String shown(String name) {
        return name.isEmpty() ? "''" : name;
    }

    private static String digest(byte[] bytes) {
        return bytes.length + " bytes " + Integer.toHexString(Arrays.hashCode(bytes));
    }

    private static String abbreviated(String text) {
        return text.length() < 2000 ? text : text.substring(0, 2000) + "…";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FileStatus;
import io.github.asyncfiles.spi.FileStatus.Type;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Linux engine: asks the kernel for what it can give without waiting, on the thread of the caller.
 *
 * <p>A path is looked up in the kernel's cache of names only ({@code RESOLVE_CACHED}), and content read from the page
 * cache only ({@code RWF_NOWAIT}). Whatever the answer is, if it is not the result itself or the plain news that there is
 * no such file, the portable way follows on a worker, and words the error if there is one: this engine makes no messages
 * of its own.
 *
 * <p>It serves regular files of the default file system on mounts of this machine; the rest is served as the portable
 * engine does it.
 */
final class LinuxFileEngine implements FileEngine {

    static final String NAME = "linux";

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final boolean NAMES_ARE_UTF_8 = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    private static final int ROOT_TRIES = 100;
    private static final char REPLACEMENT = '\uFFFD';

    private final FileEngine portable;
    private final Architecture architecture;
    private final ScratchPool scratches;
    private final Mounts mounts = new Mounts();
    private final KnownFiles knownFiles = new KnownFiles();
    private final FileSystem fileSystem = FileSystems.getDefault();
    private final boolean relativePathsWork;

    /** Whether the kernel still lets us: a filter of system calls may be put up at any time. */
    private volatile boolean allowed = true;

    LinuxFileEngine(FileEngine portable, Architecture architecture) throws FileEngineUnavailableException {
        this.portable = portable;
        this.architecture = architecture;
        this.scratches = new ScratchPool(architecture, Runtime.getRuntime().availableProcessors());
        probe();
        this.relativePathsWork = workingDirectoryIsTheJdks();
    }

    /** Tries each system call once. */
    private void probe() throws FileEngineUnavailableException {
        Scratch scratch = new Scratch(architecture);
        int root = locateRoot(scratch);
        if (root == -Errno.EINVAL || root == -Errno.ENOSYS) {
            throw new FileEngineUnavailableException("needs Linux 5.12 or later");
        }
        if (root < 0) {
            throw new FileEngineUnavailableException("the system call openat2 fails: " + Errno.message(-root));
        }
        try {
            int status = scratch.status(root);
            if (status < 0) {
                throw new FileEngineUnavailableException("the system call statx fails: " + Errno.message(-status));
            }
            int read = scratch.readCached(root, 1, 0, 0);
            if (isRefusal(read)) {
                throw new FileEngineUnavailableException("the system call preadv2 fails: " + Errno.message(-read));
            }
        } finally {
            scratch.close(root);
        }
    }

    /** Looks again whether the system calls are allowed, after one of them was refused. */
    void checkAllowed(Scratch scratch) {
        int root = locateRoot(scratch);
        if (isRefusal(root)) {
            allowed = false;
        } else if (root >= 0) {
            // Reading from a mere place is an error, but not that of a call that is unknown or not allowed.
            allowed = !isRefusal(scratch.readCached(root, 1, 0, 0));
            scratch.close(root);
        }
    }

    boolean isAllowed() {
        return allowed;
    }

    private static boolean isRefusal(int result) {
        return result == -Errno.ENOSYS || result == -Errno.EPERM;
    }

    private static int locateRoot(Scratch scratch) {
        scratch.path("/");
        int root = scratch.locateCached(true);
        for (int tries = 0; root == -Errno.EAGAIN && tries < ROOT_TRIES; tries++) {
            // Somebody is mounting.
            root = scratch.locateCached(true);
        }
        return root;
    }

    /** The JDK resolves relative paths against its property where that was changed; the system knows nothing of it. */
    private static boolean workingDirectoryIsTheJdks() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/cwd"))
                    .equals(Path.of("").toAbsolutePath());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    FileEngine portable() {
        return portable;
    }

    Architecture architecture() {
        return architecture;
    }

    ScratchPool scratches() {
        return scratches;
    }

    // At once

    /** {@return a scratch that has the path, to be given back; {@code null} when a worker has to go the long way} */
    private @Nullable Scratch begin(Path path) {
        String name = allowed ? nameOf(path) : null;
        Scratch scratch = name == null ? null : scratches.take();
        if (scratch != null) {
            scratch.path(name);
        }
        return scratch;
    }

    /** {@return the text of the path, if its bytes are certain and the system understands it as the JDK does} */
    private @Nullable String nameOf(Path path) {
        if (path.getFileSystem() != fileSystem) {
            return null;
        }
        String name = (path.isAbsolute() || relativePathsWork ? path : path.toAbsolutePath()).toString();
        // In UTF-8, a character has three bytes at most.
        if (name.isEmpty() || name.length() > Scratch.MAX_PATH_BYTES / 3) {
            return null;
        }
        if (NAMES_ARE_UTF_8) {
            return name.indexOf(REPLACEMENT) < 0 ? name : null;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return null;
            }
        }
        return name;
    }

    /** {@return the descriptor, or -1 when a worker has to go the long way} */
    private int checked(int descriptor, Path path, Scratch scratch) throws IOException {
        if (descriptor >= 0) {
            return descriptor;
        }
        switch (-descriptor) {
            case Errno.ENOENT -> throw new NoSuchFileException(path.toString());
            case Errno.ENOSYS, Errno.EPERM -> checkAllowed(scratch);
            default -> {
                // It would wait, or has an error that a worker will meet too and the JDK words.
            }
        }
        return -1;
    }

    /** An open file, for whoever has to close it. */
    private record Opened(int descriptor, Mount mount) {}

    /** Opens a regular file that can be read without waiting; {@code null} when a worker has to go the long way. */
    private @Nullable Opened open(Path path, Scratch scratch, boolean follow) throws IOException {
        String name = scratch.path();
        boolean known = knownFiles.contains(name);
        if (!known && !canBeOpened(path, scratch, follow)) {
            return null;
        }
        int descriptor = checked(scratch.openCached(follow ? 0 : architecture.noFollow()), path, scratch);
        if (descriptor < 0) {
            return null;
        }
        Mount mount = readableMount(scratch, descriptor);
        if (mount == null) {
            knownFiles.remove(name);
            scratch.close(descriptor);
            return null;
        }
        if (!known) {
            knownFiles.add(name);
        }
        return new Opened(descriptor, mount);
    }

    private boolean canBeOpened(Path path, Scratch scratch, boolean follow) throws IOException {
        int place = checked(scratch.locateCached(follow), path, scratch);
        if (place < 0) {
            return false;
        }
        boolean can = readableMount(scratch, place) != null;
        scratch.close(place);
        return can;
    }

    /** {@return where a regular file is that can be read without waiting; {@code null} if it is none} */
    private @Nullable Mount readableMount(Scratch scratch, int descriptor) {
        if (scratch.status(descriptor) < 0 || !scratch.isRegularFile()) {
            return null;
        }
        Mount mount = mounts.of(scratch, descriptor);
        return mount.readsCached() ? mount : null;
    }

    @Override
    public @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        Scratch scratch = isForReading(options) ? begin(path) : null;
        if (scratch == null) {
            return null;
        }
        try {
            Opened opened = open(path, scratch, follows(options));
            return opened == null ? null : new LinuxFileHandle(this, path, opened.mount, opened.descriptor);
        } finally {
            scratches.giveBack(scratch);
        }
    }

    @Override
    public <T> @Nullable T tryReadAll(Path path, int most, Content<? extends T> content) throws IOException {
        Scratch scratch = begin(path);
        if (scratch == null) {
            return null;
        }
        try {
            Opened opened = open(path, scratch, true);
            if (opened == null) {
                return null;
            }
            int length;
            try {
                length = read(opened, scratch, Math.min(most, Scratch.DATA_BYTES - 1));
            } finally {
                scratch.close(opened.descriptor);
            }
            return length < 0 ? null : content.of(scratch.read(length), length);
        } finally {
            scratches.giveBack(scratch);
        }
    }

    /** {@return how many bytes the scratch has, which are all; -1 when a worker has to read} */
    private int read(Opened opened, Scratch scratch, int most) {
        if (scratch.size() > most) {
            return -1;
        }
        int size = (int) scratch.size();
        // One more: if it comes, the file has grown meanwhile.
        int count = scratch.readCached(opened.descriptor, size + 1, 0, opened.mount.readFlags());
        if (count != size) {
            refused(count, opened.mount, scratch);
            return -1;
        }
        return size;
    }

    /** Looks at what a cached read has answered, and remembers what will not change. */
    void refused(int result, Mount mount, Scratch scratch) {
        if (result == -Errno.EOPNOTSUPP) {
            mount.cannotReadCached();
        } else if (isRefusal(result)) {
            checkAllowed(scratch);
        }
    }

    @Override
    public @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
        return look(path, options, (scratch, place) -> statusOf(scratch));
    }

    @Override
    public @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
        return look(path, options, (scratch, place) -> {
            try {
                // The JDK's own object, above all its file key, of what is found in memory already.
                return Files.readAttributes(Path.of("/proc/self/fd/" + place), BasicFileAttributes.class);
            } catch (IOException noProcFileSystem) {
                return null;
            }
        });
    }

    /** Looks at what is at a place, after its status was asked for. */
    private interface Look<T> {
        @Nullable T at(Scratch scratch, int place);
    }

    private <T> @Nullable T look(Path path, LinkOption[] options, Look<T> look) throws IOException {
        Scratch scratch = begin(path);
        if (scratch == null) {
            return null;
        }
        try {
            int place = checked(scratch.locateCached(options.length == 0), path, scratch);
            if (place < 0) {
                return null;
            }
            try {
                return isLocal(scratch, place) ? look.at(scratch, place) : null;
            } finally {
                scratch.close(place);
            }
        } finally {
            scratches.giveBack(scratch);
        }
    }

    private boolean isLocal(Scratch scratch, int place) {
        return scratch.status(place) == 0 && mounts.of(scratch, place).isLocal();
    }

    private static FileStatus statusOf(Scratch scratch) {
        Type type = scratch.isRegularFile()
                ? Type.REGULAR_FILE
                : scratch.isDirectory() ? Type.DIRECTORY : scratch.isSymbolicLink() ? Type.SYMBOLIC_LINK : Type.OTHER;
        return new FileStatus(type, scratch.size(), time(scratch.lastModifiedSeconds(), scratch.lastModifiedNanos()));
    }

    private static FileTime time(long seconds, int nanos) {
        // Beyond what an Instant holds, the JDK too leaves the nanoseconds out.
        return seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond()
                ? FileTime.from(Instant.ofEpochSecond(seconds, nanos))
                : FileTime.from(seconds, TimeUnit.SECONDS);
    }

    // On a worker

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileHandle handle = attributes.length == 0 && isForReading(options) ? openWaiting(path, options) : null;
        return handle != null ? handle : portable.open(path, options, attributes);
    }

    private @Nullable FileHandle openWaiting(Path path, Set<? extends OpenOption> options) {
        String name = allowed ? nameOf(path) : null;
        if (name == null) {
            return null;
        }
        // Not from the pool, which others need while this waits.
        try (Arena arena = Arena.ofConfined()) {
            Scratch scratch = new Scratch(architecture, arena);
            scratch.path(name);
            int place = scratch.locate(follows(options));
            if (place < 0) {
                return null;
            }
            try {
                if (scratch.status(place) < 0 || !scratch.isRegularFile()) {
                    return null;
                }
                Mount mount = mounts.of(scratch, place);
                // What was looked at, and not what may be there by now.
                scratch.path("/proc/self/fd/" + place);
                int descriptor = mount.isLocal() ? scratch.open() : -1;
                return descriptor < 0 ? null : new LinuxFileHandle(this, path, mount, descriptor);
            } finally {
                scratch.close(place);
            }
        }
    }

    private static boolean isForReading(Set<? extends OpenOption> options) {
        return options.equals(READ)
                || options.size() == 2
                        && options.contains(StandardOpenOption.READ)
                        && options.contains(LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean follows(Set<? extends OpenOption> options) {
        return !options.contains(LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return portable.copy(source, target, options);
    }

    @Override
    public Path move(Path source, Path target, CopyOption... options) throws IOException {
        return portable.move(source, target, options);
    }

    void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            SystemCalls.call(
                    arena.allocate(SystemCalls.ERRNO_BYTES, 8), architecture.close(), descriptor, 0, 0, 0, 0, 0);
        }
    }
}

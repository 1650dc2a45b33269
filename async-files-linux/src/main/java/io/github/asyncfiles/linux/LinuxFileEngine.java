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
    private static final char REPLACEMENT = '\uFFFD';

    private final FileEngine portable;
    private final Architecture architecture;
    private final ScratchPool scratches;
    private final Mounts mounts;
    private final FileSystem fileSystem = FileSystems.getDefault();
    private final boolean relativePathsWork;

    /** Whether the kernel still lets us: a filter of system calls may be put up at any time. */
    private volatile boolean allowed = true;

    LinuxFileEngine(FileEngine portable, Architecture architecture) throws FileEngineUnavailableException {
        this.portable = portable;
        this.architecture = architecture;
        this.scratches = new ScratchPool(architecture, Runtime.getRuntime().availableProcessors());
        probe();
        this.mounts = new Mounts();
        this.relativePathsWork = workingDirectoryIsTheJdks();
    }

    /** Tries each system call once. */
    private void probe() throws FileEngineUnavailableException {
        Scratch scratch = new Scratch(architecture);
        int descriptor = locateRoot(scratch);
        if (descriptor == -Errno.EINVAL) {
            throw new FileEngineUnavailableException("needs Linux 5.12 or later");
        }
        if (descriptor < 0) {
            throw new FileEngineUnavailableException("the system call openat2 is not allowed, error " + -descriptor);
        }
        try {
            int status = scratch.status(descriptor);
            if (status < 0) {
                throw new FileEngineUnavailableException("the system call statx is not allowed, error " + -status);
            }
            // Reading from a mere place is an error, but not one of a call that is unknown or not allowed.
            int read = scratch.readCached(descriptor, 1, 0);
            if (read == -Errno.ENOSYS || read == -Errno.EPERM) {
                throw new FileEngineUnavailableException("the system call preadv2 is not allowed, error " + -read);
            }
        } finally {
            scratch.close(descriptor);
        }
    }

    private static int locateRoot(Scratch scratch) {
        scratch.path("/");
        return scratch.locateCached(true);
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
        if (!allowed) {
            return null;
        }
        String name = nameOf(path);
        if (name == null || !mounts.isLocal(name)) {
            return null;
        }
        Scratch scratch = scratches.take();
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
            case Errno.ENOSYS -> allowed = false;
            case Errno.EPERM -> allowed = isStillAllowed(scratch);
            default -> {
                // It would wait, or has an error that a worker will meet too. Also what is denied: a directory that may
                // not
                // be read is a directory all the same.
            }
        }
        return -1;
    }

    private static boolean isStillAllowed(Scratch scratch) {
        int root = locateRoot(scratch);
        if (root < 0) {
            return false;
        }
        scratch.close(root);
        return true;
    }

    /** {@return the mount of what is open, if it is one of this machine} */
    private @Nullable Mount localMount(Scratch scratch, Path path) {
        Mount mount = mounts.of(scratch.mountId(), scratch.device());
        if (mount == null || mount.isLocal()) {
            return mount;
        }
        mounts.ledElsewhere(path.toString());
        return null;
    }

    @Override
    public @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        if (!isForReading(options)) {
            return null;
        }
        Scratch scratch = begin(path);
        if (scratch == null) {
            return null;
        }
        try {
            int descriptor = checked(scratch.openCached(flagsOf(options)), path, scratch);
            return descriptor < 0 ? null : handle(descriptor, path, scratch);
        } finally {
            scratches.giveBack(scratch);
        }
    }

    /** Takes a descriptor over: makes a handle of it, or closes it. */
    private @Nullable FileHandle handle(int descriptor, Path path, Scratch scratch) {
        Mount mount = scratch.status(descriptor) == 0 && scratch.isRegularFile() ? localMount(scratch, path) : null;
        if (mount == null) {
            scratch.close(descriptor);
            return null;
        }
        return new LinuxFileHandle(this, mount, descriptor);
    }

    @Override
    public byte @Nullable [] tryReadAllBytes(Path path, int most) throws IOException {
        Scratch scratch = begin(path);
        if (scratch == null) {
            return null;
        }
        try {
            int descriptor = checked(scratch.openCached(0), path, scratch);
            if (descriptor < 0) {
                return null;
            }
            try {
                return read(descriptor, path, scratch, Math.min(most, Scratch.DATA_BYTES - 1));
            } finally {
                scratch.close(descriptor);
            }
        } finally {
            scratches.giveBack(scratch);
        }
    }

    private byte @Nullable [] read(int descriptor, Path path, Scratch scratch, int most) {
        if (scratch.status(descriptor) < 0 || !scratch.isRegularFile() || scratch.size() > most) {
            return null;
        }
        Mount mount = localMount(scratch, path);
        if (mount == null || !mount.readsCached()) {
            return null;
        }
        int size = (int) scratch.size();
        // One more: if it comes, the file has grown meanwhile.
        int count = scratch.readCached(descriptor, size + 1, 0);
        if (count != size) {
            mount.answered(count);
            return null;
        }
        byte[] bytes = new byte[size];
        scratch.copyTo(bytes, 0, size);
        return bytes;
    }

    @Override
    public @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
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
                return scratch.status(place) < 0 || localMount(scratch, path) == null ? null : statusOf(scratch);
            } finally {
                scratch.close(place);
            }
        } finally {
            scratches.giveBack(scratch);
        }
    }

    private static FileStatus statusOf(Scratch scratch) {
        Type type = scratch.isRegularFile()
                ? Type.REGULAR_FILE
                : scratch.isDirectory() ? Type.DIRECTORY : scratch.isSymbolicLink() ? Type.SYMBOLIC_LINK : Type.OTHER;
        Instant modified = Instant.ofEpochSecond(scratch.lastModifiedSeconds(), scratch.lastModifiedNanos());
        return new FileStatus(type, scratch.size(), FileTime.from(modified));
    }

    @Override
    public @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
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
                if (scratch.status(place) < 0 || localMount(scratch, path) == null) {
                    return null;
                }
                // The JDK's own object, above all its file key, of what is found in memory already.
                return Files.readAttributes(Path.of("/proc/self/fd/" + place), BasicFileAttributes.class);
            } catch (IOException noProcFileSystem) {
                return null;
            } finally {
                scratch.close(place);
            }
        } finally {
            scratches.giveBack(scratch);
        }
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
        if (name == null || !mounts.isLocal(name)) {
            return null;
        }
        // Not from the pool, which others need while this waits.
        try (Arena arena = Arena.ofConfined()) {
            Scratch scratch = new Scratch(architecture, arena);
            scratch.path(name);
            int descriptor = scratch.openWaiting(flagsOf(options));
            return descriptor < 0 ? null : handle(descriptor, path, scratch);
        }
    }

    private static boolean isForReading(Set<? extends OpenOption> options) {
        return options.equals(READ)
                || options.size() == 2
                        && options.contains(StandardOpenOption.READ)
                        && options.contains(LinkOption.NOFOLLOW_LINKS);
    }

    private int flagsOf(Set<? extends OpenOption> options) {
        return options.contains(LinkOption.NOFOLLOW_LINKS) ? architecture.noFollow() : 0;
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

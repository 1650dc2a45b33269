// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FileStatus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
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
    private static final int ROOT_TRIES = 100;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final FileEngine portable;
    private final Architecture architecture;
    private final ScratchPool scratches;
    private final Mounts mounts = new Mounts();
    private final AtOnce atOnce = new AtOnce(this, null);
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

    Mounts mounts() {
        return mounts;
    }

    // At once

    @Override
    public @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        return atOnce.tryOpen(path, options);
    }

    @Override
    public <T> @Nullable T tryReadAll(Path path, int most, Content<? extends T> content) throws IOException {
        return this.atOnce.<T>tryReadAll(path, most, content);
    }

    @Override
    public @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
        return atOnce.tryStatus(path, options);
    }

    @Override
    public @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
        return atOnce.tryReadAttributes(path, options);
    }

    /** {@return the text of the path, if its bytes are certain and the system understands it as the JDK does} */
    @Nullable String nameOf(Path path) {
        return path.getFileSystem() == fileSystem
                ? Names.of(path.isAbsolute() || relativePathsWork ? path : path.toAbsolutePath())
                : null;
    }

    /** Looks at what a cached read has answered, and remembers what will not change. */
    void refused(int result, Mount mount, Scratch scratch) {
        if (result == -Errno.EOPNOTSUPP) {
            mount.cannotReadCached();
        } else if (isRefusal(result)) {
            checkAllowed(scratch);
        }
    }

    // On a worker

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileHandle handle = attributes.length == 0 && isForReading(options) ? openWaiting(path, options) : null;
        return handle != null ? handle : portable.open(path, options, attributes);
    }

    /** {@return a regular file on a local mount, open for reading; {@code null} if it is not that} */
    @Nullable FileHandle openWaiting(Path path, Set<? extends OpenOption> options) {
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

    static boolean isForReading(Set<? extends OpenOption> options) {
        return options.equals(READ)
                || options.size() == 2
                        && options.contains(StandardOpenOption.READ)
                        && options.contains(LinkOption.NOFOLLOW_LINKS);
    }

    static boolean follows(Set<? extends OpenOption> options) {
        return !options.contains(LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public DirectoryHandle openDirectory(Path dir) throws IOException {
        // Where there is no proc file system, descriptors have no paths.
        String name = allowed && Files.isDirectory(DESCRIPTORS) ? nameOf(dir) : null;
        return name != null ? LinuxDirectory.open(this, name, dir) : portable.openDirectory(dir);
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

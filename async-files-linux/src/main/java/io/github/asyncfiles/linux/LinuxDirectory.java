// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FilePlace;
import io.github.asyncfiles.spi.FileStatus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A root whose paths the kernel follows: {@code openat2(2)} with {@code RESOLVE_BENEATH} leads to the directory of the last
 * name, however many links are on the way and whatever is moved meanwhile. What is done there goes by {@code
 * /proc/self/fd/<number>/<name>}, a path of the JDK's that nobody can bend, and never follows the name.
 */
final class LinuxDirectory implements DirectoryHandle {

    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    /** The kernel gives up when something is renamed or mounted while it looks for the way back from {@code ..}. */
    private static final int TRIES = 10_000;

    private static final Path HERE = Path.of(".");

    private final LinuxFileEngine engine;
    private final HeldDescriptor root;
    private final AtOnce atOnce;
    private final AtomicBoolean closed = new AtomicBoolean();

    LinuxDirectory(LinuxFileEngine engine, HeldDescriptor root) {
        this.engine = engine;
        this.root = root;
        this.atOnce = new AtOnce(engine, root);
    }

    static LinuxDirectory open(LinuxFileEngine engine, String name, Path dir) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Scratch scratch = new Scratch(engine.architecture(), arena);
            scratch.path(name);
            int descriptor = checked(scratch.locate(true), dir);
            requireDirectory(scratch, descriptor, dir);
            return new LinuxDirectory(engine, new HeldDescriptor(engine, descriptor));
        }
    }

    /**
     * Finds what a path leads to, beneath a directory that is held open.
     *
     * @param follow whether a symbolic link at the end is followed
     * @param mustBeDirectory whether anything else is an error
     * @return a new descriptor of the place
     */
    static int locate(LinuxFileEngine engine, HeldDescriptor from, Path path, boolean follow, boolean mustBeDirectory)
            throws IOException {
        byte[] name = Names.bytes(path.toString().isEmpty() ? HERE : path);
        if (name.length > Scratch.MAX_PATH_BYTES) {
            throw failure(Errno.ENAMETOOLONG, path);
        }
        if (!from.acquire()) {
            throw new ClosedChannelException();
        }
        // No scratch of the pool: this may wait for the disk.
        try (Arena arena = Arena.ofConfined()) {
            Scratch scratch = new Scratch(engine.architecture(), arena);
            scratch.pathBeneath(from.number(), name);
            int descriptor = scratch.locate(follow);
            for (int tries = 1; descriptor == -Errno.EAGAIN && tries < TRIES; tries++) {
                descriptor = scratch.locate(follow);
            }
            checked(descriptor, path);
            if (mustBeDirectory) {
                requireDirectory(scratch, descriptor, path);
            }
            return descriptor;
        } finally {
            from.release();
        }
    }

    private static int checked(int descriptor, Path path) throws FileSystemException {
        if (descriptor < 0) {
            throw failure(-descriptor, path);
        }
        return descriptor;
    }

    private static void requireDirectory(Scratch scratch, int descriptor, Path path) throws NotDirectoryException {
        if (scratch.status(descriptor) < 0 || !scratch.isDirectory()) {
            scratch.close(descriptor);
            throw new NotDirectoryException(path.toString());
        }
    }

    private static FileSystemException failure(int errno, Path path) {
        String file = path.toString();
        return switch (errno) {
            case Errno.ENOENT -> new NoSuchFileException(file);
            case Errno.EACCES -> new AccessDeniedException(file);
            case Errno.EXDEV -> new LeftRoot(file);
            default -> new FileSystemException(file, null, Errno.message(errno));
        };
    }

    /** Between the system call and {@link #locate}, which says so otherwise. */
    private static final class LeftRoot extends FileSystemException {

        private static final long serialVersionUID = 1L;

        LeftRoot(String file) {
            super(file);
        }
    }

    /** {@return the text of a path beneath the root, if its bytes are certain} */
    static @Nullable String nameOf(Path path) {
        return path.toString().isEmpty() ? "." : Names.of(path);
    }

    @Override
    public @Nullable FilePlace locate(Path path, boolean follow) throws IOException {
        Path target = path;
        try {
            for (int links = 0; links <= MOST_LINKS; links++) {
                if (target.isAbsolute()) {
                    return null;
                }
                LinuxPlace place = place(target);
                Path link = follow ? place.linkTarget() : null;
                if (link == null) {
                    return place;
                }
                place.close();
                target = target.resolveSibling(link);
            }
        } catch (LeftRoot e) {
            return null;
        }
        throw failure(Errno.ELOOP, path);
    }

    /** {@return the last name of the path, in its directory} */
    private LinuxPlace place(Path path) throws IOException {
        Path name = path.getFileName();
        boolean isName = !Set.of("", ".", "..").contains(name.toString());
        Path directory = isName ? path.getParent() : path;
        int descriptor = locate(engine, root, directory == null ? HERE : directory, true, true);
        return new LinuxPlace(engine, new HeldDescriptor(engine, descriptor), isName ? name : HERE);
    }

    @Override
    public @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        return atOnce.tryOpen(path, options);
    }

    @Override
    public <T> @Nullable T tryReadAll(Path path, int most, FileEngine.Content<? extends T> content) throws IOException {
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

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            root.release();
        }
    }
}

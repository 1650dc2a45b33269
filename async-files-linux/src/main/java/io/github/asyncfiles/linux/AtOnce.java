// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FileStatus;
import io.github.asyncfiles.spi.FileStatus.Type;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is had without waiting, by paths from the working directory, or beneath a directory that is held open. */
final class AtOnce {

    private final LinuxFileEngine engine;
    private final @Nullable HeldDescriptor root;
    /** Beneath a root there are none: views are many, and their paths not absolute. */
    private final @Nullable KnownFiles knownFiles;

    private final FileSystem fileSystem = FileSystems.getDefault();

    /**
     * @param engine whose it is
     * @param root beneath which it stays, {@code null} for all paths
     */
    AtOnce(LinuxFileEngine engine, @Nullable HeldDescriptor root) {
        this.engine = engine;
        this.root = root;
        this.knownFiles = root == null ? new KnownFiles() : null;
    }

    /** {@return a scratch that has the path, until the {@link #end}; {@code null} when a worker has to go the long way} */
    private @Nullable Scratch begin(Path path) {
        String name = engine.isAllowed() ? nameOf(path) : null;
        Scratch scratch = name == null ? null : engine.scratches().take();
        if (scratch == null) {
            return null;
        }
        if (root == null) {
            scratch.path(name);
        } else if (root.acquire()) {
            scratch.pathBeneath(root.number(), name);
        } else {
            engine.scratches().giveBack(scratch);
            return null;
        }
        return scratch;
    }

    private void end(Scratch scratch) {
        engine.scratches().giveBack(scratch);
        if (root != null) {
            root.release();
        }
    }

    private @Nullable String nameOf(Path path) {
        if (path.getFileSystem() != fileSystem) {
            return null;
        }
        return root == null ? engine.nameOf(path) : LinuxDirectory.nameOf(path);
    }

    /** {@return the descriptor, or -1 when a worker has to go the long way} */
    private int checked(int descriptor, Path path, Scratch scratch) throws IOException {
        if (descriptor >= 0) {
            return descriptor;
        }
        switch (-descriptor) {
            case Errno.ENOENT -> throw new NoSuchFileException(path.toString());
            case Errno.ENOSYS, Errno.EPERM -> engine.checkAllowed(scratch);
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
        boolean known = knownFiles != null && knownFiles.contains(name);
        if (!known && !canBeOpened(path, scratch, follow)) {
            return null;
        }
        int descriptor =
                checked(scratch.openCached(follow ? 0 : engine.architecture().noFollow()), path, scratch);
        if (descriptor < 0) {
            return null;
        }
        Mount mount = readableMount(scratch, descriptor);
        if (mount == null) {
            if (known) {
                knownFiles.remove(name);
            }
            scratch.close(descriptor);
            return null;
        }
        if (!known && knownFiles != null) {
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
        Mount mount = engine.mounts().of(scratch, descriptor);
        return mount.readsCached() ? mount : null;
    }

    @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        Scratch scratch = LinuxFileEngine.isForReading(options) ? begin(path) : null;
        if (scratch == null) {
            return null;
        }
        try {
            Opened opened = open(path, scratch, LinuxFileEngine.follows(options));
            return opened == null ? null : new LinuxFileHandle(engine, path, opened.mount, opened.descriptor);
        } finally {
            end(scratch);
        }
    }

    <T> @Nullable T tryReadAll(Path path, int most, FileEngine.Content<? extends T> content) throws IOException {
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
            end(scratch);
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
            engine.refused(count, opened.mount, scratch);
            return -1;
        }
        return size;
    }

    @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
        return look(path, options, (scratch, place) -> statusOf(scratch));
    }

    @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
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
            end(scratch);
        }
    }

    private boolean isLocal(Scratch scratch, int place) {
        return scratch.status(place) == 0 && engine.mounts().of(scratch, place).isLocal();
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
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The portable engine: plain {@link Files} and positional {@link FileChannel} calls, on any file system.
 *
 * <p>That only regular files are opened is checked by path just before the opening, since the JDK has no way to open
 * without waiting: a FIFO put there in between would still be waited for.
 */
public final class BlockingFileEngine implements FileEngine {

    /** The name under which users ask for this engine. */
    public static final String NAME = "portable";

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        LinkOption[] links = options.contains(LinkOption.NOFOLLOW_LINKS) ? NOFOLLOW : FOLLOW;
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        // CREATE_NEW fails on whatever is there, and waits for nothing; but only where something is to be written.
        Object key = writes && options.contains(StandardOpenOption.CREATE_NEW)
                ? null
                : keyOfRegularFileOrNothing(path, links, options.contains(StandardOpenOption.CREATE));
        return handle(
                (opened, set) -> Files.newByteChannel(path, opened, set),
                new Place(path, links, key),
                options,
                attributes);
    }

    /** Opens a channel in one of the ways that the JDK has. */
    @FunctionalInterface
    interface Opening {
        SeekableByteChannel open(Set<? extends OpenOption> options, FileAttribute<?>[] attributes) throws IOException;
    }

    /** Opens a regular file, with two channels where the JDK has none for both. */
    static FileHandle handle(
            Opening opening,
            AttributesOfOpenFile attributesOfFile,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        if (!options.contains(StandardOpenOption.READ) || !options.contains(StandardOpenOption.APPEND)) {
            return channel(opening, attributesOfFile, options, attributes);
        }
        Set<OpenOption> appending = new HashSet<>(options);
        appending.remove(StandardOpenOption.READ);
        FileHandle second = channel(opening, attributesOfFile, appending, attributes);
        try {
            Set<OpenOption> reading = new HashSet<>(Set.of(StandardOpenOption.READ));
            if (options.contains(LinkOption.NOFOLLOW_LINKS)) {
                reading.add(LinkOption.NOFOLLOW_LINKS);
            }
            return new AppendingHandle(channel(opening, attributesOfFile, reading), second);
        } catch (Throwable t) {
            try (second) {
                throw t;
            }
        }
    }

    private static FileHandle channel(
            Opening opening,
            AttributesOfOpenFile attributesOfFile,
            Set<? extends OpenOption> options,
            FileAttribute<?>... attributes)
            throws IOException {
        SeekableByteChannel channel = opening.open(options, attributes);
        boolean append = options.contains(StandardOpenOption.APPEND);
        return channel instanceof FileChannel file
                ? new ChannelHandle(file, append, attributesOfFile)
                : new SeekableHandle(channel, append, attributesOfFile);
    }

    @Override
    public DirectoryHandle openDirectory(Path dir) throws IOException {
        return SecureDirectory.open(dir);
    }

    @Override
    public Path copy(Path source, Path target, CopyOption... options) throws IOException {
        boolean follow = !List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
        if (isSpecial(source, follow ? FOLLOW : NOFOLLOW)) {
            throw notRegular(source);
        }
        return Files.copy(source, target, options);
    }

    @Override
    public Path move(Path source, Path target, CopyOption... options) throws IOException {
        // Renaming needs no content; across file systems it would be read.
        if (isSpecial(source, NOFOLLOW) && !isSameStore(source, target)) {
            throw notRegular(source);
        }
        return Files.move(source, target, options);
    }

    private static boolean isSpecial(Path path, LinkOption[] links) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, links).isOther();
    }

    private static boolean isSameStore(Path source, Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        return source.getFileSystem() == target.getFileSystem()
                && parent != null
                && Files.getFileStore(source).equals(Files.getFileStore(parent));
    }

    private static FileSystemException notRegular(Path path) {
        return new FileSystemException(path.toString(), null, "Not a regular file");
    }

    private static @Nullable Object keyOfRegularFileOrNothing(Path path, LinkOption[] links, boolean mayBeAbsent)
            throws IOException {
        // Asked first where it is likely: this costs no exception.
        if (mayBeAbsent && Files.notExists(path, links)) {
            return null;
        }
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class, links);
        } catch (IOException e) {
            // Left to the opening, whose error says more.
            return null;
        }
        requireNothingSpecial(path, found);
        return found.isRegularFile() ? found.fileKey() : null;
    }

    /** A symbolic link that must not be followed is left to the opening, whose error says so. */
    static void requireNothingSpecial(Path path, BasicFileAttributes found) throws FileSystemException {
        if (found.isDirectory()) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        if (found.isOther()) {
            throw notRegular(path);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies a file or a whole directory; symbolic links are copied as links.
 *
 * <p>Stops at the first failure. What was copied until then stays. A directory that is swapped for a link meanwhile may be
 * followed: unlike deleting, copying goes by paths.
 */
public final class TreeCopy {

    private static final LinkOption[] NOFOLLOW = {NOFOLLOW_LINKS};

    private final FileEngine engine;
    private final CopyOption[] options;
    private final boolean merge;
    private final boolean keepAttributes;
    private final BooleanSupplier abandoned;
    private @Nullable Object targetKey;

    private TreeCopy(FileEngine engine, List<CopyOption> options, BooleanSupplier abandoned) {
        Set<CopyOption> all = new LinkedHashSet<>(options);
        all.add(NOFOLLOW_LINKS);
        this.engine = engine;
        this.options = all.toArray(CopyOption[]::new);
        this.merge = all.contains(REPLACE_EXISTING);
        this.keepAttributes = all.contains(COPY_ATTRIBUTES);
        this.abandoned = abandoned;
    }

    /**
     * Copies {@code source} and, if it is a directory, everything in it.
     *
     * @param engine that copies
     * @param source what to copy
     * @param target what the copy is called; its parent must exist
     * @param options with {@code REPLACE_EXISTING}, files are replaced and directories merged
     * @param abandoned asked before each entry; once true, the rest is not copied
     * @throws IOException at the first that cannot be copied
     */
    public static void copy(
            FileEngine engine, Path source, Path target, List<CopyOption> options, BooleanSupplier abandoned)
            throws IOException {
        TreeCopy copy = new TreeCopy(engine, options, abandoned);
        BasicFileAttributes attributes = engine.readAttributes(source, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (attributes.isDirectory() && isWithin(target, source)) {
            throw intoItself(source, target);
        }
        try {
            copy.copy(source, attributes, target);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void copy(Path source, BasicFileAttributes attributes, Path target) throws IOException {
        if (abandoned.getAsBoolean()) {
            throw new CancellationException();
        }
        if (!attributes.isDirectory()) {
            engine.copy(source, target, options);
            return;
        }
        createDirectory(target);
        if (targetKey == null && source.getFileSystem() == target.getFileSystem()) {
            targetKey = engine.readAttributes(target, BasicFileAttributes.class).fileKey();
        }
        try (DirectoryStream<Path> children = engine.newDirectoryStream(source)) {
            for (Path child : children) {
                BasicFileAttributes found = engine.readAttributes(child, BasicFileAttributes.class, NOFOLLOW_LINKS);
                if (targetKey != null && targetKey.equals(found.fileKey())) {
                    throw intoItself(source, target);
                }
                copy(child, found, target.resolve(child.getFileName().toString()));
            }
        }
        if (keepAttributes) {
            copyAttributes(engine, source, NOFOLLOW, attributes, target);
        }
    }

    private void createDirectory(Path target) throws IOException {
        if (merge) {
            if (engine.isDirectory(target, NOFOLLOW_LINKS)) {
                return;
            }
            engine.deleteIfExists(target);
        }
        engine.createDirectory(target);
    }

    /**
     * Copies times, and permissions and owners as far as both sides know them and they may be given away. For a directory,
     * not before the entries are there: they change the time, and may need a permission that is to go.
     *
     * @param engine that reads and sets them
     * @param source what they are copied from
     * @param links how its path is followed
     * @param attributes of the source
     * @param target what they are copied to; no link
     * @throws IOException when that fails
     */
    public static void copyAttributes(
            FileEngine engine, Path source, LinkOption[] links, BasicFileAttributes attributes, Path target)
            throws IOException {
        try {
            PosixFileAttributes posix = engine.readAttributes(source, PosixFileAttributes.class, links);
            try {
                engine.setAttribute(target, "posix:group", posix.group(), NOFOLLOW_LINKS);
                engine.setAttribute(target, "posix:owner", posix.owner(), NOFOLLOW_LINKS);
            } catch (IOException needsPrivileges) {
                // As when a file is copied: what may not be given away stays one's own.
            }
            engine.setPosixFilePermissions(target, posix.permissions());
        } catch (UnsupportedOperationException | ProviderMismatchException | ClassCastException notPosix) {
            // One of the file systems has no such attributes, or not for the other's users.
        }
        engine.setAttribute(target, "lastAccessTime", attributes.lastAccessTime(), NOFOLLOW_LINKS);
        engine.setLastModifiedTime(target, attributes.lastModifiedTime());
    }

    private static boolean isWithin(Path path, Path directory) {
        // What a relative path leads from, only the engine knows; what this misses is noticed on the way.
        return path.getFileSystem() == directory.getFileSystem()
                && path.isAbsolute() == directory.isAbsolute()
                && path.normalize().startsWith(directory.normalize());
    }

    private static FileSystemException intoItself(Path source, Path target) {
        return new FileSystemException(
                source.toString(), target.toString(), "A directory cannot be copied into itself");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.root;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.asyncfiles.internal.Transfers;
import io.github.asyncfiles.internal.TreeCopy;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies and moves beneath a root, in steps that each keep to it: the JDK would go by paths. */
final class RootCopy {

    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final LinkOption[] NOFOLLOW = {NOFOLLOW_LINKS};
    private static final LinkOption[] FOLLOW = {};

    private final RootEngine engine;

    RootCopy(RootEngine engine) {
        this.engine = engine;
    }

    Path copy(Path source, Path target, CopyOption... options) throws IOException {
        List<CopyOption> chosen = List.of(options);
        if (chosen.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new UnsupportedOperationException("ATOMIC_MOVE cannot be used to copy");
        }
        LinkOption[] links = chosen.contains(NOFOLLOW_LINKS) ? NOFOLLOW : FOLLOW;
        BasicFileAttributes found = engine.readAttributes(source, BasicFileAttributes.class, links);
        if (found.isOther()) {
            throw new FileSystemException(source.toString(), null, "Not a regular file");
        }
        BasicFileAttributes there = look(target);
        if (isSame(found, there)) {
            return target;
        }
        // Asked for before anything is deleted, since it may not be told.
        Path linkTarget = found.isSymbolicLink() ? engine.readSymbolicLink(source) : null;
        if (there != null) {
            requireReplacing(chosen, target);
            engine.delete(target);
        }
        if (linkTarget != null) {
            engine.createSymbolicLink(target, linkTarget);
        } else {
            create(source, found, links, target, chosen.contains(StandardCopyOption.COPY_ATTRIBUTES));
        }
        return target;
    }

    private void create(Path source, BasicFileAttributes found, LinkOption[] links, Path target, boolean keepAttributes)
            throws IOException {
        if (found.isDirectory()) {
            engine.createDirectory(target, permissions(source, links));
        } else {
            createFile(source, links, target);
        }
        if (keepAttributes) {
            TreeCopy.copyAttributes(engine, source, links, found, target);
        }
    }

    private void createFile(Path source, LinkOption[] links, Path target) throws IOException {
        Set<OpenOption> reading = new HashSet<>(List.of(links));
        reading.add(StandardOpenOption.READ);
        try (FileHandle from = engine.open(source, reading);
                FileHandle to = engine.open(target, CREATE, permissions(source, links))) {
            try {
                transfer(from, to);
            } catch (Throwable t) {
                try {
                    engine.deleteIfExists(target);
                } catch (IOException e) {
                    t.addSuppressed(e);
                }
                throw t;
            }
        }
    }

    private static void transfer(FileHandle from, FileHandle to) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(FileHandle.TRANSFER_CHUNK_BYTES);
        for (long position = 0; Transfers.readFully(from, chunk.clear(), position) > 0; position += chunk.limit()) {
            Transfers.writeFully(to, chunk.flip(), position);
        }
    }

    /** Those of the source, less what the process withholds. */
    private FileAttribute<?>[] permissions(Path source, LinkOption[] links) throws IOException {
        if (!source.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(engine.readAttributes(source, PosixFileAttributes.class, links)
                    .permissions())
        };
    }

    long copy(InputStream source, Path target, CopyOption... options) throws IOException {
        for (CopyOption option : options) {
            if (option != StandardCopyOption.REPLACE_EXISTING) {
                throw new UnsupportedOperationException(option + " not supported");
            }
        }
        if (options.length > 0) {
            engine.deleteIfExists(target);
        }
        try (FileHandle to = engine.open(target, CREATE)) {
            byte[] chunk = new byte[FileHandle.TRANSFER_CHUNK_BYTES];
            long copied = 0;
            for (int count = source.read(chunk); count >= 0; count = source.read(chunk)) {
                Transfers.writeFully(to, ByteBuffer.wrap(chunk, 0, count), copied);
                copied += count;
            }
            return copied;
        }
    }

    Path move(Path source, Path target, CopyOption... options) throws IOException {
        List<CopyOption> chosen = List.of(options);
        if (chosen.contains(StandardCopyOption.ATOMIC_MOVE)) {
            engine.rename(source, target);
            return target;
        }
        BasicFileAttributes found = engine.readAttributes(source, BasicFileAttributes.class, NOFOLLOW);
        BasicFileAttributes there = look(target);
        if (isSame(found, there)) {
            return target;
        }
        if (there != null) {
            requireReplacing(chosen, target);
            if (found.isDirectory() || there.isDirectory()) {
                // Renaming replaces a file by a file, and nothing else.
                engine.delete(target);
            }
        }
        try {
            engine.rename(source, target);
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            if (found.isDirectory()) {
                requireEmpty(source);
            }
            copy(
                    source,
                    target,
                    NOFOLLOW_LINKS,
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
            engine.delete(source);
        }
        return target;
    }

    private @Nullable BasicFileAttributes look(Path path) throws IOException {
        try {
            return engine.readAttributes(path, BasicFileAttributes.class, NOFOLLOW);
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    private static boolean isSame(BasicFileAttributes one, @Nullable BasicFileAttributes other) {
        return other != null && one.fileKey() != null && one.fileKey().equals(other.fileKey());
    }

    private static void requireReplacing(List<CopyOption> options, Path target) throws FileAlreadyExistsException {
        if (!options.contains(StandardCopyOption.REPLACE_EXISTING)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    private void requireEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = engine.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw new DirectoryNotEmptyException(directory.toString());
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.internal.SecureDirectory.Workshop;
import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FilePlace;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A name in a {@link SecureDirectoryStream}.
 *
 * @param workshop where directories and links are made
 * @param in the directory
 * @param own whether the directory is closed with the place
 * @param path of the directory, when it was entered
 * @param name in the directory
 */
record SecurePlace(Workshop workshop, SecureDirectoryStream<Path> in, boolean own, Path path, Path name)
        implements FilePlace {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    @Override
    public FileHandle open(Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (!options.contains(StandardOpenOption.CREATE_NEW)) {
            try {
                BlockingFileEngine.requireNothingSpecial(name, attributes());
            } catch (NoSuchFileException absent) {
                // Left to the opening.
            }
        }
        Set<OpenOption> opened = new HashSet<>(options);
        opened.add(LinkOption.NOFOLLOW_LINKS);
        return BlockingFileEngine.handle(
                (set, created) -> in.newByteChannel(name, set, created),
                () -> {
                    throw new UnsupportedOperationException("Only its root knows the attributes");
                },
                opened,
                attributes);
    }

    private BasicFileAttributes attributes() throws IOException {
        return SecureAttributes.of(in, name);
    }

    @Override
    public DirectoryHandle openDirectory() throws IOException {
        return new SecureDirectory(
                workshop, SecureDirectory.enter(in, name), path.resolve(name).normalize());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream() throws IOException {
        return SecureDirectory.enter(in, name);
    }

    @Override
    public void createDirectory(FileAttribute<?>... attributes) throws IOException {
        create(made -> Files.createDirectory(made, attributes));
    }

    @Override
    public void createSymbolicLink(Path target, FileAttribute<?>... attributes) throws IOException {
        create(made -> Files.createSymbolicLink(made, target, attributes));
    }

    private interface Creation {
        void at(Path path) throws IOException;
    }

    /**
     * Made in the root, whose path is trusted, and moved to its place. Between the look at that place and the moving, another
     * process may put something there, which is replaced unless it is a directory with something in it.
     */
    private void create(Creation creation) throws IOException {
        Path made = workshop.root().getFileSystem().getPath(".async-files-" + UUID.randomUUID());
        Path madeAt = workshop.root().resolve(made);
        workshop.lock().lock();
        try {
            if (SecureDirectory.exists(in, name)) {
                throw new FileAlreadyExistsException(name.toString());
            }
            creation.at(madeAt);
            try {
                workshop.stream().move(made, in, name);
            } catch (Throwable t) {
                try {
                    Files.deleteIfExists(madeAt);
                } catch (IOException e) {
                    t.addSuppressed(e);
                }
                throw t;
            }
        } finally {
            workshop.lock().unlock();
        }
    }

    @Override
    public void createLink(FilePlace existing) {
        throw new UnsupportedOperationException("Hard links beneath a root need the Linux engine");
    }

    @Override
    public Path readSymbolicLink() {
        throw new UnsupportedOperationException("Reading links beneath a root needs the Linux engine");
    }

    @Override
    public void delete() throws IOException {
        if (attributes().isDirectory()) {
            in.deleteDirectory(name);
        } else {
            in.deleteFile(name);
        }
    }

    @Override
    public void move(FilePlace target) throws IOException {
        SecurePlace to = (SecurePlace) target;
        in.move(name, to.in, to.name);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Class<A> type) throws IOException {
        return SecureAttributes.of(in, name, type);
    }

    @Override
    public Map<String, Object> readAttributes(String attributes) throws IOException {
        return SecureAttributes.read(in, name, attributes);
    }

    @Override
    public void setAttribute(String attribute, @Nullable Object value) throws IOException {
        if (attributes().isOther()) {
            // The JDK would open it, and wait for its other end.
            throw new FileSystemException(name.toString(), null, "Neither a regular file nor a directory");
        }
        SecureAttributes.set(in, name, attribute, value);
    }

    @Override
    public void checkAccess(AccessMode... modes) throws IOException {
        boolean directory = attributes().isDirectory();
        for (AccessMode mode : modes) {
            if (mode == AccessMode.READ && directory) {
                newDirectoryStream().close();
            } else if (mode == AccessMode.EXECUTE || directory) {
                throw new UnsupportedOperationException("Asking for that beneath a root needs the Linux engine");
            } else if (attributes().isRegularFile()) {
                in.newByteChannel(name, mode == AccessMode.READ ? READ : WRITE).close();
            } else {
                throw new AccessDeniedException(name.toString());
            }
        }
    }

    @Override
    public FileStore getFileStore() throws IOException {
        attributes();
        return Files.getFileStore(workshop.root());
    }

    @Override
    public long getUsableSpace() throws IOException {
        return getFileStore().getUsableSpace();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>... events) {
        throw new UnsupportedOperationException("Watching beneath a root needs the Linux engine");
    }

    @Override
    public void close() throws IOException {
        if (own) {
            in.close();
        }
    }
}

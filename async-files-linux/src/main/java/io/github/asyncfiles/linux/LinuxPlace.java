// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FilePlace;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name in a directory whose descriptor is held. The JDK gets it as {@code /proc/self/fd/<number>/<name>}; where its call
 * would follow a link at the name, or wait for a FIFO, what is there is located first, and the call gets that.
 */
final class LinuxPlace implements FilePlace {

    private final LinuxFileEngine engine;
    private final HeldDescriptor directory;
    private final Path name;
    private final Path path;

    /**
     * @param directory with one user, which is this
     * @param name in the directory, or {@code .}
     */
    LinuxPlace(LinuxFileEngine engine, HeldDescriptor directory, Path name) {
        this.engine = engine;
        this.directory = directory;
        this.name = name;
        this.path = path(directory.number()).resolve(name);
    }

    private static Path path(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /** {@return what a link leads to, {@code null} when there is none} */
    @Nullable Path linkTarget() {
        try {
            return Files.isSymbolicLink(path) ? Files.readSymbolicLink(path) : null;
        } catch (IOException replaced) {
            return null;
        }
    }

    /** Does something with what was located, by a path that leads there and nowhere else. */
    private interface Use<T extends @Nullable Object> {
        T of(Path located) throws IOException;
    }

    private <T extends @Nullable Object> T located(boolean mustBeDirectory, Use<T> use) throws IOException {
        int descriptor = LinuxDirectory.locate(engine, directory, name, false, mustBeDirectory);
        try {
            return use.of(path(descriptor));
        } finally {
            engine.close(descriptor);
        }
    }

    @Override
    public FileHandle open(Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        Set<OpenOption> opened = new HashSet<>(options);
        opened.add(LinkOption.NOFOLLOW_LINKS);
        return engine.open(path, opened, attributes);
    }

    @Override
    public DirectoryHandle openDirectory() throws IOException {
        int descriptor = LinuxDirectory.locate(engine, directory, name, false, true);
        return new LinuxDirectory(engine, new HeldDescriptor(engine, descriptor));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream() throws IOException {
        return located(true, Files::newDirectoryStream);
    }

    @Override
    public void createDirectory(FileAttribute<?>... attributes) throws IOException {
        Files.createDirectory(path, attributes);
    }

    @Override
    public void createSymbolicLink(Path target, FileAttribute<?>... attributes) throws IOException {
        Files.createSymbolicLink(path, target, attributes);
    }

    @Override
    public void createLink(FilePlace existing) throws IOException {
        Files.createLink(path, ((LinuxPlace) existing).path);
    }

    @Override
    public Path readSymbolicLink() throws IOException {
        return Files.readSymbolicLink(path);
    }

    @Override
    public void delete() throws IOException {
        Files.delete(path);
    }

    @Override
    public void move(FilePlace target) throws IOException {
        Files.move(path, ((LinuxPlace) target).path, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Class<A> type) throws IOException {
        return Files.readAttributes(path, type, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Map<String, Object> readAttributes(String attributes) throws IOException {
        return Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void setAttribute(String attribute, @Nullable Object value) throws IOException {
        boolean link = located(false, located -> {
            BasicFileAttributes found = Files.readAttributes(located, BasicFileAttributes.class);
            if (found.isOther()) {
                // The JDK would open it, and wait for its other end.
                throw new FileSystemException(name.toString(), null, "Neither a regular file nor a directory");
            }
            if (!found.isSymbolicLink()) {
                Files.setAttribute(located, attribute, value);
            }
            return found.isSymbolicLink();
        });
        if (link) {
            Files.setAttribute(path, attribute, value, LinkOption.NOFOLLOW_LINKS);
        }
    }

    @Override
    public void checkAccess(AccessMode... modes) throws IOException {
        located(false, located -> {
            located.getFileSystem().provider().checkAccess(located, modes);
            return null;
        });
    }

    @Override
    public FileStore getFileStore() throws IOException {
        // By a path that lasts longer than the descriptor: the store goes by it whenever it is asked.
        return located(false, located -> Files.getFileStore(located.toRealPath()));
    }

    @Override
    public long getUsableSpace() throws IOException {
        return located(false, located -> Files.getFileStore(located).getUsableSpace());
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>... events) throws IOException {
        return located(true, located -> located.register(watcher, events));
    }

    @Override
    public void close() {
        directory.release();
    }
}

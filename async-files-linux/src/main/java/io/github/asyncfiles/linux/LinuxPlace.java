// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FilePlace;
import java.io.IOException;
import java.lang.foreign.Arena;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name in a directory whose descriptor is held. The JDK gets it as {@code /proc/self/fd/<number>/<name>}; where its call
 * would follow a link at the name, or wait for a FIFO, what is there is located first, and the call gets that.
 */
final class LinuxPlace implements FilePlace {

    /** What the system can change of a link itself, by {@code lchown}. */
    private static final Set<String> OF_LINKS =
            Set.of("owner:owner", "posix:owner", "posix:group", "unix:owner", "unix:group", "unix:uid", "unix:gid");

    /** Whose attributes the JDK reads without opening the file. */
    private static final Set<String> OF_ALL = Set.of("basic", "posix", "owner", "unix");

    private static final Set<Class<?>> TYPES_OF_ALL = Set.of(BasicFileAttributes.class, PosixFileAttributes.class);

    private static final int CREATE_TRIES = 100;

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
        if (opened.contains(StandardOpenOption.CREATE_NEW) || opened.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
            // Waits for nothing, or deletes by its name.
            return engine.open(path, opened, attributes);
        }
        FileHandle read = LinuxFileEngine.isForReading(opened) ? engine.openWaiting(path, opened) : null;
        if (read != null) {
            return read;
        }
        for (int tries = 1; ; tries++) {
            FileHandle existing = openExisting(opened);
            if (existing != null) {
                return existing;
            }
            Set<OpenOption> creating = new HashSet<>(opened);
            creating.add(StandardOpenOption.CREATE_NEW);
            try {
                return engine.open(path, creating, attributes);
            } catch (FileAlreadyExistsException e) {
                // Somebody else has just created it.
                if (tries == CREATE_TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Opens what is here and nothing that is put here meanwhile: a FIFO would be waited for.
     *
     * @return the file, {@code null} when there is none and it is to be created
     */
    private @Nullable FileHandle openExisting(Set<OpenOption> options) throws IOException {
        Set<OpenOption> opened = new HashSet<>(options);
        opened.remove(LinkOption.NOFOLLOW_LINKS);
        boolean create = opened.remove(StandardOpenOption.CREATE);
        try {
            return located(false, located -> {
                if (Files.readAttributes(located, BasicFileAttributes.class).isSymbolicLink()) {
                    throw new FileSystemException(name.toString(), null, Errno.message(Errno.ELOOP));
                }
                return engine.portable().open(located, opened);
            });
        } catch (NoSuchFileException absent) {
            if (create) {
                return null;
            }
            throw absent;
        }
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
        return TYPES_OF_ALL.contains(type)
                ? Files.readAttributes(path, type, LinkOption.NOFOLLOW_LINKS)
                : ofOrdinary(located -> Files.readAttributes(located, type));
    }

    @Override
    public Map<String, Object> readAttributes(String attributes) throws IOException {
        int colon = attributes.indexOf(':');
        return colon < 0 || OF_ALL.contains(attributes.substring(0, colon))
                ? Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS)
                : ofOrdinary(located -> Files.readAttributes(located, attributes));
    }

    /** For what the JDK opens the file for: at a FIFO it would wait for the other end. */
    private <T> T ofOrdinary(Use<T> use) throws IOException {
        return located(false, located -> {
            BasicFileAttributes found = Files.readAttributes(located, BasicFileAttributes.class);
            if (!found.isRegularFile() && !found.isDirectory()) {
                throw new FileSystemException(name.toString(), null, "Neither a regular file nor a directory");
            }
            return use.of(located);
        });
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
        if (!link) {
            return;
        }
        if (!OF_LINKS.contains(attribute)) {
            // The JDK would open the link, and Java 25 follow it (its O_NOFOLLOW goes where the mode belongs).
            throw new FileSystemException(name.toString(), null, "Is a symbolic link");
        }
        Files.setAttribute(path, attribute, value, LinkOption.NOFOLLOW_LINKS);
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
        int descriptor = LinuxDirectory.locate(engine, directory, name, false, false);
        try (Arena arena = Arena.ofConfined()) {
            Scratch scratch = new Scratch(engine.architecture(), arena);
            Mounts.Entry mount = scratch.status(descriptor) < 0 ? null : Mounts.entry(scratch, descriptor);
            if (mount == null) {
                throw new FileSystemException(name.toString(), null, "Mount point not found");
            }
            return new StoreAsSeen(Files.getFileStore(path(descriptor)), mount);
        } finally {
            engine.close(descriptor);
        }
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

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.root;

import io.github.asyncfiles.internal.FileErrors;
import io.github.asyncfiles.internal.Forgotten;
import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FilePlace;
import io.github.asyncfiles.spi.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves what is beneath a directory, and nothing else, by way of another engine.
 *
 * <p>Relative paths lead from the root; absolute ones have to begin with it. Each method of {@link FileEngine} is here:
 * one that was left out would go by paths. (A test compares.)
 */
public final class RootEngine implements FileEngine {

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};
    private static final LinkOption[] FOLLOW = {};
    private static final Set<OpenOption> CREATING = Set.of(StandardOpenOption.CREATE, StandardOpenOption.CREATE_NEW);

    private final FileEngine engine;
    private final Path root;
    private final Function<? super Path, ? extends FileSystemException> outside;
    private final HeldRoot held;
    private final RootCopy copy = new RootCopy(this);

    /**
     * Prepares a root; it is opened when it is first needed, or by {@link #open()}.
     *
     * @param engine serves it
     * @param root the directory
     * @param outside makes the exception for a path that leads out of it
     * @param closings gets what lets go of the root, which cannot be used any more then; that is done, and taken out again,
     *     when the engine is forgotten
     */
    public RootEngine(
            FileEngine engine,
            Path root,
            Function<? super Path, ? extends FileSystemException> outside,
            Set<Runnable> closings) {
        HeldRoot held = new HeldRoot(() -> engine.openDirectory(root));
        this.engine = engine;
        this.root = withoutDots(engine instanceof RootEngine above ? above.root.resolve(root) : root.toAbsolutePath());
        this.outside = outside;
        this.held = held;
        // Neither must reach the engine.
        Runnable close = held::close;
        closings.add(close);
        Forgotten.watch(this, () -> {
            close.run();
            closings.remove(close);
        });
    }

    /** {@return the directory, where it was when it was named} */
    public Path root() {
        return root;
    }

    /**
     * Opens the root, if it is not open.
     *
     * @throws IOException when it cannot be opened
     * @throws UnsupportedOperationException when its file system has no way to keep to a root
     */
    public void open() throws IOException {
        held.get();
    }

    @Override
    public String name() {
        return engine.name();
    }

    // How paths are followed

    private Path relative(Path path) throws FileSystemException {
        if (!path.isAbsolute() && path.getFileSystem() == root.getFileSystem()) {
            return path;
        }
        Path absolute = withoutDots(path);
        if (!absolute.startsWith(root)) {
            throw outside.apply(path);
        }
        int names = root.getNameCount();
        return absolute.getNameCount() == names
                ? path.getFileSystem().getPath("")
                : absolute.subpath(names, absolute.getNameCount());
    }

    /** Normalizing would do more: what {@code ..} leads to, after a link, only the disk knows. */
    private static Path withoutDots(Path absolute) {
        Path clean = absolute.getRoot();
        for (Path name : absolute) {
            clean = name.toString().equals(".") ? clean : clean.resolve(name);
        }
        return clean;
    }

    private FilePlace locate(Path path, boolean follow) throws IOException {
        FilePlace place = held.get().locate(relative(path), follow);
        if (place == null) {
            throw outside.apply(path);
        }
        return place;
    }

    private static boolean follows(Object... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    /** Does something at a place. */
    private interface Use<T extends @Nullable Object> {
        T at(FilePlace place) throws IOException;
    }

    private <T extends @Nullable Object> T at(Path path, boolean follow, Use<T> use) throws IOException {
        try (FilePlace place = locate(path, follow)) {
            return use.at(place);
        } catch (IOException e) {
            throw FileErrors.about(e, path, null);
        } finally {
            // A view may be forgotten as soon as it was asked for something; its root stays open until that is done.
            Reference.reachabilityFence(this);
        }
    }

    /** Does something at a place, of which nothing is to be told. */
    private interface Deed {
        void at(FilePlace place) throws IOException;
    }

    private Path done(Path path, boolean follow, Deed deed) throws IOException {
        return at(path, follow, place -> {
            deed.at(place);
            return path;
        });
    }

    /** Does something with two places. */
    private interface Pair {
        void at(FilePlace place, FilePlace other) throws IOException;
    }

    private void between(Path path, Path other, Pair pair) throws IOException {
        try (FilePlace place = locate(path, false);
                FilePlace second = locate(other, false)) {
            pair.at(place, second);
        } catch (IOException e) {
            throw FileErrors.about(e, path, other);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    // At once

    /** Asks a directory that is open. */
    private interface Attempt<T> {
        @Nullable T of(DirectoryHandle directory, Path relative) throws IOException;
    }

    private <T> @Nullable T attempt(Path path, Attempt<T> attempt) throws IOException {
        DirectoryHandle directory = held.now();
        if (directory == null) {
            return null;
        }
        Path relative = relative(path);
        try {
            return attempt.of(directory, relative);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.toString());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        return attempt(path, (directory, relative) -> directory.tryOpen(relative, options));
    }

    @Override
    public <T> @Nullable T tryReadAll(Path path, int most, Content<? extends T> content) throws IOException {
        return this.<T>attempt(path, (directory, relative) -> directory.tryReadAll(relative, most, content));
    }

    @Override
    public @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
        return attempt(path, (directory, relative) -> directory.tryStatus(relative, options));
    }

    @Override
    public @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
        return attempt(path, (directory, relative) -> directory.tryReadAttributes(relative, options));
    }

    // Opening

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> opened = new HashSet<>(options);
        if (!opened.contains(StandardOpenOption.WRITE) && !opened.contains(StandardOpenOption.APPEND)) {
            // What only reads creates nothing, says the JDK, and follows links then, whatever else it was told.
            opened.removeAll(CREATING);
        }
        // What is there exists already, or would be the link that is deleted.
        boolean follow = follows(opened.toArray())
                && !opened.contains(StandardOpenOption.CREATE_NEW)
                && !opened.contains(StandardOpenOption.DELETE_ON_CLOSE);
        return at(path, follow, place -> {
            Object before = keyOf(place);
            FileHandle file = place.open(opened, attributes);
            if (file.tryReadAttributes() != null) {
                return file;
            }
            Object key = before != null ? before : keyOf(place);
            return new RootedHandle(file, this, path, follow ? FOLLOW : NOFOLLOW, key);
        });
    }

    private static @Nullable Object keyOf(FilePlace place) {
        try {
            return place.readAttributes(BasicFileAttributes.class).fileKey();
        } catch (IOException absent) {
            return null;
        }
    }

    @Override
    public DirectoryHandle openDirectory(Path dir) throws IOException {
        return at(dir, true, FilePlace::openDirectory);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir) throws IOException {
        return at(dir, true, place -> RootedStream.of(place.newDirectoryStream(), dir));
    }

    @Override
    public WatchKey register(Path dir, WatchService watcher, WatchEvent.Kind<?>... events) throws IOException {
        return at(dir, true, place -> place.register(watcher, events));
    }

    // Creating

    @Override
    public Path createFile(Path path, FileAttribute<?>... attributes) throws IOException {
        return done(
                path,
                false,
                place -> place.open(Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)
                        .close());
    }

    @Override
    public Path createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        return done(dir, false, place -> place.createDirectory(attributes));
    }

    @Override
    public Path createDirectories(Path dir, FileAttribute<?>... attributes) throws IOException {
        if (isDirectory(dir)) {
            return dir;
        }
        Path parent = dir.getParent();
        if (parent != null && !parent.equals(root)) {
            createDirectories(parent, attributes);
        }
        try {
            return createDirectory(dir, attributes);
        } catch (FileAlreadyExistsException e) {
            // A link, perhaps, which may lead out.
            if (leadsToDirectory(dir)) {
                return dir;
            }
            throw e;
        }
    }

    private boolean leadsToDirectory(Path dir) throws IOException {
        try {
            return readAttributes(dir, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException dangling) {
            return false;
        }
    }

    @Override
    public Path createTempFile(
            Path dir, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return TemporaryName.create(
                dir, prefix, suffix == null ? ".tmp" : suffix, "rw-------", this::createFile, attributes);
    }

    /** In the root itself. */
    @Override
    public Path createTempFile(@Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return createTempFile(root, prefix, suffix, attributes);
    }

    @Override
    public Path createTempDirectory(Path dir, @Nullable String prefix, FileAttribute<?>... attributes)
            throws IOException {
        return TemporaryName.create(dir, prefix, "", "rwx------", this::createDirectory, attributes);
    }

    /** In the root itself. */
    @Override
    public Path createTempDirectory(@Nullable String prefix, FileAttribute<?>... attributes) throws IOException {
        return createTempDirectory(root, prefix, attributes);
    }

    /** What is linked to may be anywhere; it is following the link that is refused then. */
    @Override
    public Path createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        return done(link, false, place -> place.createSymbolicLink(target, attributes));
    }

    @Override
    public Path createLink(Path link, Path existing) throws IOException {
        between(link, existing, FilePlace::createLink);
        return link;
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return at(link, false, FilePlace::readSymbolicLink);
    }

    // Deleting, copying, moving

    @Override
    public void delete(Path path) throws IOException {
        done(path, false, FilePlace::delete);
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        try {
            delete(path);
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    @Override
    public Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return copy.copy(source, target, options);
    }

    @Override
    public long copy(InputStream source, Path target, CopyOption... options) throws IOException {
        return copy.copy(source, target, options);
    }

    @Override
    public Path move(Path source, Path target, CopyOption... options) throws IOException {
        return copy.move(source, target, options);
    }

    /** Replaces what is there, if anything. */
    void rename(Path source, Path target) throws IOException {
        between(source, target, FilePlace::move);
    }

    // Looking

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return at(path, follows((Object[]) options), place -> place.readAttributes(type));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return at(path, follows((Object[]) options), place -> place.readAttributes(attributes));
    }

    @Override
    public @Nullable Object getAttribute(Path path, String attribute, LinkOption... options) throws IOException {
        if (attribute.indexOf('*') >= 0 || attribute.indexOf(',') >= 0) {
            throw new IllegalArgumentException(attribute);
        }
        return readAttributes(path, attribute, options).get(attribute.substring(attribute.indexOf(':') + 1));
    }

    @Override
    public Path setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options)
            throws IOException {
        return done(path, follows((Object[]) options), place -> place.setAttribute(attribute, value));
    }

    @Override
    public Set<PosixFilePermission> getPosixFilePermissions(Path path, LinkOption... options) throws IOException {
        return readAttributes(path, PosixFileAttributes.class, options).permissions();
    }

    @Override
    public Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
        return setAttribute(path, "posix:permissions", permissions);
    }

    @Override
    public @Nullable UserPrincipal getOwner(Path path, LinkOption... options) throws IOException {
        return (UserPrincipal) getAttribute(path, "owner:owner", options);
    }

    @Override
    public Path setOwner(Path path, UserPrincipal owner) throws IOException {
        return setAttribute(path, "owner:owner", owner);
    }

    @Override
    public FileTime getLastModifiedTime(Path path, LinkOption... options) throws IOException {
        return readAttributes(path, BasicFileAttributes.class, options).lastModifiedTime();
    }

    @Override
    public Path setLastModifiedTime(Path path, FileTime time) throws IOException {
        return setAttribute(path, "lastModifiedTime", time);
    }

    @Override
    public long size(Path path) throws IOException {
        return readAttributes(path, BasicFileAttributes.class).size();
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return at(path, true, FilePlace::getFileStore);
    }

    @Override
    public long getUsableSpace(Path path) throws IOException {
        return at(path, true, FilePlace::getUsableSpace);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        if (path.equals(other)) {
            return true;
        }
        Object key = readAttributes(path, BasicFileAttributes.class).fileKey();
        Object second = readAttributes(other, BasicFileAttributes.class).fileKey();
        return Objects.equals(key, second) && key != null;
    }

    /** By the name alone, as the JDK does it where there are roots: nothing is looked at. */
    @Override
    public boolean isHidden(Path path) throws IOException {
        Path name = path.getFileName();
        return name != null && Files.isHidden(name);
    }

    /** By the name alone: detectors that look at the content are given a path where there is nothing. */
    @Override
    public @Nullable String probeContentType(Path path) throws IOException {
        Path name = path.getFileName();
        Path nowhere = root.resolve(".async-files-" + UUID.randomUUID());
        return name == null ? null : Files.probeContentType(nowhere.resolve(name));
    }

    private @Nullable BasicFileAttributes found(Path path, LinkOption... options) {
        try {
            return readAttributes(path, BasicFileAttributes.class, options);
        } catch (IOException notToBeTold) {
            return null;
        }
    }

    @Override
    public boolean isSymbolicLink(Path path) {
        BasicFileAttributes found = found(path, NOFOLLOW);
        return found != null && found.isSymbolicLink();
    }

    @Override
    public boolean isDirectory(Path path, LinkOption... options) {
        BasicFileAttributes found = found(path, options);
        return found != null && found.isDirectory();
    }

    @Override
    public boolean isRegularFile(Path path, LinkOption... options) {
        BasicFileAttributes found = found(path, options);
        return found != null && found.isRegularFile();
    }

    @Override
    public boolean exists(Path path, LinkOption... options) {
        return found(path, options) != null;
    }

    @Override
    public boolean notExists(Path path, LinkOption... options) {
        try {
            readAttributes(path, BasicFileAttributes.class, options);
            return false;
        } catch (NoSuchFileException absent) {
            return true;
        } catch (IOException notToBeTold) {
            return false;
        }
    }

    private boolean isAccessible(Path path, AccessMode mode) {
        try {
            done(path, true, place -> place.checkAccess(mode));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isReadable(Path path) {
        return isAccessible(path, AccessMode.READ);
    }

    @Override
    public boolean isWritable(Path path) {
        return isAccessible(path, AccessMode.WRITE);
    }

    @Override
    public boolean isExecutable(Path path) {
        return isAccessible(path, AccessMode.EXECUTE);
    }
}

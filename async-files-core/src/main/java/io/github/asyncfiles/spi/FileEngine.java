// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What actually touches the disk: the blocking calls from which every operation is made.
 *
 * <p>An engine serves paths of <em>any</em> file system. Each method means exactly what the method of the same name in
 * {@link Files} means, with the same results and the same exceptions, and does so unless overridden: an engine states
 * only what it does differently. It must be safe for use by many threads. The methods are called on workers, may block,
 * and are never interrupted by the library.
 *
 * <p>Those whose names begin with {@code try} are the exception: they are called on the thread of whoever wants something,
 * perhaps an event loop, and must not wait for anything. What they return is as good as what the method without {@code
 * try} would have returned; where that cannot be had at once, for whatever reason, they return {@code null} and a worker
 * goes the long way. An engine that leaves them as they are serves everything on workers.
 */
public interface FileEngine {

    /**
     * {@return the name of the engine, as its provider gives it}
     */
    String name();

    /**
     * Opens a regular file.
     *
     * <p>Anything else (a directory, FIFO, socket or device) is refused at once, without waiting for its other end.
     *
     * @param path the file
     * @param options as for {@link Files#newByteChannel(Path, Set, FileAttribute...)}
     * @param attributes set when the file is created
     * @return the open file, which the caller closes
     * @throws IOException when the file cannot be opened
     */
    FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException;

    /**
     * Opens a regular file at once, if that needs no waiting.
     *
     * @param path the file
     * @param options as for {@link #open}
     * @return the open file, or {@code null}
     * @throws IOException what {@link #open} would throw
     */
    default @Nullable FileHandle tryOpen(Path path, Set<? extends OpenOption> options) throws IOException {
        return null;
    }

    /**
     * Makes a result of the content of a file.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    interface Content<T> {

        /**
         * Makes the result.
         *
         * @param bytes an array that begins with the content; belongs to the engine when this returns
         * @param length of the content
         * @return the result
         * @throws IOException when the content is not what it should be
         */
        T of(byte[] bytes, int length) throws IOException;
    }

    /**
     * Reads a regular file at once, if that needs no waiting.
     *
     * @param <T> the result
     * @param path the file
     * @param most how many bytes at most, at least 0; a larger file is left to a worker
     * @param content called with all bytes
     * @return its result, or {@code null}
     * @throws IOException what reading it on a worker would throw
     */
    default <T> @Nullable T tryReadAll(Path path, int most, Content<? extends T> content) throws IOException {
        return null;
    }

    /**
     * Tells at once what kind of file there is, if that needs no waiting.
     *
     * @param path the file
     * @param options whether links are followed
     * @return what is known, or {@code null}
     * @throws IOException what {@link #readAttributes(Path, Class, LinkOption...)} would throw
     */
    default @Nullable FileStatus tryStatus(Path path, LinkOption... options) throws IOException {
        return null;
    }

    /**
     * Reads attributes at once, if that needs no waiting.
     *
     * @param path the file
     * @param options whether links are followed
     * @return the attributes, or {@code null}
     * @throws IOException what {@link #readAttributes(Path, Class, LinkOption...)} would throw
     */
    default @Nullable BasicFileAttributes tryReadAttributes(Path path, LinkOption... options) throws IOException {
        return null;
    }

    /**
     * Holds a directory open as a root, beneath which paths are followed without leaving it. How one gets to the directory
     * itself is trusted.
     *
     * @param dir the directory
     * @return the open directory, which the caller closes
     * @throws IOException when it cannot be opened
     * @throws UnsupportedOperationException when this engine cannot keep to a root there
     */
    default DirectoryHandle openDirectory(Path dir) throws IOException {
        throw new UnsupportedOperationException("The engine '" + name() + "' cannot keep to a root");
    }

    /**
     * As {@link Path#register(WatchService, WatchEvent.Kind...)}.
     *
     * @param dir as there
     * @param watcher as there
     * @param events as there
     * @return as there
     * @throws IOException as there
     */
    default WatchKey register(Path dir, WatchService watcher, WatchEvent.Kind<?>... events) throws IOException {
        return dir.register(watcher, events);
    }

    /**
     * As {@link Files#newDirectoryStream(Path)}.
     *
     * @param dir as there
     * @return as there
     * @throws IOException as there
     */
    default DirectoryStream<Path> newDirectoryStream(Path dir) throws IOException {
        return Files.newDirectoryStream(dir);
    }

    /**
     * As {@link Files#createFile(Path, FileAttribute...)}.
     *
     * @param path as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createFile(Path path, FileAttribute<?>... attributes) throws IOException {
        return Files.createFile(path, attributes);
    }

    /**
     * As {@link Files#createDirectory(Path, FileAttribute...)}.
     *
     * @param dir as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        return Files.createDirectory(dir, attributes);
    }

    /**
     * As {@link Files#createDirectories(Path, FileAttribute...)}.
     *
     * @param dir as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createDirectories(Path dir, FileAttribute<?>... attributes) throws IOException {
        return Files.createDirectories(dir, attributes);
    }

    /**
     * As {@link Files#createTempFile(Path, String, String, FileAttribute...)}.
     *
     * @param dir as there
     * @param prefix as there
     * @param suffix as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createTempFile(
            Path dir, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return Files.createTempFile(dir, prefix, suffix, attributes);
    }

    /**
     * As {@link Files#createTempFile(String, String, FileAttribute...)}.
     *
     * @param prefix as there
     * @param suffix as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createTempFile(@Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes)
            throws IOException {
        return Files.createTempFile(prefix, suffix, attributes);
    }

    /**
     * As {@link Files#createTempDirectory(Path, String, FileAttribute...)}.
     *
     * @param dir as there
     * @param prefix as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createTempDirectory(Path dir, @Nullable String prefix, FileAttribute<?>... attributes)
            throws IOException {
        return Files.createTempDirectory(dir, prefix, attributes);
    }

    /**
     * As {@link Files#createTempDirectory(String, FileAttribute...)}.
     *
     * @param prefix as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createTempDirectory(@Nullable String prefix, FileAttribute<?>... attributes) throws IOException {
        return Files.createTempDirectory(prefix, attributes);
    }

    /**
     * As {@link Files#createSymbolicLink(Path, Path, FileAttribute...)}.
     *
     * @param link as there
     * @param target as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    default Path createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        return Files.createSymbolicLink(link, target, attributes);
    }

    /**
     * As {@link Files#createLink(Path, Path)}.
     *
     * @param link as there
     * @param existing as there
     * @return as there
     * @throws IOException as there
     */
    default Path createLink(Path link, Path existing) throws IOException {
        return Files.createLink(link, existing);
    }

    /**
     * As {@link Files#readSymbolicLink(Path)}.
     *
     * @param link as there
     * @return as there
     * @throws IOException as there
     */
    default Path readSymbolicLink(Path link) throws IOException {
        return Files.readSymbolicLink(link);
    }

    /**
     * As {@link Files#delete(Path)}.
     *
     * @param path as there
     * @throws IOException as there
     */
    default void delete(Path path) throws IOException {
        Files.delete(path);
    }

    /**
     * As {@link Files#deleteIfExists(Path)}.
     *
     * @param path as there
     * @return as there
     * @throws IOException as there
     */
    default boolean deleteIfExists(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    /**
     * As {@link Files#copy(Path, Path, CopyOption...)}.
     *
     * @param source as there
     * @param target as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return Files.copy(source, target, options);
    }

    /**
     * As {@link Files#copy(InputStream, Path, CopyOption...)}.
     *
     * @param source as there
     * @param target as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default long copy(InputStream source, Path target, CopyOption... options) throws IOException {
        return Files.copy(source, target, options);
    }

    /**
     * As {@link Files#move(Path, Path, CopyOption...)}.
     *
     * @param source as there
     * @param target as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default Path move(Path source, Path target, CopyOption... options) throws IOException {
        return Files.move(source, target, options);
    }

    /**
     * As {@link Files#getFileStore(Path)}.
     *
     * @param path as there
     * @return as there
     * @throws IOException as there
     */
    default FileStore getFileStore(Path path) throws IOException {
        return Files.getFileStore(path);
    }

    /**
     * As {@link FileStore#getUsableSpace()}, of the store of a file.
     *
     * @param path the file
     * @return as there
     * @throws IOException as there
     */
    default long getUsableSpace(Path path) throws IOException {
        return getFileStore(path).getUsableSpace();
    }

    /**
     * As {@link Files#isSameFile(Path, Path)}.
     *
     * @param path as there
     * @param other as there
     * @return as there
     * @throws IOException as there
     */
    default boolean isSameFile(Path path, Path other) throws IOException {
        return Files.isSameFile(path, other);
    }

    /**
     * As {@link Files#isHidden(Path)}.
     *
     * @param path as there
     * @return as there
     * @throws IOException as there
     */
    default boolean isHidden(Path path) throws IOException {
        return Files.isHidden(path);
    }

    /**
     * As {@link Files#probeContentType(Path)}.
     *
     * @param path as there
     * @return as there
     * @throws IOException as there
     */
    default @Nullable String probeContentType(Path path) throws IOException {
        return Files.probeContentType(path);
    }

    /**
     * As {@link Files#readAttributes(Path, Class, LinkOption...)}.
     *
     * @param <A> the type of the attributes
     * @param path as there
     * @param type as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return Files.readAttributes(path, type, options);
    }

    /**
     * As {@link Files#readAttributes(Path, String, LinkOption...)}.
     *
     * @param path as there
     * @param attributes as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Files.readAttributes(path, attributes, options);
    }

    /**
     * As {@link Files#getAttribute(Path, String, LinkOption...)}.
     *
     * @param path as there
     * @param attribute as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default @Nullable Object getAttribute(Path path, String attribute, LinkOption... options) throws IOException {
        return Files.getAttribute(path, attribute, options);
    }

    /**
     * As {@link Files#setAttribute(Path, String, Object, LinkOption...)}.
     *
     * @param path as there
     * @param attribute as there
     * @param value as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default Path setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options)
            throws IOException {
        return Files.setAttribute(path, attribute, value, options);
    }

    /**
     * As {@link Files#getPosixFilePermissions(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default Set<PosixFilePermission> getPosixFilePermissions(Path path, LinkOption... options) throws IOException {
        return Files.getPosixFilePermissions(path, options);
    }

    /**
     * As {@link Files#setPosixFilePermissions(Path, Set)}.
     *
     * @param path as there
     * @param permissions as there
     * @return as there
     * @throws IOException as there
     */
    default Path setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) throws IOException {
        return Files.setPosixFilePermissions(path, permissions);
    }

    /**
     * As {@link Files#getOwner(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default @Nullable UserPrincipal getOwner(Path path, LinkOption... options) throws IOException {
        return Files.getOwner(path, options);
    }

    /**
     * As {@link Files#setOwner(Path, UserPrincipal)}.
     *
     * @param path as there
     * @param owner as there
     * @return as there
     * @throws IOException as there
     */
    default Path setOwner(Path path, UserPrincipal owner) throws IOException {
        return Files.setOwner(path, owner);
    }

    /**
     * As {@link Files#getLastModifiedTime(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     * @throws IOException as there
     */
    default FileTime getLastModifiedTime(Path path, LinkOption... options) throws IOException {
        return Files.getLastModifiedTime(path, options);
    }

    /**
     * As {@link Files#setLastModifiedTime(Path, FileTime)}.
     *
     * @param path as there
     * @param time as there
     * @return as there
     * @throws IOException as there
     */
    default Path setLastModifiedTime(Path path, FileTime time) throws IOException {
        return Files.setLastModifiedTime(path, time);
    }

    /**
     * As {@link Files#size(Path)}.
     *
     * @param path as there
     * @return as there
     * @throws IOException as there
     */
    default long size(Path path) throws IOException {
        return Files.size(path);
    }

    /**
     * As {@link Files#isSymbolicLink(Path)}.
     *
     * @param path as there
     * @return as there
     */
    default boolean isSymbolicLink(Path path) {
        return Files.isSymbolicLink(path);
    }

    /**
     * As {@link Files#isDirectory(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     */
    default boolean isDirectory(Path path, LinkOption... options) {
        return Files.isDirectory(path, options);
    }

    /**
     * As {@link Files#isRegularFile(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     */
    default boolean isRegularFile(Path path, LinkOption... options) {
        return Files.isRegularFile(path, options);
    }

    /**
     * As {@link Files#exists(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     */
    default boolean exists(Path path, LinkOption... options) {
        return Files.exists(path, options);
    }

    /**
     * As {@link Files#notExists(Path, LinkOption...)}.
     *
     * @param path as there
     * @param options as there
     * @return as there
     */
    default boolean notExists(Path path, LinkOption... options) {
        return Files.notExists(path, options);
    }

    /**
     * As {@link Files#isReadable(Path)}.
     *
     * @param path as there
     * @return as there
     */
    default boolean isReadable(Path path) {
        return Files.isReadable(path);
    }

    /**
     * As {@link Files#isWritable(Path)}.
     *
     * @param path as there
     * @return as there
     */
    default boolean isWritable(Path path) {
        return Files.isWritable(path);
    }

    /**
     * As {@link Files#isExecutable(Path)}.
     *
     * @param path as there
     * @return as there
     */
    default boolean isExecutable(Path path) {
        return Files.isExecutable(path);
    }
}

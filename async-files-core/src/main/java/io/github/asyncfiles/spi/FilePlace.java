// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name in a directory that is held open, beneath a {@linkplain DirectoryHandle root}, and what can be done there.
 *
 * <p>No method follows a symbolic link, also if one was put there a moment ago: it is the link itself that is deleted,
 * moved or looked at, and opening one fails. Otherwise each means what the method of {@link Files} or
 * {@link FileEngine} means, with the same exceptions; which path those name does not matter. What cannot be done without
 * going by paths throws an {@link UnsupportedOperationException}.
 *
 * <p>Used by one thread, and closed by it.
 */
public interface FilePlace extends Closeable {

    /**
     * As {@link FileEngine#open}.
     *
     * @param options as there
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    FileHandle open(Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException;

    /**
     * Holds the directory that is here open, as a root of its own.
     *
     * @return the directory, which the caller closes
     * @throws IOException when there is none
     */
    DirectoryHandle openDirectory() throws IOException;

    /**
     * As {@link Files#newDirectoryStream(Path)}.
     *
     * @return the entries; only their names matter
     * @throws IOException as there
     */
    DirectoryStream<Path> newDirectoryStream() throws IOException;

    /**
     * As {@link Files#createDirectory}.
     *
     * @param attributes as there
     * @throws IOException as there
     */
    void createDirectory(FileAttribute<?>... attributes) throws IOException;

    /**
     * As {@link Files#createSymbolicLink}.
     *
     * @param target as there
     * @param attributes as there
     * @throws IOException as there
     */
    void createSymbolicLink(Path target, FileAttribute<?>... attributes) throws IOException;

    /**
     * As {@link Files#createLink}.
     *
     * @param existing of the same engine
     * @throws IOException as there
     */
    void createLink(FilePlace existing) throws IOException;

    /**
     * As {@link Files#readSymbolicLink}.
     *
     * @return as there
     * @throws IOException as there
     */
    Path readSymbolicLink() throws IOException;

    /**
     * As {@link Files#delete}.
     *
     * @throws IOException as there
     */
    void delete() throws IOException;

    /**
     * As {@link Files#move} with {@link java.nio.file.StandardCopyOption#ATOMIC_MOVE}, replacing what is there.
     *
     * @param target of the same engine
     * @throws IOException as there
     */
    void move(FilePlace target) throws IOException;

    /**
     * As {@link Files#readAttributes(Path, Class, java.nio.file.LinkOption...)}.
     *
     * @param <A> as there
     * @param type as there
     * @return as there
     * @throws IOException as there
     */
    <A extends BasicFileAttributes> A readAttributes(Class<A> type) throws IOException;

    /**
     * As {@link Files#readAttributes(Path, String, java.nio.file.LinkOption...)}.
     *
     * @param attributes as there
     * @return as there
     * @throws IOException as there
     */
    Map<String, Object> readAttributes(String attributes) throws IOException;

    /**
     * As {@link Files#setAttribute}.
     *
     * @param attribute as there
     * @param value as there
     * @throws IOException as there
     */
    void setAttribute(String attribute, @Nullable Object value) throws IOException;

    /**
     * As {@link java.nio.file.spi.FileSystemProvider#checkAccess}.
     *
     * @param modes as there
     * @throws IOException as there
     */
    void checkAccess(AccessMode... modes) throws IOException;

    /**
     * As {@link Files#getFileStore}. The store may go by the path that the place has now.
     *
     * @return as there
     * @throws IOException as there
     */
    FileStore getFileStore() throws IOException;

    /**
     * As {@link FileStore#getUsableSpace()}.
     *
     * @return as there
     * @throws IOException as there
     */
    long getUsableSpace() throws IOException;

    /**
     * As {@link Path#register(WatchService, WatchEvent.Kind...)}.
     *
     * @param watcher as there
     * @param events as there
     * @return as there
     * @throws IOException as there
     */
    WatchKey register(WatchService watcher, WatchEvent.Kind<?>... events) throws IOException;
}

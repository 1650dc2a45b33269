// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.root;

import io.github.asyncfiles.internal.FileErrors;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;

/** The entries of a directory, by the path that the caller knows. */
class RootedStream<S extends DirectoryStream<Path>> implements DirectoryStream<Path> {

    final S entries;
    private final Path directory;

    private RootedStream(S entries, Path directory) {
        this.entries = entries;
        this.directory = directory;
    }

    static DirectoryStream<Path> of(DirectoryStream<Path> entries, Path directory) {
        return entries instanceof SecureDirectoryStream<Path> secure
                ? new Secure(secure, directory)
                : new RootedStream<>(entries, directory);
    }

    @Override
    public Iterator<Path> iterator() {
        Iterator<Path> names = entries.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return names.hasNext();
                } catch (DirectoryIteratorException e) {
                    throw new DirectoryIteratorException(FileErrors.about(e.getCause(), directory, null));
                }
            }

            @Override
            public Path next() {
                return directory.resolve(names.next().getFileName());
            }
        };
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }

    /** Keeps what a tree is deleted by: descriptors, and no paths. */
    private static final class Secure extends RootedStream<SecureDirectoryStream<Path>>
            implements SecureDirectoryStream<Path> {

        Secure(SecureDirectoryStream<Path> entries, Path directory) {
            super(entries, directory);
        }

        @Override
        public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options) throws IOException {
            return entries.newDirectoryStream(path, options);
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) throws IOException {
            return entries.newByteChannel(path, options, attrs);
        }

        @Override
        public void deleteFile(Path path) throws IOException {
            entries.deleteFile(path);
        }

        @Override
        public void deleteDirectory(Path path) throws IOException {
            entries.deleteDirectory(path);
        }

        @Override
        public void move(Path srcpath, SecureDirectoryStream<Path> targetdir, Path targetpath) throws IOException {
            entries.move(srcpath, targetdir, targetpath);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Class<V> type) {
            return entries.getFileAttributeView(type);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return entries.getFileAttributeView(path, type, options);
        }
    }
}

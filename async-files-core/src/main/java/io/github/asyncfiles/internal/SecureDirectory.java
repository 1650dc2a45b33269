// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FilePlace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A root on any file system that has {@link SecureDirectoryStream}s: each directory is entered through the one above it,
 * name by name and without following links. Links are read, and walked by the same rules.
 *
 * <p>The JDK cannot do everything relative to an open directory. Hard links, the text of links, executability and watches
 * are refused; what has to be created otherwise than as a file is created in the root itself first.
 */
final class SecureDirectory implements DirectoryHandle {

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /** Where new directories and links are made, to be moved from there. */
    record Workshop(Path root, SecureDirectoryStream<Path> stream, ReentrantLock lock) {}

    private final Workshop workshop;
    private final SecureDirectoryStream<Path> stream;
    /** Where it was when it was opened. */
    private final Path path;

    SecureDirectory(Workshop workshop, SecureDirectoryStream<Path> stream, Path path) {
        this.workshop = workshop;
        this.stream = stream;
        this.path = path;
    }

    static SecureDirectory open(Path dir) throws IOException {
        Path root = dir.toAbsolutePath();
        if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
            // Opening a FIFO would wait for its other end.
            throw new NotDirectoryException(root.toString());
        }
        SecureDirectoryStream<Path> stream = secure(Files.newDirectoryStream(root), root);
        return new SecureDirectory(new Workshop(root, stream, new ReentrantLock()), stream, root);
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path dir) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new UnsupportedOperationException("This file system cannot keep to a root: " + dir);
    }

    @Override
    public @Nullable FilePlace locate(Path target, boolean follow) throws IOException {
        SecureWalk walk = new SecureWalk(stream, path);
        try {
            Path name = walk.go(target, follow);
            return name == null ? null : walk.at(workshop, name);
        } finally {
            walk.close();
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** {@return a stream of a directory's own: that of the root is not to be closed} */
    static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> above, Path name) throws IOException {
        if (!SecureAttributes.of(above, name).isDirectory()) {
            throw new NotDirectoryException(name.toString());
        }
        return above.newDirectoryStream(name, NOFOLLOW);
    }

    static boolean exists(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try {
            SecureAttributes.of(directory, name);
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }
}

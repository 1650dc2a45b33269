// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a file or a whole directory, never what a symbolic link points to.
 *
 * <p>Where the file system offers {@link SecureDirectoryStream}s, each directory is entered through its parent's
 * descriptor without following links, so that a link swapped in while the work goes on is not followed: it is deleted, or
 * reported.
 *
 * <p>One that cannot be deleted does not keep the others: the first failure is thrown at the end and carries the next
 * ones as suppressed exceptions.
 */
public final class TreeDeletion {

    private static final int MAX_SUPPRESSED = 32;

    private final FileEngine engine;
    private final BooleanSupplier abandoned;
    private @Nullable IOException failure;

    private TreeDeletion(FileEngine engine, BooleanSupplier abandoned) {
        this.engine = engine;
        this.abandoned = abandoned;
    }

    /**
     * Deletes {@code path} and, if it is a directory, everything in it.
     *
     * @param engine that deletes
     * @param path what to delete
     * @param abandoned asked before each entry; once true, the rest stays
     * @return whether there was anything
     * @throws IOException what could not be deleted
     */
    public static boolean delete(FileEngine engine, Path path, BooleanSupplier abandoned) throws IOException {
        TreeDeletion deletion = new TreeDeletion(engine, abandoned);
        boolean existed = deletion.deleteTop(path);
        if (deletion.failure != null) {
            throw deletion.failure;
        }
        return existed;
    }

    private boolean deleteTop(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = engine.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (NoSuchFileException absent) {
            return false;
        }
        if (found.isDirectory()) {
            try (DirectoryStream<Path> children = engine.newDirectoryStream(path)) {
                if (children instanceof SecureDirectoryStream<Path> secure) {
                    requireSame(path, found, secure);
                    emptySecurely(secure, path);
                } else {
                    empty(children);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return failure != null || engine.deleteIfExists(path);
    }

    /** A link that replaced the directory since it was looked at was followed when opening it: do not go on. */
    private static void requireSame(Path path, BasicFileAttributes found, SecureDirectoryStream<Path> opened)
            throws IOException {
        BasicFileAttributes now =
                opened.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
        if (found.fileKey() != null && !found.fileKey().equals(now.fileKey())) {
            throw new FileSystemException(path.toString(), null, "Replaced while it was being deleted");
        }
    }

    private void emptySecurely(SecureDirectoryStream<Path> directory, Path path) {
        for (Path child : directory) {
            stopIfAbandoned();
            Path name = child.getFileName();
            Path full = path.resolve(name);
            try {
                BasicFileAttributes attributes = directory
                        .getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                        .readAttributes();
                if (attributes.isDirectory()) {
                    try (SecureDirectoryStream<Path> entered = directory.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                        IOException before = failure;
                        emptySecurely(entered, full);
                        if (failure == before) {
                            directory.deleteDirectory(name);
                        }
                    }
                } else {
                    directory.deleteFile(name);
                }
            } catch (NoSuchFileException gone) {
                // Somebody else deleted it: that is what was wanted.
            } catch (DirectoryIteratorException e) {
                failed(FileErrors.about(e.getCause(), full, null));
            } catch (IOException e) {
                failed(FileErrors.about(e, full, null));
            }
        }
    }

    private void empty(DirectoryStream<Path> directory) {
        for (Path child : directory) {
            stopIfAbandoned();
            try {
                IOException before = failure;
                if (engine.readAttributes(child, BasicFileAttributes.class, NOFOLLOW_LINKS)
                        .isDirectory()) {
                    try (DirectoryStream<Path> entered = engine.newDirectoryStream(child)) {
                        empty(entered);
                    }
                }
                if (failure == before) {
                    engine.delete(child);
                }
            } catch (NoSuchFileException gone) {
                // Somebody else deleted it: that is what was wanted.
            } catch (DirectoryIteratorException e) {
                failed(e.getCause());
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private void stopIfAbandoned() {
        if (abandoned.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    private void failed(IOException e) {
        if (failure == null) {
            failure = e;
        } else if (failure.getSuppressed().length < MAX_SUPPRESSED) {
            failure.addSuppressed(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FilePlace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Walks a path, name by name, through directories that are held open until the walk is over. */
final class SecureWalk implements Closeable {

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final SecureDirectoryStream<Path> root;
    private final Deque<SecureDirectoryStream<Path>> entered = new ArrayDeque<>();
    private final Deque<Path> ahead = new ArrayDeque<>();
    /** The way from the root, without links. */
    private Path here;

    private int links;

    SecureWalk(SecureDirectoryStream<Path> root, Path rootPath) {
        this.root = root;
        this.here = rootPath;
    }

    /** {@return the last name, in the directory where the walk has ended; {@code null} when it would leave the root} */
    @Nullable Path go(Path target, boolean follow) throws IOException {
        if (!push(target)) {
            return null;
        }
        while (true) {
            Path name = ahead.pollFirst();
            if (name == null) {
                return here.getFileSystem().getPath(".");
            }
            switch (name.toString()) {
                case "", "." -> {
                    // Here.
                }
                case ".." -> {
                    if (entered.isEmpty()) {
                        return null;
                    }
                    entered.pop().close();
                    here = here.getParent();
                }
                default -> {
                    boolean last = ahead.isEmpty();
                    BasicFileAttributes found = last && !follow ? null : look(name, last);
                    if (found == null || last && !found.isSymbolicLink()) {
                        return name;
                    }
                    if (!found.isSymbolicLink()) {
                        entered.push(SecureDirectory.enter(directory(), name));
                        here = here.resolve(name);
                    } else if (!push(readLink(name))) {
                        return null;
                    }
                }
            }
        }
    }

    private boolean push(Path way) {
        for (int i = way.getNameCount() - 1; i >= 0; i--) {
            ahead.push(way.getName(i));
        }
        return !way.isAbsolute();
    }

    private @Nullable BasicFileAttributes look(Path name, boolean mayBeAbsent) throws IOException {
        try {
            return SecureAttributes.of(directory(), name);
        } catch (NoSuchFileException absent) {
            if (mayBeAbsent) {
                return null;
            }
            throw absent;
        }
    }

    /**
     * By its path, as the JDK cannot read a link in an open directory. Should somebody have swapped a directory meanwhile,
     * it is another text that is walked, beneath the root all the same.
     */
    private Path readLink(Path name) throws IOException {
        if (++links > MOST_LINKS) {
            throw new FileSystemException(name.toString(), null, "Too many levels of symbolic links");
        }
        return Files.readSymbolicLink(here.resolve(name));
    }

    private SecureDirectoryStream<Path> directory() {
        return entered.isEmpty() ? root : entered.peek();
    }

    /** {@return the place where the walk has ended, which keeps its directory open} */
    FilePlace at(SecureDirectory.Workshop workshop, Path name) {
        boolean atRoot = entered.isEmpty();
        return new SecurePlace(workshop, atRoot ? root : entered.pop(), !atRoot, here, name);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (SecureDirectoryStream<Path> directory : entered) {
            try {
                directory.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

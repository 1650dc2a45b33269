// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.spi.FileEngine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A file tree, depth first, a directory before what is in it. What is gone by the time it is looked at is left out, but for
 * the start.
 *
 * @param <T> what is made of each file
 */
public final class TreeSource<T> implements StreamSource<T> {

    /** Files of one hop, those that are not wanted included. */
    private static final int BATCH_SIZE = 256;

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final FileEngine engine;
    private final Path start;
    private final int maxDepth;
    private final boolean followLinks;
    private final Mapper<T> mapper;

    /** From the start to where it is. */
    private final Deque<Level> levels = new ArrayDeque<>();

    private boolean begun;

    /**
     * Makes something of a file.
     *
     * @param <T> what
     */
    @FunctionalInterface
    public interface Mapper<T> {

        /**
         * Maps one file; may block.
         *
         * @param path of the file
         * @param attributes of the file
         * @return what is delivered for it, {@code null} for nothing
         */
        @Nullable T map(Path path, BasicFileAttributes attributes);
    }

    /**
     * Creates a source.
     *
     * @param engine that reads
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0
     * @param followLinks whether symbolic links are followed
     * @param mapper is called for each file, in the same hop
     */
    public TreeSource(FileEngine engine, Path start, int maxDepth, boolean followLinks, Mapper<T> mapper) {
        this.engine = engine;
        this.start = start;
        this.maxDepth = maxDepth;
        this.followLinks = followLinks;
        this.mapper = mapper;
    }

    /** A directory that is being read. */
    private record Level(Path path, @Nullable Object key, DirectoryStream<Path> stream, Iterator<Path> entries)
            implements Closeable {

        /** {@return the next entry, {@code null} if there is none, also when the directory is gone} */
        @Nullable Path next() throws IOException {
            try {
                return entries.hasNext() ? entries.next() : null;
            } catch (DirectoryIteratorException e) {
                if (e.getCause() instanceof NoSuchFileException) {
                    return null;
                }
                throw e.getCause();
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    @Override
    public Progress fill(Elements<T> elements) throws IOException {
        int looked = 0;
        if (!begun) {
            begun = true;
            visit(start, attributes(start), elements);
            looked++;
        }
        for (; looked < BATCH_SIZE && !levels.isEmpty(); looked++) {
            Path path = levels.getLast().next();
            if (path == null) {
                levels.removeLast().close();
                continue;
            }
            BasicFileAttributes attributes;
            try {
                attributes = attributes(path);
            } catch (NoSuchFileException gone) {
                continue;
            }
            visit(path, attributes, elements);
        }
        return levels.isEmpty() ? Progress.END : Progress.MORE;
    }

    private BasicFileAttributes attributes(Path path) throws IOException {
        if (followLinks) {
            try {
                return engine.readAttributes(path, BasicFileAttributes.class, FOLLOW);
            } catch (IOException leadsNowhere) {
                // Then it is the link itself that counts.
            }
        }
        return engine.readAttributes(path, BasicFileAttributes.class, NOFOLLOW);
    }

    private void visit(Path path, BasicFileAttributes attributes, Elements<T> elements) throws IOException {
        boolean directory = attributes.isDirectory();
        if (directory && followLinks && isAbove(path, attributes.fileKey())) {
            throw new FileSystemLoopException(path.toString());
        }
        T mapped = mapper.map(path, attributes);
        if (mapped != null) {
            elements.add(mapped);
        }
        if (directory && levels.size() < maxDepth) {
            try {
                DirectoryStream<Path> stream = engine.newDirectoryStream(path);
                levels.addLast(new Level(path, attributes.fileKey(), stream, stream.iterator()));
            } catch (NoSuchFileException | NotDirectoryException gone) {
                // Or replaced by something else, since it was looked at: nothing is in it.
            }
        }
    }

    /** {@return whether a directory is one of those that lead to it} */
    private boolean isAbove(Path path, @Nullable Object key) throws IOException {
        for (Level level : levels) {
            boolean same =
                    key != null && level.key != null ? key.equals(level.key) : engine.isSameFile(path, level.path);
            if (same) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        Closing.all(levels);
        levels.clear();
    }
}

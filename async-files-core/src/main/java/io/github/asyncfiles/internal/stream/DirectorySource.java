// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The entries of one directory, in no particular order.
 *
 * @param <T> what is made of each entry
 */
public final class DirectorySource<T> implements StreamSource<T> {

    /** Entries of one hop: enough that the hop no longer counts, few enough to be handed out in one go. */
    static final int BATCH_SIZE = 256;

    private final DirectoryStream<Path> directory;
    private final Iterator<Path> entries;
    private final Mapper<T> mapper;

    private DirectorySource(DirectoryStream<Path> directory, Mapper<T> mapper) {
        this.directory = directory;
        this.entries = directory.iterator();
        this.mapper = mapper;
    }

    /**
     * Opens a directory.
     *
     * @param <T> what is made of each entry
     * @param engine that opens it
     * @param path the directory
     * @param mapper is called for each entry, in the same hop; entries that are gone by then are left out
     * @return the source
     * @throws IOException when it cannot be opened
     */
    public static <T> StreamSource<T> open(FileEngine engine, Path path, Mapper<T> mapper) throws IOException {
        if (!engine.isDirectory(path) && engine.exists(path)) {
            // The JDK would say so of a file, but open a FIFO and wait for its other end.
            throw new NotDirectoryException(path.toString());
        }
        return new DirectorySource<>(engine.newDirectoryStream(path), mapper);
    }

    @Override
    public Progress fill(Elements<T> elements) throws IOException {
        try {
            for (int i = 0; i < BATCH_SIZE; i++) {
                if (!entries.hasNext()) {
                    return Progress.END;
                }
                Path entry = entries.next();
                try {
                    elements.add(mapper.map(entry));
                } catch (NoSuchFileException gone) {
                    // Deleted since the directory was read: no entry any more.
                }
            }
            return Progress.MORE;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    /**
     * Makes something of an entry.
     *
     * @param <T> what
     */
    @FunctionalInterface
    public interface Mapper<T> {

        /**
         * Maps one entry; may block.
         *
         * @param entry its path
         * @return what is delivered for it
         * @throws IOException when that fails; {@link NoSuchFileException} leaves the entry out
         */
        T map(Path entry) throws IOException;
    }
}

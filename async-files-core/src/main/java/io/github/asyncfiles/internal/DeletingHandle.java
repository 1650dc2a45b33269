// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A temporary file: deleted when it is closed, whatever the closing says. */
public final class DeletingHandle extends ForwardingHandle {

    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final FileEngine engine;
    private final Path path;

    private DeletingHandle(FileHandle file, FileEngine engine, Path path) {
        super(file);
        this.engine = engine;
        this.path = path;
    }

    /**
     * Creates and opens a temporary file, readable and writable only by its owner where the file system knows owners.
     *
     * @param engine that creates it
     * @param dir where, or {@code null} for the system's directory for temporary files
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, or {@code null}
     * @return the open file
     * @throws IOException when it cannot be created or opened; nothing is left then
     */
    public static DeletingHandle create(
            FileEngine engine, @Nullable Path dir, @Nullable String prefix, @Nullable String suffix)
            throws IOException {
        Path path = dir != null ? engine.createTempFile(dir, prefix, suffix) : engine.createTempFile(prefix, suffix);
        try {
            return new DeletingHandle(engine.open(path, OPTIONS), engine, path);
        } catch (Throwable t) {
            try {
                engine.deleteIfExists(path);
            } catch (IOException e) {
                t.addSuppressed(e);
            }
            throw t;
        }
    }

    /** {@return the name that it has until it is closed} */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            engine.deleteIfExists(path);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A temporary file: deleted when it is closed, whatever the closing says. */
public record DeletingHandle(FileHandle file, FileEngine engine, Path path) implements FileHandle {

    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

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

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return file.write(source, position);
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        return file.readAttributes();
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return file.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return file.transferFrom(source, position, count);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            engine.deleteIfExists(path);
        }
    }
}

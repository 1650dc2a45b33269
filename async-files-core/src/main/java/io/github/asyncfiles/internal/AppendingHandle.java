// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Reads by one handle and appends by another, since the JDK opens no channel for both. */
record AppendingHandle(FileHandle reading, FileHandle appending) implements FileHandle {

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return reading.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return appending.write(source, position);
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        return reading.readAttributes();
    }

    @Override
    public long size() throws IOException {
        return appending.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        appending.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        appending.force(metaData);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return reading.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return appending.transferFrom(source, position, count);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return (shared ? reading : appending).tryLock(position, size, shared);
    }

    @Override
    public void close() throws IOException {
        try (reading) {
            appending.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A handle on a channel that has only a cursor, as the zip file system gives out: one call at a time.
 *
 * <p>The cursor is moved only when it is not yet where it has to be, because not every such channel can move it.
 */
final class SeekableHandle implements FileHandle {

    private final SeekableByteChannel channel;
    private final boolean append;
    private final AttributesOfOpenFile attributes;
    private final ReentrantLock cursor = new ReentrantLock();

    SeekableHandle(SeekableByteChannel channel, boolean append, AttributesOfOpenFile attributes) {
        this.channel = channel;
        this.append = append;
        this.attributes = attributes;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        cursor.lock();
        try {
            moveTo(position);
            return channel.read(target);
        } finally {
            cursor.unlock();
        }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        cursor.lock();
        try {
            if (!append) {
                moveTo(position);
            }
            return channel.write(source);
        } finally {
            cursor.unlock();
        }
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        return attributes.read();
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        cursor.lock();
        try {
            channel.truncate(size);
        } finally {
            cursor.unlock();
        }
    }

    @Override
    public void force(boolean metaData) {
        // Such a channel has nothing of the kind.
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void moveTo(long position) throws IOException {
        if (channel.position() != position) {
            channel.position(position);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bytes in memory, until there are more than a threshold: then a temporary file. */
public final class SpooledHandle implements FileHandle {

    private final FileEngine engine;
    private final int thresholdBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock:
    private byte[] memory = {};
    private int size;
    private @Nullable FileHandle file;

    /**
     * Creates an empty one, in memory.
     *
     * @param engine that creates the file, if there will be one
     * @param thresholdBytes the most that is held in memory
     */
    public SpooledHandle(FileEngine engine, int thresholdBytes) {
        this.engine = engine;
        this.thresholdBytes = thresholdBytes;
    }

    /** {@return the file, once there is one} */
    private @Nullable FileHandle spilled() {
        lock.lock();
        try {
            return file;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        lock.lock();
        try {
            if (file == null) {
                if (position >= size) {
                    return -1;
                }
                int count = (int) Math.min(target.remaining(), size - position);
                target.put(memory, (int) position, count);
                return count;
            }
        } finally {
            lock.unlock();
        }
        return spilled().read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        lock.lock();
        try {
            if (file == null) {
                int count = source.remaining();
                if (position <= thresholdBytes - count) {
                    int end = (int) position + count;
                    if (end > memory.length) {
                        memory = Arrays.copyOf(memory, Math.min(thresholdBytes, Math.max(end, 2 * memory.length)));
                    }
                    source.get(memory, (int) position, count);
                    size = Math.max(size, end);
                    return count;
                }
                spill();
            }
        } finally {
            lock.unlock();
        }
        return spilled().write(source, position);
    }

    private void spill() throws IOException {
        FileHandle created = UnnamedFile.open(engine);
        try {
            Transfers.writeFully(created, ByteBuffer.wrap(memory, 0, size), 0);
        } catch (Throwable t) {
            try (created) {
                throw t;
            }
        }
        file = created;
        memory = new byte[0];
    }

    @Override
    public long size() throws IOException {
        lock.lock();
        try {
            if (file == null) {
                return size;
            }
        } finally {
            lock.unlock();
        }
        return spilled().size();
    }

    @Override
    public void truncate(long newSize) throws IOException {
        lock.lock();
        try {
            if (file == null) {
                if (newSize < size) {
                    Arrays.fill(memory, (int) newSize, size, (byte) 0);
                    size = (int) newSize;
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        spilled().truncate(newSize);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        FileHandle onDisk = spilled();
        if (onDisk != null) {
            onDisk.force(metaData);
        }
    }

    @Override
    public @Nullable FileLock tryLock(long position, long length, boolean shared) {
        throw new UnsupportedOperationException("Nobody else can open it");
    }

    @Override
    public void close() throws IOException {
        FileHandle onDisk = spilled();
        if (onDisk != null) {
            onDisk.close();
        }
    }
}

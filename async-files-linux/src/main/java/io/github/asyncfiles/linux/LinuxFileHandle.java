// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open for reading, by its descriptor. What only the JDK can do, say locks, is left to a second handle on
 * the same file, opened when it is needed.
 */
final class LinuxFileHandle implements FileHandle {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

    /** The most bytes that a waiting read takes through memory of its own. */
    private static final int CHUNK_BYTES = 128 * 1024;

    private final LinuxFileEngine engine;
    private final Mount mount;

    /** -1 once it is closed: better no file than somebody else's. */
    private int descriptor;

    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable FileHandle second;

    LinuxFileHandle(LinuxFileEngine engine, Mount mount, int descriptor) {
        this.engine = engine;
        this.mount = mount;
        this.descriptor = descriptor;
    }

    @Override
    public int tryRead(ByteBuffer target, long position) {
        if (!mount.readsCached() || descriptor < 0) {
            return WOULD_WAIT;
        }
        int wanted = target.remaining();
        if (wanted == 0) {
            return 0;
        }
        Scratch scratch = engine.scratches().take();
        if (scratch == null) {
            return WOULD_WAIT;
        }
        try {
            int result;
            if (target.isDirect()) {
                MemorySegment memory = MemorySegment.ofBuffer(target);
                if (!memory.scope().isAlive() || !memory.isAccessibleBy(Thread.currentThread())) {
                    // A worker finds the same, and says so.
                    return WOULD_WAIT;
                }
                result = scratch.readCached(descriptor, memory, position);
                target.position(target.position() + Math.max(0, result));
            } else {
                result = scratch.readCached(descriptor, Math.min(wanted, Scratch.DATA_BYTES), position);
                if (result > 0) {
                    scratch.copyTo(target, result);
                }
            }
            if (result > 0) {
                return result;
            }
            if (result == 0) {
                return -1;
            }
            mount.answered(result);
            return WOULD_WAIT;
        } finally {
            engine.scratches().giveBack(scratch);
        }
    }

    @Override
    public long trySize() {
        if (!mount.isLocal() || descriptor < 0) {
            return WOULD_WAIT;
        }
        Scratch scratch = engine.scratches().take();
        if (scratch == null) {
            return WOULD_WAIT;
        }
        try {
            return scratch.status(descriptor) == 0 ? scratch.size() : WOULD_WAIT;
        } finally {
            engine.scratches().giveBack(scratch);
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        requireOpen();
        int wanted = Math.min(target.remaining(), CHUNK_BYTES);
        if (wanted == 0) {
            return 0;
        }
        // Freed when the call is over; no scratch, since this may take as long as the disk does.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(SystemCalls.ERRNO_BYTES, 8);
            long result;
            if (target.isDirect()) {
                // The call keeps the memory of the buffer alive.
                MemorySegment memory = MemorySegment.ofBuffer(target).asSlice(0, wanted);
                result = readWaiting(errno, memory, position);
                target.position(target.position() + (int) Math.max(0, result));
            } else {
                MemorySegment bytes = arena.allocate(wanted, 64);
                result = readWaiting(errno, bytes, position);
                if (result > 0) {
                    MemorySegment.copy(
                            bytes,
                            ValueLayout.JAVA_BYTE,
                            0,
                            target.array(),
                            target.arrayOffset() + target.position(),
                            (int) result);
                    target.position(target.position() + (int) result);
                }
            }
            if (result < 0) {
                // The JDK meets the same error, and words it.
                return second().read(target, position);
            }
            return result == 0 ? -1 : (int) result;
        }
    }

    private long readWaiting(MemorySegment errno, MemorySegment target, long position) {
        int number = engine.architecture().pread64();
        long result;
        do {
            result = SystemCalls.call(
                    errno, number, descriptor, target.address(), target.byteSize(), position, 0, 0, target);
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public long size() throws IOException {
        long size = trySize();
        return size != WOULD_WAIT ? size : second().size();
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public void truncate(long size) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        second().force(metaData);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return second().transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        requireOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return second().tryLock(position, size, shared);
    }

    /** The same file, also when it has no name any more, by way of its descriptor. */
    private FileHandle second() throws IOException {
        opening.lock();
        try {
            requireOpen();
            if (second == null) {
                second = engine.portable().open(Path.of("/proc/self/fd/" + descriptor), READ);
            }
            return second;
        } finally {
            opening.unlock();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (descriptor < 0) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() throws IOException {
        opening.lock();
        try {
            if (second != null) {
                second.close();
            }
        } finally {
            if (descriptor >= 0) {
                engine.close(descriptor);
                descriptor = -1;
            }
            opening.unlock();
        }
    }
}

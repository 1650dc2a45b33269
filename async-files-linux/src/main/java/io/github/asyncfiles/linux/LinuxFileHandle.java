// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
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

    /** What was written longer ago has its place on the disk: Linux writes it after 30 seconds. */
    private static final long SETTLED_SECONDS = 60;

    private final LinuxFileEngine engine;
    private final Path path;
    private final Mount mount;

    /** -1 once it is closed: better no file than somebody else's. */
    private int descriptor;

    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable FileHandle second;

    LinuxFileHandle(LinuxFileEngine engine, Path path, Mount mount, int descriptor) {
        this.engine = engine;
        this.path = path;
        this.mount = mount;
        this.descriptor = descriptor;
    }

    @Override
    public int tryRead(ByteBuffer target, long position) {
        if (!mount.readsCached() || descriptor < 0 || !engine.isAllowed()) {
            return WOULD_WAIT;
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        Scratch scratch = engine.scratches().take();
        if (scratch == null) {
            return WOULD_WAIT;
        }
        try {
            int result =
                    target.isDirect() ? readDirect(scratch, target, position) : readHeap(scratch, target, position);
            if (result > 0) {
                return result;
            }
            if (result == 0) {
                return -1;
            }
            engine.refused(result, mount, scratch);
            return WOULD_WAIT;
        } catch (IllegalStateException | WrongThreadException e) {
            // The buffer belongs to memory that is gone, or to another thread. A worker will meet the same.
            return WOULD_WAIT;
        } finally {
            engine.scratches().giveBack(scratch);
        }
    }

    private int readDirect(Scratch scratch, ByteBuffer target, long position) {
        int result = scratch.readCached(descriptor, MemorySegment.ofBuffer(target), position, mount.readFlags());
        target.position(target.position() + Math.max(0, result));
        return result;
    }

    private int readHeap(Scratch scratch, ByteBuffer target, long position) {
        int length = Math.min(target.remaining(), Scratch.DATA_BYTES);
        int result = scratch.readCached(descriptor, length, position, mount.readFlags());
        if (result > 0) {
            scratch.copyTo(target, result);
        }
        return result;
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
    public BasicFileAttributes readAttributes() throws IOException {
        requireOpen();
        // The JDK's own object, above all its file key.
        return Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), BasicFileAttributes.class);
    }

    @Override
    public @Nullable BasicFileAttributes tryReadAttributes() {
        if (!mount.isLocal() || descriptor < 0) {
            return null;
        }
        try {
            return readAttributes();
        } catch (IOException noProcFileSystem) {
            return null;
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        requireOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        // Freed when the call is over; no scratch, since this may take as long as the disk does.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(SystemCalls.ERRNO_BYTES, 8);
            long result;
            if (target.isDirect()) {
                result = readWaiting(errno, MemorySegment.ofBuffer(target), position);
                target.position(target.position() + (int) Math.max(0, result));
            } else {
                MemorySegment bytes = arena.allocate(Math.min(target.remaining(), CHUNK_BYTES), 64);
                result = readWaiting(errno, bytes, position);
                if (result > 0) {
                    target.put(bytes.asSlice(0, result).asByteBuffer());
                }
            }
            return result == 0 ? -1 : (int) checked(result);
        }
    }

    private long readWaiting(MemorySegment errno, MemorySegment target, long position) {
        long result;
        do {
            result = SystemCalls.callHolding(
                    errno,
                    engine.architecture().pread64(),
                    descriptor,
                    target.address(),
                    target.byteSize(),
                    position,
                    0,
                    0,
                    target);
        } while (result == -Errno.EINTR);
        return result;
    }

    private static long checked(long result) throws IOException {
        if (result < 0) {
            throw new IOException(Errno.message((int) -result));
        }
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
        requireOpen();
        Architecture numbers = engine.architecture();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(SystemCalls.ERRNO_BYTES, 8);
            long result;
            do {
                result = SystemCalls.call(
                        errno, metaData ? numbers.fsync() : numbers.fdatasync(), descriptor, 0, 0, 0, 0, 0);
            } while (result == -Errno.EINTR);
            checked(result);
        }
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
        } catch (FileSystemException e) {
            // It may not be read any more, or there is no proc file system.
            FileSystemException named = new FileSystemException(path.toString(), null, "Cannot be opened once more");
            named.initCause(e);
            throw named;
        } finally {
            opening.unlock();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (descriptor < 0) {
            throw new ClosedChannelException();
        }
    }

    /**
     * What was only read is closed without waiting, as long as it has a name (the last one to close a file without gives its
     * space back) and was not written a moment ago: some file systems find room then for what is still in memory, whoever
     * closes.
     */
    @Override
    public boolean tryClose() {
        Scratch scratch = second == null && descriptor >= 0 && mount.isLocal()
                ? engine.scratches().take()
                : null;
        if (scratch == null) {
            return false;
        }
        try {
            if (scratch.status(descriptor) < 0
                    || !scratch.isLinked()
                    || System.currentTimeMillis() / 1000 - scratch.lastModifiedSeconds() < SETTLED_SECONDS) {
                return false;
            }
            scratch.close(descriptor);
            descriptor = -1;
            return true;
        } finally {
            engine.scratches().giveBack(scratch);
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

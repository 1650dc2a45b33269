// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.spi.BufferAllocator;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open file of bytes: {@link java.nio.channels.FileChannel} for code that must not block.
 *
 * <p>It has two kinds of methods:
 *
 * <ul>
 *   <li><b>Positional</b> ones say where in the file they work. They run concurrently, in no order, and leave the cursor
 *       alone.
 *   <li><b>Cursor</b> methods work where the cursor is and move it. They run one after the other, in the order in which
 *       they were called, whether or not anybody waits for them: {@code file.write(a); file.write(b); file.close()} is
 *       correct. Whatever waits is done in one hop; writes that follow each other become one system call, and all
 *       {@link #force}s that wait become one. What is in the read buffer is returned at once, by a future that is already
 *       complete.
 * </ul>
 *
 * <p>Safe for use by many threads. What holds for every operation (errors, cancelling, threads, buffers) is said at
 * {@link AsyncFileOperations}. Besides:
 *
 * <p><b>Errors.</b> {@link java.nio.channels.NonReadableChannelException} and
 * {@link java.nio.channels.NonWritableChannelException} for what the file was not opened for;
 * {@link java.nio.channels.ClosedChannelException} after {@link #close}. When a write fails, the writes that were waiting
 * behind it fail too, with a {@link java.nio.file.FileSystemException} whose cause is the first failure, so that no hole
 * is left; later ones are tried. When {@link #force} fails, the file is <em>poisoned</em>: the system may have dropped
 * what it could not write and would report success the next time, so every later write and force fails, with that first
 * failure as the cause.
 *
 * <p><b>Threads.</b> A callback runs in the middle of the file's queue: one that waits for another cursor operation of the
 * same file ({@code join}) waits for itself. Chain instead.
 *
 * <p><b>Overload.</b> What is refused for lack of a place in the queue of the template leaves a hole: later operations may
 * be accepted. Look at the futures.
 *
 * <p><b>Cancellation.</b> A write that is cancelled while it waits is left out. Reads that are cancelled while they run
 * still move the cursor.
 *
 * <p>Close it: files that are never closed are closed when they are garbage collected, which may be never.
 */
public interface AsyncFile {

    // Positional

    /**
     * Reads at a position, as many bytes as there are and {@code dst} takes: fewer only at the end of the file.
     *
     * @param dst filled from its position on; belongs to the operation until the future completes
     * @param position in bytes from the start of the file, at least 0
     * @return a future of the number of bytes, -1 at and beyond the end
     * @throws IllegalArgumentException when the buffer is read-only or the position negative
     */
    CompletableFuture<Integer> read(ByteBuffer dst, long position);

    /**
     * Writes all that remains of {@code src} at a position; at the end, when the file was opened for appending.
     *
     * @param src drained; belongs to the operation until the future completes
     * @param position in bytes from the start of the file, at least 0; beyond the end, a gap of zeros is left
     * @return a future of the number of bytes
     * @throws IllegalArgumentException when the position is negative
     */
    CompletableFuture<Integer> write(ByteBuffer src, long position);

    /** {@return a future of the size of the file in bytes; cursor writes that still wait are not in it} */
    CompletableFuture<Long> size();

    /**
     * Reads the attributes of the open file itself, whatever its path leads to by now, so that they fit the bytes that are
     * read from it.
     *
     * <p>The portable engine can ask only by path. It tells when another file is there now, where the file system gives
     * files a {@linkplain BasicFileAttributes#fileKey key}; elsewhere (Windows) it answers for whatever is there.
     *
     * @return a future of the attributes; fails with a {@link java.nio.file.FileSystemException} when they cannot be told
     *     any more, with an {@link UnsupportedOperationException} for a spooled temporary file, which has none
     */
    CompletableFuture<BasicFileAttributes> readAttributes();

    /**
     * Copies a part of the file to a channel, inside the kernel where possible.
     *
     * <p><b>Threads.</b> A blocking channel occupies a worker for as long as it takes nothing.
     *
     * @param position where to start, in bytes, at least 0
     * @param count how many bytes at most, at least 0
     * @param target written to, and left open
     * @return a future of the number of bytes, less than {@code count} at the end of the file or when a non-blocking
     *     channel takes no more
     */
    CompletableFuture<Long> transferTo(long position, long count, WritableByteChannel target);

    /**
     * Copies from a channel to a part of the file.
     *
     * <p><b>Threads.</b> A blocking channel occupies a worker for as long as it has nothing to give.
     *
     * @param src read from, and left open
     * @param position where to start, in bytes, at least 0
     * @param count how many bytes at most, at least 0
     * @return a future of the number of bytes, less than {@code count} when the channel ends or has no more now
     */
    CompletableFuture<Long> transferFrom(ReadableByteChannel src, long position, long count);

    /**
     * Reads a part of the file, chunk by chunk, as fast as its subscriber wants them; side by side with all else.
     *
     * @param position where to begin, in bytes, at least 0; at or beyond the end there is nothing
     * @param length how many bytes at most, at least 0
     * @return a publisher of the bytes; cancelling it leaves the file open, and one that is subscribed to when the file is
     *     closed fails with a {@link java.nio.channels.ClosedChannelException}
     * @throws IllegalArgumentException when a number is negative
     * @see AsyncFileOperations#read(java.nio.file.Path, long, long)
     */
    Flow.Publisher<ByteBuffer> read(long position, long length);

    /**
     * Reads a part of the file into buffers from elsewhere: those of a {@link ByteBufferPool}, or of a framework.
     *
     * @param <T> the type of the buffers
     * @param position where to begin, in bytes, at least 0
     * @param length how many bytes at most, at least 0
     * @param buffers make the chunks
     * @return a publisher of the bytes
     * @throws IllegalArgumentException when a number is negative
     * @see AsyncFileOperations#read(java.nio.file.Path, long, long, BufferAllocator)
     */
    <T> Flow.Publisher<T> read(long position, long length, BufferAllocator<T> buffers);

    // Cursor

    /**
     * Reads at the cursor.
     *
     * @param length how many bytes at most, at least 0
     * @return a future of the bytes, fewer only at the end of the file; empty there
     * @throws IllegalArgumentException when the length is negative
     */
    CompletableFuture<byte[]> read(int length);

    /**
     * Reads at the cursor into a buffer.
     *
     * @param dst filled from its position on; belongs to the operation until the future completes
     * @return a future of the number of bytes, fewer than remained only at the end of the file; -1 there
     * @throws IllegalArgumentException when the buffer is read-only
     */
    CompletableFuture<Integer> read(ByteBuffer dst);

    /**
     * Reads from the cursor to the end of the file.
     *
     * @return a future of the bytes, empty at the end; fails with a {@link FileTooLargeException} when there are more
     *     than the template reads as a whole, and the cursor stays
     */
    CompletableFuture<byte[]> readAllBytes();

    /**
     * Reads a line. It ends with {@code \n}, {@code \r\n} or {@code \r}, which is skipped and no part of it; the last one
     * may end with the file.
     *
     * @return a future of its bytes, of {@code null} at the end; fails with a {@link LineTooLongException}, and the cursor
     *     stays
     */
    CompletableFuture<byte @Nullable []> readLine();

    /**
     * Reads lines to the end of the file, in one hop.
     *
     * @return a future of their bytes, as {@link #readLine} has them, in an unmodifiable list; fails as that and as {@link
     *     #readAllBytes}, and the cursor stays
     */
    CompletableFuture<List<byte[]>> readLines();

    /**
     * Reads lines, in one hop.
     *
     * @param most how many at most, at least 0
     * @return a future of the lines, fewer only at the end of the file
     * @throws IllegalArgumentException when {@code most} is negative
     * @see #readLines()
     */
    CompletableFuture<List<byte[]>> readLines(int most);

    /**
     * Reads the lines to the end of the file as they are requested. Fetches them in batches, so that the cursor runs
     * ahead of what was handed out: use no other method meanwhile.
     *
     * @return a publisher that may be subscribed to once at a time; cancelling it leaves the file open
     */
    Flow.Publisher<byte[]> lines();

    /**
     * Looks ahead without moving the cursor.
     *
     * @param length how many bytes at most, at least 0
     * @return a future of the bytes, fewer only at the end of the file; fails with a {@link FileTooLargeException} when
     *     they are more than the template reads as a whole
     */
    CompletableFuture<byte[]> peek(int length);

    /**
     * Writes at the cursor; at the end, when the file was opened for appending.
     *
     * @param bytes belongs to the operation until the future completes
     * @return a future of the number of bytes, which is all
     */
    CompletableFuture<Integer> write(byte[] bytes);

    /**
     * Writes all that remains of a buffer at the cursor; at the end, when the file was opened for appending.
     *
     * @param src drained; belongs to the operation until the future completes
     * @return a future of the number of bytes
     */
    CompletableFuture<Integer> write(ByteBuffer src);

    /**
     * Writes lines, each followed by {@code \n}.
     *
     * @param lines to write, without what ends them; iterated on a worker
     * @return a future of the number of bytes
     */
    CompletableFuture<Integer> writeLines(Iterable<byte[]> lines);

    /** {@return a future of the cursor, in bytes from the start of the file} */
    CompletableFuture<Long> position();

    /**
     * Moves the cursor.
     *
     * @param newPosition in bytes from the start of the file, at least 0; may lie beyond the end
     * @return a future of the new position
     * @throws IllegalArgumentException when the position is negative
     */
    CompletableFuture<Long> position(long newPosition);

    /**
     * Cuts the file to a size; a smaller one stays as it is. A cursor beyond the new end moves to it.
     *
     * @param size in bytes, at least 0
     * @return a future of the size of the file afterwards
     * @throws IllegalArgumentException when the size is negative
     */
    CompletableFuture<Long> truncate(long size);

    /**
     * Waits for what was called before at the cursor, forces included.
     *
     * @return a future that completes when all of it is done; fails when a write among it that was still waiting has failed
     */
    CompletableFuture<@Nullable Void> flush();

    /**
     * Forces what was written to the disk: cursor writes called before, and positional ones that are done.
     *
     * @param metaData whether times and the like are to be forced too
     * @return a future that completes after the system call that covers all of this
     */
    CompletableFuture<@Nullable Void> force(boolean metaData);

    // Locks

    /**
     * Waits for a lock on the whole file.
     *
     * @return a future of the lock
     * @see #lock(long, long, boolean)
     */
    default CompletableFuture<AsyncFileLock> lock() {
        return lock(0, Long.MAX_VALUE, false);
    }

    /**
     * Waits for a lock on a part of the file, held against other processes and against other files opened in this one.
     * Asks again and again, at growing intervals of up to 50 ms, and occupies no worker in between; there is no order
     * among those who wait. The template's timeout holds for the waiting as a whole.
     *
     * <p><b>A trap of POSIX</b> (Linux, macOS): when a process closes <em>any</em> descriptor of a file, it loses all its
     * locks on that file, as {@link java.nio.channels.FileLock} says too. So while you hold a lock, do not touch the same
     * file by other ways, not even with {@code readString}: work through this object, or lock a file beside it that nobody
     * reads.
     *
     * <p><b>Cancellation.</b> Ends the waiting.
     *
     * @param position where the part begins, in bytes, at least 0
     * @param size how long it is, in bytes, at least 0
     * @param shared whether others may hold a shared lock at the same time; the file must be open for reading then, for
     *     writing otherwise
     * @return a future of the lock
     */
    CompletableFuture<AsyncFileLock> lock(long position, long size, boolean shared);

    /**
     * Takes a lock on the whole file, if it is free.
     *
     * @return a future of the lock, of {@code null} when somebody else holds one
     * @see #tryLock(long, long, boolean)
     */
    default CompletableFuture<@Nullable AsyncFileLock> tryLock() {
        return tryLock(0, Long.MAX_VALUE, false);
    }

    /**
     * Takes a lock on a part of the file, if it is free.
     *
     * @param position where the part begins, in bytes, at least 0
     * @param size how long it is, in bytes, at least 0
     * @param shared whether others may hold a shared lock at the same time
     * @return a future of the lock, of {@code null} when another process, or another file opened in this one, holds one
     */
    CompletableFuture<@Nullable AsyncFileLock> tryLock(long position, long size, boolean shared);

    /**
     * Does something under a lock on the whole file, and releases it on every outcome.
     *
     * @param <T> the type of the result
     * @param action called when the lock is held, on a worker
     * @return a future of the action's result, completed when the lock is released
     */
    <T extends @Nullable Object> CompletableFuture<T> withLock(Supplier<? extends CompletionStage<T>> action);

    // About the file

    /** {@return the path it was opened by} */
    Path path();

    /** {@return the options it was opened with} */
    Set<OpenOption> options();

    /** {@return whether {@link #close} was not called yet} */
    boolean isOpen();

    /**
     * Closes the file when everything called before is done, in order; what is called afterwards fails. Blocks nobody.
     *
     * <p>Closing never forces: see {@link #force}.
     *
     * @return a future of the same closing each time; fails when the file system reports a failure on closing
     */
    CompletableFuture<@Nullable Void> close();
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * An open file, as an {@linkplain FileEngine engine} gives it out.
 *
 * <p>Reads and writes name their position, so that they may run concurrently; a handle has no cursor. Every method may
 * block and is called on workers only. Transfers may be short: whoever calls has to go on until done. A handle never
 * closes itself when a thread that uses it is interrupted, as far as the file system allows that.
 *
 * <p>The methods whose names begin with {@code try}, but for {@link #tryLock}, are called on the thread of whoever wants something, perhaps an event loop, and
 * must not wait for anything.
 *
 * <p>{@link #close}, or {@link #tryClose} with success, is called once, when no other call is under way, and no call comes after it.
 */
public interface FileHandle extends Closeable {

    /** What {@link #tryRead} and {@link #trySize} answer when a worker has to do it. */
    int WOULD_WAIT = -2;

    /** The most bytes that are copied through memory at once. */
    int TRANSFER_CHUNK_BYTES = 128 * 1024;

    /**
     * Reads bytes at {@code position} into what remains of {@code target}.
     *
     * @param target filled from its position on; belongs to the handle until the method returns
     * @param position in bytes from the start of the file, at least 0
     * @return how many bytes were read, at least 1 unless {@code target} is full; -1 at and beyond the end of the file
     * @throws IOException when the file cannot be read
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Reads at once what needs no waiting.
     *
     * @param target filled from its position on; belongs to the handle until the method returns
     * @param position in bytes from the start of the file, at least 0
     * @return how many bytes were read, at least 1 unless {@code target} is full; -1 at and beyond the end of the file;
     *     {@link #WOULD_WAIT}, and nothing was read, when that cannot be had at once, for whatever reason
     */
    default int tryRead(ByteBuffer target, long position) {
        return WOULD_WAIT;
    }

    /**
     * Writes what remains of {@code source} at {@code position}; at the end of the file, whatever {@code position} says,
     * when it was opened for appending.
     *
     * @param source drained from its position on; belongs to the handle until the method returns
     * @param position in bytes from the start of the file, at least 0
     * @return how many bytes were written, at least 1 unless {@code source} is empty
     * @throws IOException when the file cannot be written
     */
    int write(ByteBuffer source, long position) throws IOException;

    /**
     * {@return the size of the file in bytes, which may be a lie: files in {@code /proc} claim 0}
     *
     * @throws IOException when the size cannot be had
     */
    long size() throws IOException;

    /** {@return the size of the file in bytes, {@link #WOULD_WAIT} when that cannot be had at once} */
    default long trySize() {
        return WOULD_WAIT;
    }

    /**
     * Reads the attributes of the open file itself, whatever its path leads to by now.
     *
     * @return the attributes
     * @throws IOException when they cannot be had; a {@link java.nio.file.FileSystemException} when an engine that knows
     *     files only by their paths finds another one there
     * @throws UnsupportedOperationException where a file has none
     */
    default BasicFileAttributes readAttributes() throws IOException {
        throw new UnsupportedOperationException("This file has no attributes");
    }

    /** {@return the attributes of the open file itself, {@code null} when they cannot be had at once} */
    default @Nullable BasicFileAttributes tryReadAttributes() {
        return null;
    }

    /**
     * Cuts the file to a size; a smaller one stays as it is.
     *
     * @param size in bytes, at least 0
     * @throws IOException when it cannot be cut
     */
    void truncate(long size) throws IOException;

    /**
     * Forces what was written to the disk. Does nothing where there is no such thing.
     *
     * @param metaData whether times and the like are to be forced too
     * @throws IOException when something could not be written; it may be lost then, whatever a second try says
     */
    void force(boolean metaData) throws IOException;

    /**
     * Copies a part of the file to a channel; inside the kernel, where an engine can.
     *
     * @param position where to start, in bytes
     * @param count how many bytes at most
     * @param target written to
     * @return how many bytes were copied, possibly less
     * @throws IOException when reading or writing fails
     */
    default long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(count, TRANSFER_CHUNK_BYTES));
        read(chunk, position);
        return target.write(chunk.flip());
    }

    /**
     * Copies from a channel to a part of the file.
     *
     * @param source read from
     * @param position where to start, in bytes
     * @param count how many bytes at most
     * @return how many bytes were copied, possibly less
     * @throws IOException when reading or writing fails
     */
    default long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(count, TRANSFER_CHUNK_BYTES));
        source.read(chunk);
        chunk.flip();
        while (chunk.hasRemaining()) {
            write(chunk, position + chunk.position());
        }
        return chunk.limit();
    }

    /**
     * Takes a lock on a part of the file, if it is free.
     *
     * @param position where the part begins, in bytes
     * @param size how long it is, in bytes
     * @param shared whether others may hold a shared lock at the same time
     * @return the lock; {@code null} when another process, or this one, holds one that overlaps
     * @throws IOException when locking fails
     * @throws UnsupportedOperationException where the file system has no locks
     */
    default @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        throw new UnsupportedOperationException("This file system has no locks");
    }

    /**
     * Closes at once, if that needs no waiting: on the thread of whoever is done with it, perhaps an event loop.
     *
     * @return whether it is closed; if not, {@link #close} is called
     */
    default boolean tryClose() {
        return false;
    }
}

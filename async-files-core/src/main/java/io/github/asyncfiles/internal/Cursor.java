// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where an open file is read and written next, and a window of bytes read ahead from there.
 *
 * <p>Used by one thread at a time. The methods whose names begin with {@code buffered} only look into the window and
 * never touch the disk; they return {@code null} when it does not hold enough.
 */
public final class Cursor {

    /** The first window, and what it grows to when the file is read on and on. */
    private static final int FIRST_WINDOW_BYTES = 8 * 1024;

    private static final int WINDOW_BYTES = 64 * 1024;
    private static final byte[] NOTHING = {};

    /** Stands for the end of the file, wherever it is when it matters: where appends go. */
    private static final long AT_THE_END = -1;

    private final FileHandle file;
    private long position;
    private byte[] window = NOTHING;
    private int start;
    private int end;

    /** Raised by whoever changes the file elsewhere than at the cursor: what was read ahead may be stale. */
    private final AtomicInteger changes = new AtomicInteger();

    private int changesSeen;

    /** How a line ended. */
    private int terminatorBytes;

    /** Says that a line is too long. */
    @FunctionalInterface
    public interface LineLimit {

        /**
         * Creates the exception.
         *
         * @param position where the line begins, in bytes
         * @return the exception to throw
         */
        IOException exceeded(long position);
    }

    /**
     * Starts at the beginning of a file, or at its end.
     *
     * @param file to read and write
     * @param atTheEnd whether to start at the end
     */
    public Cursor(FileHandle file, boolean atTheEnd) {
        this.file = file;
        this.position = atTheEnd ? AT_THE_END : 0;
    }

    /** Says, from any thread, that the file was changed elsewhere than at the cursor. */
    public void fileChanged() {
        changes.incrementAndGet();
    }

    /**
     * {@return where the cursor is, in bytes}
     *
     * @throws IOException when it is at the end, and the size cannot be had
     */
    public long position() throws IOException {
        if (position == AT_THE_END) {
            position = file.size();
        }
        return position;
    }

    /**
     * Moves.
     *
     * @param newPosition in bytes
     */
    public void moveTo(long newPosition) {
        long ahead = newPosition - position;
        if (position != AT_THE_END && ahead >= 0 && ahead <= end - start) {
            start += (int) ahead;
        } else {
            drop();
        }
        position = newPosition;
    }

    /**
     * Follows a write.
     *
     * @param bytes how many were written where the cursor was
     * @param appended whether they went to the end instead
     */
    public void wrote(long bytes, boolean appended) {
        drop();
        position = appended ? AT_THE_END : position + bytes;
    }

    /**
     * Reads until a buffer is full or the file ends.
     *
     * @param target to fill
     * @return how many bytes were read, -1 at the end of the file unless the buffer was full already
     * @throws IOException when reading fails; what was read until then is in the buffer and the cursor behind it
     */
    public int read(ByteBuffer target) throws IOException {
        forgetStale();
        int wanted = target.remaining();
        while (target.hasRemaining()) {
            if (available() == 0) {
                if (target.remaining() >= WINDOW_BYTES) {
                    int count = Transfers.readFully(file, target, position());
                    position += count;
                    break;
                }
                if (!readAhead()) {
                    break;
                }
            }
            int count = Math.min(available(), target.remaining());
            target.put(window, start, count);
            skip(count);
        }
        int count = wanted - target.remaining();
        return count == 0 && wanted > 0 ? -1 : count;
    }

    /**
     * Reads on.
     *
     * @param most how many bytes at most
     * @return the bytes, fewer only at the end of the file
     * @throws IOException when reading fails
     */
    public byte[] read(int most) throws IOException {
        byte[] bytes = buffered(most);
        if (bytes == null) {
            bytes = peekAtMost(most);
            moveTo(position() + bytes.length);
        }
        return bytes;
    }

    private byte[] peekAtMost(int most) throws IOException {
        if (most <= WINDOW_BYTES) {
            return peek(most);
        }
        // Not through the window, and no more memory than the file has bytes, as far as it tells.
        return WholeFile.read(file, position(), most, size -> {});
    }

    /**
     * Reads to the end.
     *
     * @param limit asked before memory is taken
     * @return the bytes
     * @throws IOException when reading fails or the limit refuses; the cursor stays
     */
    public byte[] readAll(WholeFile.Growth limit) throws IOException {
        byte[] bytes = WholeFile.read(file, position(), Long.MAX_VALUE, limit);
        moveTo(position + bytes.length);
        return bytes;
    }

    /**
     * Looks ahead.
     *
     * @param most how many bytes at most
     * @return the bytes, fewer only at the end of the file
     * @throws IOException when reading fails
     */
    public byte[] peek(int most) throws IOException {
        forgetStale();
        while (available() < most && readAhead()) {
            // Until there is enough, or the file ends.
        }
        return Arrays.copyOfRange(window, start, start + Math.min(most, available()));
    }

    /**
     * Reads a line.
     *
     * @param most the most bytes of it
     * @param limit says that there are more
     * @return its bytes without the terminator, {@code null} at the end of the file
     * @throws IOException when reading fails or the line is too long; the cursor stays
     */
    public byte @Nullable [] readLine(int most, LineLimit limit) throws IOException {
        forgetStale();
        int length = 0;
        while (true) {
            length = terminatorAt(length);
            if (length >= 0 && terminatorBytes > 0) {
                break;
            }
            length = length < 0 ? available() : length;
            if (length > most) {
                throw limit.exceeded(position());
            }
            if (!readAhead()) {
                // A last line without a terminator, or with a lone \r.
                terminatorBytes = available() - length;
                if (available() == 0) {
                    return null;
                }
                break;
            }
        }
        if (length > most) {
            throw limit.exceeded(position());
        }
        return takeLine(length);
    }

    /**
     * Reads bytes from the window.
     *
     * @param count how many
     * @return all of them, or {@code null}
     */
    public byte @Nullable [] buffered(int count) {
        forgetStale();
        if (available() < count || position == AT_THE_END) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(window, start, start + count);
        skip(count);
        return bytes;
    }

    /**
     * Reads a line from the window.
     *
     * @param most the most bytes of it
     * @return the line, or {@code null}
     */
    public byte @Nullable [] bufferedLine(int most) {
        forgetStale();
        int length = terminatorAt(0);
        return length >= 0 && length <= most && terminatorBytes > 0 ? takeLine(length) : null;
    }

    private byte[] takeLine(int length) {
        byte[] line = Arrays.copyOfRange(window, start, start + length);
        skip(length + terminatorBytes);
        return line;
    }

    /**
     * Finds the end of the line in the window and sets how many bytes end it: 0 if that cannot be told yet.
     *
     * @return how many bytes the line has, -1 if the window holds no end
     */
    private int terminatorAt(int from) {
        for (int i = start + from; i < end; i++) {
            byte b = window[i];
            if (b == '\n') {
                terminatorBytes = 1;
                return i - start;
            }
            if (b == '\r') {
                terminatorBytes = i + 1 == end ? 0 : window[i + 1] == '\n' ? 2 : 1;
                return i - start;
            }
        }
        return -1;
    }

    private int available() {
        return end - start;
    }

    private void skip(int count) {
        start += count;
        position += count;
    }

    private void drop() {
        start = 0;
        end = 0;
    }

    private void forgetStale() {
        int now = changes.get();
        if (now != changesSeen) {
            changesSeen = now;
            drop();
        }
    }

    /** Reads more into the window; false at the end of the file. */
    private boolean readAhead() throws IOException {
        long from = position() + available();
        if (end == window.length) {
            makeRoom();
        }
        int count = file.read(ByteBuffer.wrap(window, end, window.length - end), from);
        if (count <= 0) {
            return false;
        }
        end += count;
        return true;
    }

    private void makeRoom() {
        int held = available();
        int wanted = held * 2 > WINDOW_BYTES
                ? (int) Math.min(held * 2L, SizeLimit.MAX_ARRAY_BYTES)
                : window.length == 0 ? FIRST_WINDOW_BYTES : WINDOW_BYTES;
        byte[] roomy = wanted > window.length ? new byte[wanted] : window;
        System.arraycopy(window, start, roomy, 0, held);
        window = roomy;
        start = 0;
        end = held;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where an open file is read and written next, and a window of bytes read ahead from there.
 *
 * <p>Used by one thread at a time. The methods whose names begin with {@code try} never wait.
 */
public final class Cursor {

    /** The first window, which grows when the file is read on and on. */
    private static final int FIRST_WINDOW_BYTES = 8 * 1024;

    private static final byte[] NOTHING = {};

    /** Stands for the end of the file, wherever it is when it matters: where appends go. */
    private static final long AT_THE_END = -1;

    private final FileHandle file;
    private final int windowBytes;
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
     * @param windowBytes how far it reads ahead
     */
    public Cursor(FileHandle file, boolean atTheEnd, int windowBytes) {
        this.file = file;
        this.windowBytes = windowBytes;
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
                if (target.remaining() >= windowBytes) {
                    int before = target.position();
                    try {
                        Transfers.readFully(file, target, position());
                    } finally {
                        position += target.position() - before;
                    }
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
     * @param limit asked before memory is taken
     * @return the bytes, fewer only at the end of the file
     * @throws IOException when reading fails or the limit refuses
     */
    public byte[] read(int most, WholeFile.Growth limit) throws IOException {
        byte[] bytes = peek(most, limit);
        moveTo(position() + bytes.length);
        return bytes;
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
     * @param limit asked before memory is taken
     * @return the bytes, fewer only at the end of the file
     * @throws IOException when reading fails or the limit refuses
     */
    public byte[] peek(int most, WholeFile.Growth limit) throws IOException {
        forgetStale();
        if (most > windowBytes && most > available()) {
            // Not through the window, and no more memory than the file has bytes, as far as it tells.
            return WholeFile.read(file, position(), most, limit);
        }
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
     * Reads lines. When that fails, the cursor stays.
     *
     * @param most how many at most
     * @param longest the most bytes of each
     * @param limit says that a line has more
     * @param growth asked before memory is taken
     * @return the lines, fewer only at the end of the file
     * @throws IOException when reading fails, a line is too long or there are too many
     */
    public List<byte[]> readLines(int most, int longest, LineLimit limit, WholeFile.Growth growth) throws IOException {
        long from = position();
        try {
            List<byte[]> lines = new ArrayList<>();
            while (lines.size() < most) {
                byte[] line = readLine(longest, limit);
                if (line == null) {
                    break;
                }
                growth.check(position - from);
                lines.add(line);
            }
            return lines;
        } catch (Throwable t) {
            moveTo(from);
            throw t;
        }
    }

    /**
     * Reads some lines, those before a place that cannot be read first.
     *
     * @param longest the most bytes of each
     * @param limit says that a line has more
     * @return the lines, none at the end of the file
     * @throws IOException when there is none before a place that cannot be read
     */
    public List<byte[]> readSomeLines(int longest, LineLimit limit) throws IOException {
        return SomeLines.read(() -> readLine(longest, limit), line -> line.length);
    }

    /**
     * Reads at once what needs no waiting.
     *
     * @param count how many bytes at most
     * @param ahead how many bytes may be copied into the window on this thread
     * @return the bytes, fewer only at the end of the file; {@code null} if a worker has to read
     */
    public byte @Nullable [] tryRead(int count, int ahead) {
        int there = tryFill(count, ahead);
        if (there == FileHandle.WOULD_WAIT) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(window, start, start + there);
        skip(there);
        return bytes;
    }

    /**
     * Fills a buffer at once, if that needs no waiting.
     *
     * @param target filled from its position on, or left alone
     * @param ahead how many bytes may be copied into the window on this thread
     * @return how many bytes, fewer than remained only at the end of the file; {@link FileHandle#WOULD_WAIT} if a worker has
     *     to read
     */
    public int tryRead(ByteBuffer target, int ahead) {
        int there = tryFill(target.remaining(), ahead);
        if (there != FileHandle.WOULD_WAIT) {
            target.put(window, start, there);
            skip(there);
        }
        return there;
    }

    /** Fills the window: how many bytes it holds of those wanted, fewer at the end of the file; or that it would wait. */
    private int tryFill(int wanted, int ahead) {
        forgetStale();
        if (position == AT_THE_END || wanted > windowBytes || wanted - available() > ahead) {
            return FileHandle.WOULD_WAIT;
        }
        while (available() < wanted) {
            int got = tryReadAhead(ahead);
            if (got == FileHandle.WOULD_WAIT) {
                return got;
            }
            if (got < 0) {
                break;
            }
        }
        return Math.min(wanted, available());
    }

    /**
     * Reads a line at once, if that needs no waiting.
     *
     * @param most the most bytes of it
     * @param ahead how many bytes may be copied into the window on this thread
     * @return the line; {@code null} if a worker has to read, and at the end of the file
     */
    public byte @Nullable [] tryLine(int most, int ahead) {
        forgetStale();
        if (position == AT_THE_END) {
            return null;
        }
        int length = terminatorAt(0);
        if (!(length >= 0 && terminatorBytes > 0) && available() < windowBytes && tryReadAhead(ahead) > 0) {
            length = terminatorAt(0);
        }
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
        if (start == end && window.length > windowBytes) {
            // It was a long look ahead.
            window = NOTHING;
            drop();
        }
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
        return keep(file.read(room(Integer.MAX_VALUE), from)) > 0;
    }

    /** Reads more into the window, what is there at once: how many bytes, -1 at the end, or that it would wait. */
    private int tryReadAhead(int most) {
        return most == 0 ? FileHandle.WOULD_WAIT : keep(file.tryRead(room(most), position + available()));
    }

    private int keep(int count) {
        end += Math.max(0, count);
        return count;
    }

    /** Makes room in the window behind what it holds. */
    private ByteBuffer room(int most) {
        if (end == window.length) {
            makeRoom();
        }
        return ByteBuffer.wrap(window, end, Math.min(most, window.length - end));
    }

    private void makeRoom() {
        int held = available();
        int wanted = held * 2L > windowBytes
                ? (int) Math.min(held * 2L, SizeLimit.MAX_ARRAY_BYTES)
                : window.length == 0 ? Math.min(FIRST_WINDOW_BYTES, windowBytes) : windowBytes;
        byte[] roomy = wanted > window.length ? new byte[wanted] : window;
        System.arraycopy(window, start, roomy, 0, held);
        window = roomy;
        start = 0;
        end = held;
    }
}

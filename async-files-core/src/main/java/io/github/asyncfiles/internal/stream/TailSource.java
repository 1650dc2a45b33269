// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.ByteOrderMark;
import io.github.asyncfiles.internal.Cursor;
import io.github.asyncfiles.spi.FileEngine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows a file that grows.
 *
 * <pre>
 *   ABSENT ---- is there ----> READING --- more: lines ---------------------------> READING
 *                                 |--- what was read has gone: truncated ---------> READING, from the beginning
 *                                 |--- at the end, nothing has followed ----------> wait for a change
 *                                 |--- at the end, another file has followed: --> LEAVING: to its end once more, then
 *                                                                                 the last line, rotated --> READING it
 * </pre>
 *
 * <p>A file is left only when another one <em>with content</em> has followed it: its writer has finished it then, and what
 * stands in it is read once more after that was seen.
 *
 * @param <T> the type of the events
 */
public final class TailSource<T> implements StreamSource<T> {

    private static final int FIRST_CHUNK_BYTES = 1024;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long POLL_MILLIS = 1000;
    private static final long POLL_MILLIS_UNWATCHED = 100;

    private final FileEngine engine;
    private final Watcher watcher;
    private final Path path;
    private final Format format;
    private final Events<T> events;
    private final Successors successors;
    private final Poll poll;

    /** For the file that is there at first; gone when that has been opened, or was seen not to be there. */
    private @Nullable TailStart start;

    private @Nullable Closeable watch;
    /** Whether the directory that was watched is gone; another one may have come. */
    private volatile boolean watchIsOver;

    private boolean watchable = true;
    private @Nullable TailedFile file;
    /** Follows the file; opened already, so that it cannot be lost. */
    private @Nullable TailedFile next;

    private @Nullable LineAssembler lines;
    private boolean skipZeros;
    private @Nullable ByteBuffer chunk;

    /**
     * Makes events.
     *
     * @param <T> their type
     */
    public interface Events<T> {

        /**
         * A line was appended.
         *
         * @param text of the line
         * @param position where it begins
         * @param nextPosition where the next one begins
         * @return the event
         */
        T line(String text, long position, long nextPosition);

        /**
         * Something was cut off.
         *
         * @param position how far the file had been read
         * @return the event
         */
        T truncated(long position);

        /**
         * Another file follows.
         *
         * @param position how far the old one was read
         * @return the event
         */
        T rotated(long position);
    }

    /**
     * How bytes are read as lines.
     *
     * @param charset the encoding
     * @param onMalformed what to do with what is no text
     * @param skipByteOrderMark whether a byte order mark of UTF-8 is left out
     * @param longest the most bytes of a line, in units of the charset
     * @param limit says that it has more
     */
    public record Format(
            Charset charset,
            CodingErrorAction onMalformed,
            boolean skipByteOrderMark,
            int longest,
            Cursor.LineLimit limit) {}

    /**
     * Creates a source; opens nothing yet.
     *
     * @param engine reads
     * @param watcher tells of changes
     * @param path the file
     * @param start where to begin
     * @param format how bytes are read as lines
     * @param events made of what happens
     * @param wake called when something may have changed
     */
    public TailSource(
            FileEngine engine,
            Watcher watcher,
            Path path,
            TailStart start,
            Format format,
            Events<T> events,
            Runnable wake) {
        this.engine = engine;
        this.watcher = watcher;
        this.path = path;
        this.start = start;
        this.format = format;
        this.events = events;
        this.successors = new Successors(engine, path);
        this.poll = new Poll(wake);
    }

    @Override
    public Progress fill(Elements<T> elements) throws IOException {
        // Before anything is looked at, so that no change is missed.
        watch();
        if (file == null && !open()) {
            return rest();
        }
        ByteBuffer read = chunk();
        long before = file.position();
        if (!file.read(read)) {
            elements.add(events.truncated(before));
            recover();
            return Progress.MORE;
        }
        if (read.position() > 0) {
            elements.countRead(read.position());
            addLines(read.flip(), elements);
            return Progress.MORE;
        }
        if (next != null) {
            leave(elements);
            return Progress.MORE;
        }
        next = successors.next(file);
        // If there is one, this file is read to its end once more.
        return next != null ? Progress.MORE : rest();
    }

    private boolean open() throws IOException {
        try {
            file = TailedFile.open(engine, path);
        } catch (NoSuchFileException | NotDirectoryException absent) {
            start = null;
            return false;
        }
        if (file == null) {
            return false;
        }
        TailStart from = start;
        start = null;
        begin(from);
        return true;
    }

    /** Begins with the file that was just opened, or emptied. */
    private void begin(@Nullable TailStart from) throws IOException {
        Charset charset = mark().charset();
        long position = from == null ? 0 : from.find(file.handle(), charset);
        file.moveTo(position);
        lines = new LineAssembler(path, charset, format.onMalformed, format.longest, format.limit);
        lines.moveTo(position, false);
        skipZeros = false;
    }

    private ByteOrderMark mark() throws IOException {
        return ByteOrderMark.find(file.handle(), format.charset, format.skipByteOrderMark);
    }

    /** When the file was opened, it may have been empty. */
    private void skipMark(ByteBuffer read) throws IOException {
        ByteOrderMark mark = mark();
        read.position(Math.min(mark.length(), read.remaining()));
        lines = new LineAssembler(path, mark.charset(), format.onMalformed, format.longest, format.limit);
        lines.moveTo(read.position(), false);
    }

    private void addLines(ByteBuffer read, Elements<T> elements) throws IOException {
        if (file.position() == read.remaining()) {
            skipMark(read);
        }
        if (skipZeros) {
            // A writer that does not append has left a hole where something was cut off.
            while (beginsWithZero(read)) {
                read.position(read.position() + lines.newline().length);
            }
            lines.moveTo(file.position() - read.remaining(), false);
            skipZeros = !read.hasRemaining();
        }
        lines.add(read, (text, position, end) -> elements.add(events.line(text, position, end)));
    }

    /** As long as a newline, so that it is no part of a character. */
    private boolean beginsWithZero(ByteBuffer read) {
        int length = lines.newline().length;
        if (read.remaining() < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (read.get(read.position() + i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void recover() throws IOException {
        if (file.recover()) {
            begin(null);
            skipZeros = true;
        } else {
            lines.moveTo(file.position(), !file.isAfter(lines.newline()));
        }
    }

    private void leave(Elements<T> elements) throws IOException {
        lines.end((text, position, end) -> elements.add(events.line(text, position, end)));
        elements.add(events.rotated(file.position()));
        successors.read(file);
        TailedFile old = file;
        file = next;
        next = null;
        try {
            begin(null);
        } finally {
            old.close();
        }
    }

    /** Room for what has come, and to see whether there is more. */
    private ByteBuffer chunk() throws IOException {
        long expected = file.handle().size() - file.position();
        int wanted = (int) Math.min(CHUNK_BYTES, Math.max(FIRST_CHUNK_BYTES, expected));
        if (chunk == null || chunk.capacity() < wanted) {
            chunk = ByteBuffer.allocate(wanted);
        }
        return chunk.clear();
    }

    // Waiting

    private void watch() throws IOException {
        if (watchIsOver) {
            watchIsOver = false;
            Closing.all(Arrays.asList(watch));
            watch = null;
        }
        if (watch != null || !watchable) {
            return;
        }
        try {
            watch = watcher.watch(engine, successors.directory(), new Changes());
        } catch (NoSuchFileException | NotDirectoryException absent) {
            // It may come yet; until then, it is looked for.
        } catch (IOException | UnsupportedOperationException e) {
            // The system watches too much already, or not at all.
            watchable = false;
        }
    }

    private Progress rest() {
        chunk = null;
        poll.after(watch != null ? POLL_MILLIS : POLL_MILLIS_UNWATCHED);
        return Progress.WAIT;
    }

    @Override
    public void close() throws IOException {
        poll.end();
        Closing.all(Arrays.asList(file, next, watch));
    }

    private final class Changes implements Watcher.Listener {

        @Override
        public void changed(List<WatchEvent<?>> changes) {
            if (changes.stream().anyMatch(this::concernsUs)) {
                poll.wake.run();
            }
        }

        private boolean concernsUs(WatchEvent<?> change) {
            return !(change.context() instanceof Path entry) || successors.isRelated(entry.toString());
        }

        @Override
        public void gone() {
            watchIsOver = true;
            poll.wake.run();
        }
    }

    /** Looks again after a while, in case nobody tells: one look is planned at a time. */
    private static final class Poll implements Runnable {

        private final Runnable wake;
        private final AtomicBoolean planned = new AtomicBoolean();
        private volatile boolean ended;

        Poll(Runnable wake) {
            this.wake = wake;
        }

        void after(long millis) {
            if (planned.compareAndSet(false, true)) {
                // The JDK's timer only hands over; what is done then is done on a worker.
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
                        .execute(this);
            }
        }

        void end() {
            ended = true;
        }

        @Override
        public void run() {
            planned.set(false);
            if (!ended) {
                wake.run();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.Cursor;
import io.github.asyncfiles.internal.LineBreaks;
import io.github.asyncfiles.internal.SizeLimit;
import io.github.asyncfiles.internal.TextReader;
import io.github.asyncfiles.internal.TextWriter;
import io.github.asyncfiles.internal.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Text over an open file of bytes: its steps go through the same queue.
 *
 * <p>While it reads, {@link #reader} knows the position; while it writes, the cursor of the file does. Whoever serves the
 * queue changes from one to the other, and is the only one who touches them.
 */
final class TextFile implements AsyncTextFile {

    private final OpenFile file;
    private final FileQueue queue;
    private final TextFormat format;
    private final int maxLineChars;
    private final Coding coding;
    private final WholeFile.Growth growth;

    TextFile(OpenFile file, TextFormat format, SizeLimit sizeLimit, int maxLineChars, int bufferBytes) {
        this.file = file;
        this.queue = file.queue();
        this.format = format;
        this.maxLineChars = maxLineChars;
        this.coding = new Coding(queue, format, bufferBytes);
        Path path = queue.path;
        this.growth = size -> sizeLimit.check(path, size);
    }

    static LineBreaks breaks(TextFormat format) {
        return switch (format.newlines()) {
            case UNIVERSAL -> LineBreaks.ANY_TRANSLATED;
            case AS_IS -> LineBreaks.ANY;
            case LF -> LineBreaks.LF;
            case CRLF -> LineBreaks.CRLF;
            case CR -> LineBreaks.CR;
        };
    }

    /** What the steps use; knows nothing of the {@link TextFile}, so that that can be collected when it is forgotten. */
    private static final class Coding {

        private final FileQueue queue;
        private final TextReader reader;
        private final TextWriter writer;
        private boolean reading;

        /** Whether something was encoded since the cursor was moved, perhaps not written yet. */
        private boolean wrote;

        Coding(FileQueue queue, TextFormat format, int bufferBytes) {
            this.queue = queue;
            LineBreaks breaks = breaks(format);
            reader = new TextReader(
                    queue.handle,
                    queue.path,
                    format.charset(),
                    format.onMalformed(),
                    breaks,
                    format.skipByteOrderMark(),
                    bufferBytes);
            writer = new TextWriter(queue.path, format.charset(), format.onMalformed(), breaks);
        }

        TextReader toRead() throws IOException {
            if (!reading) {
                reader.moveTo(queue.cursor.position());
                reading = true;
            }
            return reader;
        }

        TextWriter toWrite() throws IOException {
            if (reading) {
                queue.cursor.moveTo(reader.position());
                reading = false;
            }
            return writer;
        }

        void prepareToTruncate() throws IOException {
            toWrite();
            wrote = false;
        }

        long position() throws IOException {
            return reading ? reader.position() : queue.cursor.position();
        }

        void moveTo(long position) {
            reading = false;
            wrote = false;
            queue.cursor.moveTo(position);
        }

        ByteBuffer encode(CharSequence csq) throws IOException {
            TextWriter used = toWrite();
            boolean behind = used.dependsOnTheBeginning()
                    && (wrote || (queue.append ? queue.handle.size() : queue.cursor.position()) > 0);
            ByteBuffer bytes = used.encode(csq, behind ? queue.handle : null);
            wrote = true;
            return bytes;
        }
    }

    private interface Reading<T extends @Nullable Object> {
        T from(TextReader reader) throws IOException;
    }

    private <T extends @Nullable Object> CompletableFuture<T> read(FileOperation operation, Reading<T> reading) {
        Coding text = coding;
        return queue.add(operation, running -> {
            TextReader reader = text.toRead();
            long before = reader.bytesFetched();
            try {
                return reading.from(reader);
            } finally {
                running.countRead(reader.bytesFetched() - before);
            }
        });
    }

    @Override
    public CompletableFuture<String> read(int length) {
        Checks.atLeast(0, length, "length");
        return read(FileOperation.READ, reader -> reader.read(length));
    }

    @Override
    public CompletableFuture<String> readString() {
        WholeFile.Growth limit = growth;
        return read(FileOperation.READ_STRING, reader -> reader.readAll(limit));
    }

    @Override
    public CompletableFuture<@Nullable String> readLine() {
        long calledNanos = queue.runner.startNanos(FileOperation.READ_LINE);
        String line = bufferedLine();
        if (line != null) {
            return queue.runner.served(FileOperation.READ_LINE, queue.path, line, 0, calledNanos);
        }
        int most = maxLineChars;
        Cursor.LineLimit limit = lineLimit();
        return read(FileOperation.READ_LINE, reader -> reader.readLine(most, limit));
    }

    /** Looks into what is decoded, if nothing is waiting for the cursor. */
    private @Nullable String bufferedLine() {
        if (!queue.runner.inline().mayComplete() || !queue.claim()) {
            return null;
        }
        try {
            return coding.reading ? coding.reader.bufferedLine(maxLineChars) : null;
        } finally {
            queue.release();
        }
    }

    @Override
    public CompletableFuture<List<String>> readLines(int most) {
        Checks.atLeast(0, most, "most");
        int longest = maxLineChars;
        Cursor.LineLimit limit = lineLimit();
        WholeFile.Growth all = growth;
        return read(
                FileOperation.READ_LINES,
                reader -> Collections.unmodifiableList(reader.readLines(most, longest, limit, all)));
    }

    @Override
    public CompletableFuture<List<String>> readLines() {
        return readLines(Integer.MAX_VALUE);
    }

    @Override
    public Flow.Publisher<String> lines() {
        int longest = maxLineChars;
        Cursor.LineLimit limit = lineLimit();
        Coding text = coding;
        return queue.publish(FileOperation.LINES, () -> text.toRead().readSomeLines(longest, limit));
    }

    private Cursor.LineLimit lineLimit() {
        Path path = queue.path;
        int most = maxLineChars;
        return position -> new LineTooLongException(path, position, most);
    }

    @Override
    public CompletableFuture<Integer> write(CharSequence csq) {
        Objects.requireNonNull(csq, "csq");
        Coding text = coding;
        return queue.add(new Step.Write(queue, () -> text.encode(csq)));
    }

    @Override
    public CompletableFuture<Integer> writeLines(Iterable<? extends CharSequence> lines) {
        Objects.requireNonNull(lines, "lines");
        Coding text = coding;
        return queue.add(new Step.Write(queue, () -> {
            StringBuilder all = new StringBuilder();
            for (CharSequence line : lines) {
                all.append(line).append('\n');
            }
            return text.encode(all);
        }));
    }

    @Override
    public CompletableFuture<Long> position() {
        Coding text = coding;
        return queue.add(FileOperation.POSITION, operation -> text.position());
    }

    @Override
    public CompletableFuture<Long> position(long newPosition) {
        Checks.atLeast(0L, newPosition, "newPosition");
        Coding text = coding;
        return queue.add(FileOperation.POSITION, operation -> {
            text.moveTo(newPosition);
            return newPosition;
        });
    }

    @Override
    public CompletableFuture<Long> size() {
        return file.size();
    }

    @Override
    public CompletableFuture<Long> truncate(long size) {
        Checks.atLeast(0L, size, "size");
        Coding text = coding;
        return file.truncate(size, text::prepareToTruncate);
    }

    @Override
    public CompletableFuture<@Nullable Void> flush() {
        return file.flush();
    }

    @Override
    public CompletableFuture<@Nullable Void> force(boolean metaData) {
        return file.force(metaData);
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public TextFormat format() {
        return format;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public CompletableFuture<@Nullable Void> close() {
        return file.close();
    }

    @Override
    public String toString() {
        return "AsyncTextFile[" + path() + ", " + (isOpen() ? "open" : "closed") + "]";
    }

    /** Nobody waits for it any more. On a worker. */
    void abandon() {
        file.abandon();
    }
}

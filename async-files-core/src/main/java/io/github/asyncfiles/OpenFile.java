// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.FileOperation.LINES;
import static io.github.asyncfiles.FileOperation.LOCK;
import static io.github.asyncfiles.FileOperation.PEEK;
import static io.github.asyncfiles.FileOperation.POSITION;
import static io.github.asyncfiles.FileOperation.READ;
import static io.github.asyncfiles.FileOperation.READ_ALL_BYTES;
import static io.github.asyncfiles.FileOperation.READ_ATTRIBUTES;
import static io.github.asyncfiles.FileOperation.READ_LINE;
import static io.github.asyncfiles.FileOperation.READ_LINES;
import static io.github.asyncfiles.FileOperation.SIZE;
import static io.github.asyncfiles.FileOperation.TRANSFER_FROM;
import static io.github.asyncfiles.FileOperation.TRANSFER_TO;
import static io.github.asyncfiles.FileOperation.TRUNCATE;
import static io.github.asyncfiles.FileOperation.WRITE;

import io.github.asyncfiles.internal.Cursor;
import io.github.asyncfiles.internal.SizeLimit;
import io.github.asyncfiles.internal.Transfers;
import io.github.asyncfiles.internal.WholeFile;
import io.github.asyncfiles.internal.stream.FreshBuffers;
import io.github.asyncfiles.spi.BufferAllocator;
import io.github.asyncfiles.spi.FileHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the user holds of an open file: checks arguments and puts steps into the {@link FileQueue}, which knows nothing of
 * this object, so that it can be collected when the user forgets it.
 */
final class OpenFile implements AsyncFile {

    private final FileQueue queue;
    private final Set<OpenOption> options;
    private final SizeLimit sizeLimit;
    private final int maxLineBytes;

    private final Cleaner.Cleanable leak;

    OpenFile(FileQueue queue, Set<OpenOption> options, SizeLimit sizeLimit, int maxLineBytes) {
        this.leak = Leak.watch(this, queue);
        this.queue = queue;
        this.options = options;
        this.sizeLimit = sizeLimit;
        this.maxLineBytes = maxLineBytes;
    }

    FileQueue queue() {
        return queue;
    }

    /** Nobody waits for it any more: it was opened for somebody who has gone. On a worker. */
    void abandon() {
        queue.closeNow();
        leak.clean();
    }

    // Positional

    @Override
    public CompletableFuture<Integer> read(ByteBuffer dst, long position) {
        requireWritable(dst);
        Checks.atLeast(0L, position, "position");
        FileQueue file = queue;
        int start = dst.position();
        int wanted = dst.remaining();
        OperationRunner runner = file.runner;
        if (runner.inline().mayServe(wanted)) {
            long calledNanos = runner.startNanos(READ);
            if (file.tryRead(dst, position)) {
                int count = dst.position() - start;
                return runner.served(READ, file.path, countOrEnd(count, wanted), count, calledNanos);
            }
        }
        int done = dst.position() - start;
        // Until a worker begins, the buffer is as it was: it may never come to that.
        dst.position(start);
        return file.beside(READ, operation -> {
            dst.position(start + done);
            Transfers.readFully(file.handle, dst, position + done);
            int count = dst.position() - start;
            operation.countRead(count);
            return countOrEnd(count, wanted);
        });
    }

    private static int countOrEnd(int count, int wanted) {
        return count == 0 && wanted > 0 ? -1 : count;
    }

    @Override
    public CompletableFuture<Integer> write(ByteBuffer src, long position) {
        Objects.requireNonNull(src, "src");
        Checks.atLeast(0L, position, "position");
        FileQueue file = queue;
        return file.beside(WRITE, operation -> {
            file.requireHealthy();
            int start = src.position();
            try {
                Transfers.writeFully(file.handle, src, position);
            } finally {
                operation.countWritten(src.position() - start);
                file.cursor.fileChanged();
            }
            return src.position() - start;
        });
    }

    @Override
    public CompletableFuture<Long> size() {
        FileQueue file = queue;
        OperationRunner runner = file.runner;
        if (runner.inline().mayServe(0)) {
            long calledNanos = runner.startNanos(SIZE);
            long size = file.trySize();
            if (size != FileHandle.WOULD_WAIT) {
                return runner.served(SIZE, file.path, size, 0, calledNanos);
            }
        }
        return file.beside(SIZE, operation -> file.handle.size());
    }

    @Override
    public CompletableFuture<BasicFileAttributes> readAttributes() {
        FileQueue file = queue;
        OperationRunner runner = file.runner;
        if (runner.inline().mayServe(0)) {
            long calledNanos = runner.startNanos(READ_ATTRIBUTES);
            BasicFileAttributes attributes = file.tryReadAttributes();
            if (attributes != null) {
                return runner.served(READ_ATTRIBUTES, file.path, attributes, 0, calledNanos);
            }
        }
        return file.beside(READ_ATTRIBUTES, operation -> file.handle.readAttributes());
    }

    @Override
    public CompletableFuture<Long> transferTo(long position, long count, WritableByteChannel target) {
        Checks.atLeast(0L, position, "position");
        Checks.atLeast(0L, count, "count");
        Objects.requireNonNull(target, "target");
        FileQueue file = queue;
        return file.beside(TRANSFER_TO, operation -> {
            long moved = untilDone(count, done -> file.handle.transferTo(position + done, count - done, target));
            operation.countRead(moved);
            return moved;
        });
    }

    @Override
    public CompletableFuture<Long> transferFrom(ReadableByteChannel src, long position, long count) {
        Objects.requireNonNull(src, "src");
        Checks.atLeast(0L, position, "position");
        Checks.atLeast(0L, count, "count");
        FileQueue file = queue;
        return file.beside(TRANSFER_FROM, operation -> {
            file.requireHealthy();
            try {
                long moved = untilDone(count, done -> file.handle.transferFrom(src, position + done, count - done));
                operation.countWritten(moved);
                return moved;
            } finally {
                file.cursor.fileChanged();
            }
        });
    }

    @Override
    public Flow.Publisher<ByteBuffer> read(long position, long length) {
        return read(position, length, FreshBuffers.INSTANCE);
    }

    @Override
    public <T> Flow.Publisher<T> read(long position, long length, BufferAllocator<T> buffers) {
        Checks.atLeast(0L, position, "position");
        Checks.atLeast(0L, length, "length");
        Objects.requireNonNull(buffers, "buffers");
        return queue.publish(position, length, buffers);
    }

    private interface Transfer {
        long from(long done) throws IOException;
    }

    private static long untilDone(long count, Transfer transfer) throws IOException {
        long done = 0;
        while (done < count) {
            long moved = transfer.from(done);
            if (moved <= 0) {
                break;
            }
            done += moved;
        }
        return done;
    }

    // Cursor

    @Override
    public CompletableFuture<byte[]> read(int length) {
        Checks.atLeast(0, length, "length");
        CompletableFuture<byte[]> now =
                serve(READ, (cursor, most) -> cursor.tryRead(length, most), bytes -> bytes.length);
        if (now != null) {
            return now;
        }
        FileQueue file = queue;
        WholeFile.Growth growth = growth();
        return file.add(READ, operation -> counted(operation, file.cursor.read(length, growth)));
    }

    @Override
    public CompletableFuture<Integer> read(ByteBuffer dst) {
        requireWritable(dst);
        int wanted = dst.remaining();
        CompletableFuture<Integer> now = serve(
                READ,
                (cursor, most) -> {
                    int count = cursor.tryRead(dst, most);
                    return count == FileHandle.WOULD_WAIT ? null : countOrEnd(count, wanted);
                },
                count -> Math.max(0, count));
        if (now != null) {
            return now;
        }
        Cursor cursor = queue.cursor;
        return queue.add(READ, operation -> {
            int count = cursor.read(dst);
            operation.countRead(Math.max(0, count));
            return count;
        });
    }

    @Override
    public CompletableFuture<byte[]> readAllBytes() {
        FileQueue file = queue;
        WholeFile.Growth growth = growth();
        return file.add(READ_ALL_BYTES, operation -> counted(operation, file.cursor.readAll(growth)));
    }

    private WholeFile.Growth growth() {
        SizeLimit limit = sizeLimit;
        Path path = queue.path;
        return size -> limit.check(path, size);
    }

    @Override
    public CompletableFuture<byte @Nullable []> readLine() {
        int most = maxLineBytes;
        CompletableFuture<byte @Nullable []> now =
                serve(READ_LINE, (cursor, window) -> cursor.tryLine(most, window), line -> line.length);
        if (now != null) {
            return now;
        }
        FileQueue file = queue;
        return file.add(READ_LINE, operation -> {
            byte[] line = file.cursor.readLine(most, lineLimit(file.path, most));
            return line == null ? null : counted(operation, line);
        });
    }

    @Override
    public CompletableFuture<List<byte[]>> readLines() {
        return readLines(Integer.MAX_VALUE);
    }

    @Override
    public CompletableFuture<List<byte[]>> readLines(int most) {
        Checks.atLeast(0, most, "most");
        int longest = maxLineBytes;
        FileQueue file = queue;
        WholeFile.Growth growth = growth();
        return file.add(READ_LINES, operation -> {
            List<byte[]> lines = file.cursor.readLines(most, longest, lineLimit(file.path, longest), growth);
            lines.forEach(line -> operation.countRead(line.length));
            return Collections.unmodifiableList(lines);
        });
    }

    @Override
    public Flow.Publisher<byte[]> lines() {
        int longest = maxLineBytes;
        FileQueue file = queue;
        return file.publish(LINES, () -> file.cursor.readSomeLines(longest, lineLimit(file.path, longest)));
    }

    private static Cursor.LineLimit lineLimit(Path path, int most) {
        return position -> new LineTooLongException(path, position, most);
    }

    @Override
    public CompletableFuture<byte[]> peek(int length) {
        Checks.atLeast(0, length, "length");
        Cursor cursor = queue.cursor;
        WholeFile.Growth growth = growth();
        return queue.add(PEEK, operation -> cursor.peek(length, growth));
    }

    /** Tries something at the cursor on the calling thread, if nothing is waiting for it. */
    private interface CursorAttempt<T> {
        @Nullable T at(Cursor cursor, int mostBytes);
    }

    private interface Count<T> {
        int of(T result);
    }

    private <T> @Nullable CompletableFuture<T> serve(FileOperation name, CursorAttempt<T> attempt, Count<T> count) {
        FileQueue file = queue;
        OperationRunner runner = file.runner;
        // What is in the window may be handed out even when nothing is read on this thread; recursion has its bounds
        // all the same.
        if (!runner.inline().mayComplete() || !file.claim()) {
            return null;
        }
        int most = runner.inline().limit();
        long calledNanos = runner.startNanos(name);
        T result;
        try {
            result = attempt.at(file.cursor, most);
        } finally {
            file.release();
        }
        return result == null ? null : runner.served(name, file.path, result, count.of(result), calledNanos);
    }

    private static byte[] counted(Operation<?> operation, byte[] bytes) {
        operation.countRead(bytes.length);
        return bytes;
    }

    @Override
    public CompletableFuture<Integer> write(byte[] bytes) {
        return write(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
    }

    @Override
    public CompletableFuture<Integer> write(ByteBuffer src) {
        Objects.requireNonNull(src, "src");
        return queue.add(new Step.Write(queue, () -> src));
    }

    @Override
    public CompletableFuture<Integer> writeLines(Iterable<byte[]> lines) {
        Objects.requireNonNull(lines, "lines");
        return queue.add(new Step.Write(queue, () -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] line : lines) {
                all.writeBytes(line);
                all.write('\n');
            }
            return ByteBuffer.wrap(all.toByteArray());
        }));
    }

    @Override
    public CompletableFuture<Long> position() {
        Cursor cursor = queue.cursor;
        return queue.add(POSITION, operation -> cursor.position());
    }

    @Override
    public CompletableFuture<Long> position(long newPosition) {
        Checks.atLeast(0L, newPosition, "newPosition");
        Cursor cursor = queue.cursor;
        return queue.add(POSITION, operation -> {
            cursor.moveTo(newPosition);
            return newPosition;
        });
    }

    @Override
    public CompletableFuture<Long> truncate(long size) {
        return truncate(size, () -> {});
    }

    /** Does something at the cursor just before. */
    interface Preparation {
        void run() throws IOException;
    }

    CompletableFuture<Long> truncate(long size, Preparation preparation) {
        Checks.atLeast(0L, size, "size");
        FileQueue file = queue;
        return file.add(TRUNCATE, operation -> {
            preparation.run();
            file.handle.truncate(size);
            file.cursor.fileChanged();
            if (file.cursor.position() > size) {
                file.cursor.moveTo(size);
            }
            return file.handle.size();
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> flush() {
        return queue.add(new Step.Flush(queue, operation -> null));
    }

    @Override
    public CompletableFuture<@Nullable Void> force(boolean metaData) {
        return queue.add(new Step.Force(queue, metaData));
    }

    // Locks

    @Override
    public CompletableFuture<AsyncFileLock> lock(long position, long size, boolean shared) {
        checkPart(position, size);
        return LockWait.start(queue, () -> tryLock(position, size, shared));
    }

    @Override
    public CompletableFuture<@Nullable AsyncFileLock> tryLock(long position, long size, boolean shared) {
        checkPart(position, size);
        FileQueue file = queue;
        return file.beside(LOCK, operation -> {
            FileLock lock = file.handle.tryLock(position, size, shared);
            return lock == null ? null : new HeldLock(file, lock);
        });
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withLock(Supplier<? extends CompletionStage<T>> action) {
        Objects.requireNonNull(action, "action");
        return Scope.with(lock(), lock -> action.get(), AsyncFileLock::release);
    }

    private static void checkPart(long position, long size) {
        Checks.atLeast(0L, position, "position");
        Checks.atLeast(0L, size, "size");
        if (position > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException("position + size must fit in a long, not " + position + " + " + size);
        }
    }

    // About the file

    @Override
    public Path path() {
        return queue.path;
    }

    @Override
    public Set<OpenOption> options() {
        return options;
    }

    @Override
    public boolean isOpen() {
        return queue.isOpen();
    }

    @Override
    public CompletableFuture<@Nullable Void> close() {
        CompletableFuture<@Nullable Void> closed = queue.close();
        // It was not forgotten.
        leak.clean();
        return closed;
    }

    @Override
    public String toString() {
        return "AsyncFile[" + queue.path + ", " + (isOpen() ? "open" : "closed") + "]";
    }

    private static void requireWritable(ByteBuffer dst) {
        Objects.requireNonNull(dst, "dst");
        if (dst.isReadOnly()) {
            throw new IllegalArgumentException("dst must not be read-only");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.WorkerThreads;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Standard input, output and error for code that must not block, as bytes and as text.
 *
 * <p>Each stream has a thread of its own, started on demand and ended when idle, so that a read which nobody answers holds
 * up no worker of any template; being a daemon, it does not keep the JVM from ending either. Operations on one stream run
 * in the order in which they were called.
 *
 * <p>Safe for use by many threads. It does not close the streams, cannot take back what was read for a future that was
 * cancelled while it ran, and does not tell whether a stream is a terminal: see {@link System#console()}.
 */
public final class AsyncStandardStreams {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(1);
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_WAITING = 10_000;
    private static final AsyncStandardStreams SYSTEM =
            new AsyncStandardStreams(System.in, System.out, System.err, Charset.defaultCharset());

    private final BufferedInputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Charset charset;
    private final Line reading = new Line("stdin");
    private final Line writing = new Line("stdout");
    private final Line complaining = new Line("stderr");

    AsyncStandardStreams(InputStream in, PrintStream out, PrintStream err, Charset charset) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.err = err;
        this.charset = charset;
    }

    /**
     * {@return the streams of this process, as they were when this class was first used, with text in the default
     * charset} There is one read buffer: read standard input only here.
     */
    public static AsyncStandardStreams system() {
        return SYSTEM;
    }

    /**
     * Reads a line of text from standard input.
     *
     * @return a future of the line without {@code \n} or {@code \r\n}, of {@code null} at the end of the input; fails with
     *     a {@link LineTooLongException} when it has more than 1,048,576 bytes, of which those are lost
     */
    public CompletableFuture<@Nullable String> readLine() {
        return reading.run(() -> {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int b = in.read();
            if (b < 0) {
                return null;
            }
            for (; b >= 0 && b != '\n'; b = in.read()) {
                if (line.size() == MAX_LINE_BYTES) {
                    throw new LineTooLongException(Path.of("stdin"), 0, MAX_LINE_BYTES);
                }
                line.write(b);
            }
            byte[] bytes = line.toByteArray();
            int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
            return new String(bytes, 0, length, charset);
        });
    }

    /**
     * Reads bytes from standard input, waiting until there are some.
     *
     * @param length how many at most, at least 0
     * @return a future of at least one byte, unless the length is 0; empty at the end of the input
     * @throws IllegalArgumentException when the length is negative
     */
    public CompletableFuture<byte[]> read(int length) {
        Checks.atLeast(0, length, "length");
        return reading.run(() -> {
            byte[] bytes = new byte[Math.min(length, 8192)];
            int count = in.read(bytes, 0, bytes.length);
            return Arrays.copyOf(bytes, Math.max(0, count));
        });
    }

    /**
     * Writes text to standard output and flushes it.
     *
     * @param text to write
     * @return a future that completes when it is written
     */
    public CompletableFuture<@Nullable Void> print(CharSequence text) {
        return write(Objects.requireNonNull(text, "text").toString().getBytes(charset));
    }

    /**
     * Writes bytes to standard output and flushes it.
     *
     * @param bytes to write; belong to the operation until the future completes
     * @return a future that completes when they are written
     */
    public CompletableFuture<@Nullable Void> write(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return writing.run(() -> writeTo(out, bytes));
    }

    /**
     * Writes text to standard error and flushes it.
     *
     * @param text to write
     * @return a future that completes when it is written
     */
    public CompletableFuture<@Nullable Void> printError(CharSequence text) {
        return writeError(Objects.requireNonNull(text, "text").toString().getBytes(charset));
    }

    /**
     * Writes bytes to standard error and flushes it.
     *
     * @param bytes to write; belong to the operation until the future completes
     * @return a future that completes when they are written
     */
    public CompletableFuture<@Nullable Void> writeError(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return complaining.run(() -> writeTo(err, bytes));
    }

    private static @Nullable Void writeTo(PrintStream stream, byte[] bytes) throws IOException {
        stream.write(bytes);
        // It flushes, and remembers failures instead of throwing them.
        if (stream.checkError()) {
            throw new IOException("Could not be written: the other end is closed, or the disk is full");
        }
        return null;
    }

    private interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /** What is called waits in line, in front of the one thread of a stream. */
    private static final class Line {

        private final String name;
        private final Executor thread;
        private final AtomicInteger waiting = new AtomicInteger();

        Line(String name) {
            this.name = name;
            this.thread = WorkerThreads.executor(1, KEEP_ALIVE, "async-files-" + name + "-");
        }

        <T extends @Nullable Object> CompletableFuture<T> run(Call<T> call) {
            CompletableFuture<T> future = new CompletableFuture<>();
            if (waiting.getAndIncrement() >= MAX_WAITING) {
                waiting.decrementAndGet();
                future.completeExceptionally(new FileOperationRejectedException(
                        Path.of(name), name + " refused: " + MAX_WAITING + " operations are waiting"));
                return future;
            }
            execute(() -> {
                try {
                    if (!future.isDone()) {
                        future.complete(call.run());
                    }
                } catch (Throwable t) {
                    future.completeExceptionally(t);
                } finally {
                    waiting.decrementAndGet();
                }
            });
            return future;
        }

        private void execute(Runnable task) {
            try {
                thread.execute(task);
            } catch (RuntimeException | Error noThread) {
                waiting.decrementAndGet();
                throw noThread;
            }
        }
    }
}

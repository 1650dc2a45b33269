// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Serves operations on the thread of the caller, where the engine can without waiting. */
final class Inline {

    private final OperationRunner runner;
    private final int limit;
    private final int contentLimit;
    private final CallerThreads callers = new CallerThreads();

    /**
     * @param limit the most bytes that are copied on the caller's thread at a time; 0 switches all of it off
     * @param maxFileSizeBytes the most bytes of a file that is read as a whole
     */
    Inline(OperationRunner runner, int limit, long maxFileSizeBytes) {
        this.runner = runner;
        this.limit = limit;
        this.contentLimit = (int) Math.min(limit, maxFileSizeBytes);
    }

    /** {@return the most bytes that are copied on the caller's thread at a time} */
    int limit() {
        return limit;
    }

    /** Asks the engine; {@code null} when it would have to wait. */
    @FunctionalInterface
    interface Attempt<T> {
        @Nullable T run() throws IOException;
    }

    /** {@return whether the calling thread may serve an operation that copies no more than so many bytes} */
    boolean mayServe(int bytes) {
        return bytes <= limit && limit > 0 && mayComplete();
    }

    /** {@return whether the calling thread may be given a complete future, wherever its content comes from} */
    boolean mayComplete() {
        return callers.mayServe() && runner.isOpen();
    }

    /** {@return what is told of the times of operations on this thread} */
    CallerThreads callers() {
        return callers;
    }

    /** Says how much was copied on the calling thread. */
    void copied(long bytes) {
        callers.copied(bytes);
    }

    /** {@return a complete future, or {@code null} when a worker has to do it} */
    <T> @Nullable CompletableFuture<T> serve(FileOperation name, Path path, Attempt<? extends T> attempt) {
        if (!mayServe(0)) {
            return null;
        }
        long calledNanos = runner.startNanos(name);
        T result;
        try {
            result = attempt.run();
        } catch (IOException | RuntimeException | Error e) {
            return runner.servedFailure(name, path, e, calledNanos);
        }
        return result == null ? null : runner.served(name, path, result, 0, calledNanos);
    }

    /** {@return a complete future of what the file holds, or {@code null} when a worker has to do it} */
    <T> @Nullable CompletableFuture<T> serveContent(
            FileOperation name, FileEngine engine, Path path, FileEngine.Content<? extends T> content) {
        if (!mayServe(0)) {
            return null;
        }
        long calledNanos = runner.startNanos(name);
        Read<T> read;
        try {
            read = engine.tryReadAll(
                    path, contentLimit, (bytes, length) -> new Read<>(content.of(bytes, length), length));
        } catch (IOException | RuntimeException | Error e) {
            return runner.servedFailure(name, path, e, calledNanos);
        }
        return read == null ? null : runner.served(name, path, read.result, read.bytes, calledNanos);
    }

    private record Read<T>(T result, int bytes) {}
}

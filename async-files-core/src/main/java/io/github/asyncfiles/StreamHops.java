// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.stream.Hops;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Leads streams through the choke point: each hop is an operation of its own. */
class StreamHops implements Hops {

    private final OperationRunner runner;
    private final FileOperation name;
    private final Path path;
    private final @Nullable Executor completer;
    /** How much is copied at a time, on the thread of whoever wants something. */
    private final int chunkBytes;

    StreamHops(OperationRunner runner, FileOperation name, Path path, @Nullable Executor completer, int chunkBytes) {
        this.runner = runner;
        this.name = name;
        this.path = path;
        this.completer = completer;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public <T extends Closeable> CompletableFuture<T> run(Work<T> work) {
        return runner.run(name, path, completer, work::run);
    }

    @Override
    public boolean attempt(Attempt attempt) throws Throwable {
        if (!runner.inline().mayServe(chunkBytes)) {
            return false;
        }
        long calledNanos = runner.startNanos(name);
        long bytes;
        try {
            bytes = attempt.run();
        } catch (Throwable t) {
            throw runner.observeFailure(name, path, t, calledNanos);
        }
        if (bytes < 0) {
            return false;
        }
        runner.observeServed(name, path, bytes, calledNanos);
        return true;
    }

    @Override
    public void release(Closeable resource) {
        runner.release(resource);
    }

    @Override
    public void execute(Runnable task) {
        runner.callBack(completer, task);
    }

    @Override
    public void opened(Runnable closer) {
        runner.streamOpened(closer);
    }

    @Override
    public void closed(Runnable closer) {
        runner.streamClosed(closer);
    }
}

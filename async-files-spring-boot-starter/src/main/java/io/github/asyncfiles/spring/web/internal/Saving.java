// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.AsyncFileOperations;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Saves the content of a part.
 *
 * <pre>
 *            opened: it is there           written, and so on
 *   OPENING ------------------&gt; WRITING ---------------------&gt; SAVED ------ undo, the upload fails ----+
 *      |                           |                              |                                  v
 *      | fails                     +-- fails, is stopped -- undo --|--&gt; FAILED                      deleted
 *      +--------------------------------------------------------------&gt; FAILED
 * </pre>
 *
 * <p>It is stopped by an error of its content, never by cancelling the operation: a writer that is told of an error says
 * when the file is closed, and only a closed file is deleted. {@link #ended} completes when the disk is at rest.
 */
abstract class Saving {

    final AsyncFileOperations files;
    final PartContent content;
    private final Deletion deletion;
    private final Runnable wake;
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private final CompletableFuture<Long> ended = new CompletableFuture<>();
    private volatile @Nullable Throwable stopped;
    /** The disk is done with it: whatever completes the result from now on, it is no cancelling. */
    private volatile boolean settling;

    Saving(AsyncFileOperations files, Deletion deletion, PartContent content, Runnable wake) {
        this.files = files;
        this.deletion = deletion;
        this.content = content;
        this.wake = wake;
    }

    /** {@return a future of what there is to do} */
    abstract CompletableFuture<Long> save();

    /** {@return the file that is to be deleted when it failed, {@code null} if none was created} */
    abstract @Nullable Path leftAfterFailure();

    /** {@return the file that is to be deleted when the upload fails after all, {@code null} if it stays} */
    abstract @Nullable Path leftAfterSuccess();

    /** Does it; called once, by whoever has claimed the content. */
    final CompletableFuture<Long> start() {
        result.whenComplete((bytes, thrown) -> {
            if (!settling) {
                stop(new CancellationException("The saving was cancelled"));
            }
        });
        CompletableFuture<Long> saving;
        try {
            saving = save();
        } catch (RuntimeException | Error e) {
            saving = CompletableFuture.failedFuture(e);
        }
        saving.whenComplete((bytes, thrown) -> {
            content.cancel();
            settling = true;
            if (thrown != null) {
                fail(leftAfterFailure(), Problem.unwrapped(thrown));
            } else if (result.complete(bytes)) {
                ended.complete(bytes);
                wake.run();
            } else {
                // Cancelled in the last moment.
                fail(leftAfterSuccess(), new CancellationException("The saving was cancelled"));
            }
        });
        return result;
    }

    private void fail(@Nullable Path left, Throwable failure) {
        delete(left, failure).whenComplete((nothing, never) -> {
            result.completeExceptionally(failure);
            ended.completeExceptionally(failure);
            wake.run();
        });
    }

    /** Deletes a file, and completes in any case; what goes wrong is added to the failure. */
    private CompletableFuture<@Nullable Void> delete(@Nullable Path file, Throwable failure) {
        if (file == null) {
            return CompletableFuture.completedFuture(null);
        }
        return deletion.of(file).handle((deleted, thrown) -> {
            if (thrown != null) {
                failure.addSuppressed(Problem.unwrapped(thrown));
            }
            return null;
        });
    }

    private void stop(Throwable why) {
        stopped = why;
        content.stop(why);
    }

    /** Throws when it was stopped, between two steps. */
    final void requireGoingOn() {
        Throwable why = stopped;
        if (why != null) {
            throw new CompletionException(why);
        }
    }

    final CompletableFuture<Long> write(Path file, OpenOption... options) {
        requireGoingOn();
        Flow.Publisher<Chunk> chunks = content::subscribe;
        return files.write(file, chunks, ChunkBuffers.INSTANCE, options);
    }

    /** {@return whether the disk is at rest} */
    final boolean isOver() {
        return ended.isDone();
    }

    /** {@return whether the user has been told how it went} */
    final boolean isTold() {
        return result.isDone();
    }

    /** {@return why it failed, {@code null} unless it did} */
    final @Nullable Throwable failure() {
        return ended.handle((bytes, thrown) -> thrown).getNow(null);
    }

    /** Ends it, and deletes what is left of it; completes in any case. */
    final CompletableFuture<@Nullable Void> rollBack(Throwable why) {
        if (!ended.isDone()) {
            stop(why);
        }
        return ended.handle((bytes, thrown) -> delete(thrown == null ? leftAfterSuccess() : null, why))
                .thenCompose(Function.identity());
    }
}

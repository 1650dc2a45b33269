// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.FileOperationRejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Deletes what has become of a failed upload. When too many operations wait, which may be why it failed, it is tried again:
 * ten times in ten seconds. When the template is closed, which may be why, too, it is done on the calling thread, unless
 * there was a root: beneath it, only the template knows the way.
 */
final class Deletion {

    private static final int TRIES = 10;
    private static final long FIRST_PAUSE_MILLIS = 10;

    private final AsyncFileOperations files;
    private final Executor executor;

    Deletion(AsyncFileOperations files, Executor executor) {
        this.files = files;
        this.executor = executor;
    }

    /** {@return a future that completes when the file is gone, or was not there} */
    CompletableFuture<Boolean> of(Path file) {
        return of(file, 1);
    }

    private CompletableFuture<Boolean> of(Path file, int tries) {
        CompletableFuture<Boolean> deleting;
        try {
            deleting = files.deleteIfExists(file);
        } catch (IllegalStateException closed) {
            return files instanceof AsyncFileTemplate template && template.root() == null
                    ? deleteHere(file)
                    : CompletableFuture.failedFuture(closed);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
        return deleting.handle((deleted, thrown) -> {
                    if (thrown == null || tries == TRIES || !isRefusal(thrown)) {
                        return deleting;
                    }
                    return new CompletableFuture<Void>()
                            .completeOnTimeout(null, FIRST_PAUSE_MILLIS << tries, TimeUnit.MILLISECONDS)
                            .thenComposeAsync(nothing -> of(file, tries + 1), executor);
                })
                .thenCompose(Function.identity());
    }

    /** The application stops: nobody waits for what another thread would do. */
    private static CompletableFuture<Boolean> deleteHere(Path file) {
        try {
            return CompletableFuture.completedFuture(Files.deleteIfExists(file));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isRefusal(Throwable thrown) {
        return Problem.unwrapped(thrown) instanceof FileOperationRejectedException;
    }
}

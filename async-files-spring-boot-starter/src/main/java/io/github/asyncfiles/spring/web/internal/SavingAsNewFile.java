// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.asyncfiles.AsyncFileOperations;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Saves as a new file, right in its place.
 *
 * <p>When opening it takes longer than the template's timeout, whether it was created cannot be known: it is left alone.
 */
final class SavingAsNewFile extends Saving {

    private final Path target;

    SavingAsNewFile(AsyncFileOperations files, Deletion deletion, PartContent content, Runnable wake, Path target) {
        super(files, deletion, content, wake);
        this.target = target;
    }

    @Override
    CompletableFuture<Long> save() {
        return write(target, CREATE_NEW, WRITE);
    }

    @Override
    @Nullable Path leftAfterFailure() {
        return content.wasRequested() ? target : null;
    }

    @Override
    Path leftAfterSuccess() {
        return target;
    }
}

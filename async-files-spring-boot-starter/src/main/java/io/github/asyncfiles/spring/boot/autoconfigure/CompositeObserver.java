// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.SlowOperation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Tells several observers; when one throws, the others are told all the same. */
record CompositeObserver(List<AsyncFileObserver> observers) implements AsyncFileObserver {

    static AsyncFileObserver of(List<AsyncFileObserver> observers) {
        return switch (observers.size()) {
            case 0 -> AsyncFileObserver.NONE;
            case 1 -> observers.get(0);
            default -> new CompositeObserver(observers);
        };
    }

    /**
     * What the observers gave when an operation was called, to be given back to them at its end; and what one of them threw,
     * to be thrown then: thrown at once, it would cost the others what they gave.
     */
    private record Called(
            @Nullable Object[] attachments, @Nullable Throwable failure) {}

    /** {@return what the observers gave; {@code null} if none gave or threw anything} */
    @Override
    public @Nullable Object operationCalled(FileOperation operation, Path path) {
        @Nullable Object[] attachments = new Object[observers.size()];
        boolean[] isThereAny = {false};
        Throwable failure = tellAll((observer, index) -> {
            attachments[index] = observer.operationCalled(operation, path);
            isThereAny[0] |= attachments[index] != null;
        });
        return isThereAny[0] || failure != null ? new Called(attachments, failure) : null;
    }

    @Override
    public void operationIsSlow(SlowOperation operation) {
        rethrow(tellAll((observer, index) -> observer.operationIsSlow(operation)));
    }

    @Override
    public void operationCompleted(CompletedOperation operation) {
        if (operation.attachment() instanceof Called called) {
            Throwable failure = tellAll((observer, index) ->
                    observer.operationCompleted(new OfOneObserver(operation, called.attachments[index])));
            rethrow(called.failure == null ? failure : called.failure);
        } else {
            rethrow(tellAll((observer, index) -> observer.operationCompleted(operation)));
        }
    }

    /** {@return what one of them threw} */
    private @Nullable Throwable tellAll(ObjIntConsumer<AsyncFileObserver> telling) {
        Throwable failure = null;
        for (int i = 0; i < observers.size(); i++) {
            try {
                telling.accept(observers.get(i), i);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
        return failure;
    }

    /** To whoever called: it is logged there. */
    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** An operation as one of the observers sees it. */
    private record OfOneObserver(
            CompletedOperation completed, @Nullable Object attachment) implements CompletedOperation {

        @Override
        public FileOperation operation() {
            return completed.operation();
        }

        @Override
        public Path path() {
            return completed.path();
        }

        @Override
        public Outcome outcome() {
            return completed.outcome();
        }

        @Override
        public @Nullable Throwable failure() {
            return completed.failure();
        }

        @Override
        public boolean servedInline() {
            return completed.servedInline();
        }

        @Override
        public long queuedNanos() {
            return completed.queuedNanos();
        }

        @Override
        public long elapsedNanos() {
            return completed.elapsedNanos();
        }

        @Override
        public long bytesRead() {
            return completed.bytesRead();
        }

        @Override
        public long bytesWritten() {
            return completed.bytesWritten();
        }
    }
}

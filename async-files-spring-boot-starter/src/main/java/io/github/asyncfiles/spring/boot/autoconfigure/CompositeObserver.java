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

    /** {@return what each of them gave, {@code null} if none gave anything} */
    @Override
    public @Nullable Object operationCalled(FileOperation operation, Path path) {
        @Nullable Object[] attachments = new Object[observers.size()];
        boolean[] isThereAny = {false};
        tellAll((observer, index) -> {
            attachments[index] = observer.operationCalled(operation, path);
            isThereAny[0] |= attachments[index] != null;
        });
        return isThereAny[0] ? attachments : null;
    }

    @Override
    public void operationIsSlow(SlowOperation operation) {
        tellAll((observer, index) -> observer.operationIsSlow(operation));
    }

    @Override
    public void operationCompleted(CompletedOperation operation) {
        if (operation.attachment() instanceof Object[] attachments) {
            tellAll((observer, index) -> observer.operationCompleted(new OfOneObserver(operation, attachments[index])));
        } else {
            tellAll((observer, index) -> observer.operationCompleted(operation));
        }
    }

    private void tellAll(ObjIntConsumer<AsyncFileObserver> telling) {
        Throwable failure = null;
        for (int i = 0; i < observers.size(); i++) {
            try {
                telling.accept(observers.get(i), i);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
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

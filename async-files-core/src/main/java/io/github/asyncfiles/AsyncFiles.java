// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Helpers around the futures and publishers of {@link AsyncFileOperations}. */
public final class AsyncFiles {

    private AsyncFiles() {}

    /**
     * Waits for a result, for code that may block: on a virtual thread, in {@code main}, in a test.
     *
     * <pre>{@code String text = AsyncFiles.await(files.readString(path));}</pre>
     *
     * <p><b>Errors.</b> Throws what the operation failed with, itself and not wrapped. A checked exception that is no
     * {@link IOException}, which no operation of this library fails with, comes as the cause of an
     * {@link IllegalStateException}.
     *
     * <p><b>Cancellation.</b> When the waiting thread is interrupted, its interrupt status is set again and the
     * operation goes on.
     *
     * <p><b>Threads.</b> Never call it on a thread that is to complete the operation, such as in a callback: it may wait
     * for itself.
     *
     * @param <T> the type of the result
     * @param stage to wait for
     * @return its result
     * @throws IOException when the operation failed with one
     * @throws InterruptedIOException when this thread was interrupted while waiting
     * @throws java.util.concurrent.CancellationException when the operation was cancelled
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws IOException {
        Objects.requireNonNull(stage, "stage");
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("Interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            if (failure instanceof IOException io) {
                throw io;
            }
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failure);
        }
    }

    /**
     * Collects all elements of a publisher. For those of which there are few: nothing bounds the list.
     *
     * <p><b>Errors.</b> Fails with what the publisher fails with.
     *
     * <p><b>Cancellation.</b> Cancelling the future cancels the subscription.
     *
     * <p><b>Threads.</b> Completes on the thread on which the publisher does.
     *
     * @param <T> the type of the elements
     * @param publisher to subscribe to
     * @return a future of the elements, in the order of their arrival, in an unmodifiable list
     */
    public static <T> CompletableFuture<List<T>> toList(Flow.Publisher<T> publisher) {
        Objects.requireNonNull(publisher, "publisher");
        List<T> elements = new ArrayList<>();
        return subscribe(publisher, elements::add, Collections.unmodifiableList(elements));
    }

    /**
     * Does something with each element of a publisher, one after the other.
     *
     * <p><b>Errors.</b> Fails with what the publisher fails with, or with what the action throws, which cancels the
     * subscription.
     *
     * <p><b>Cancellation.</b> Cancelling the future cancels the subscription.
     *
     * <p><b>Threads.</b> The action is called, and the future completes, on the threads of the publisher.
     *
     * @param <T> the type of the elements
     * @param publisher to subscribe to
     * @param action called with each element, in the order of their arrival; must not block
     * @return a future that completes when there are no more
     */
    public static <T> CompletableFuture<@Nullable Void> forEach(
            Flow.Publisher<T> publisher, Consumer<? super T> action) {
        Objects.requireNonNull(publisher, "publisher");
        Objects.requireNonNull(action, "action");
        return subscribe(publisher, action, null);
    }

    private static <T, R extends @Nullable Object> CompletableFuture<R> subscribe(
            Flow.Publisher<T> publisher, Consumer<? super T> action, R result) {
        CompletableFuture<R> future = new CompletableFuture<>();
        publisher.subscribe(new EachSubscriber<>(action, future, result));
        return future;
    }

    private static final class EachSubscriber<T, R extends @Nullable Object> implements Flow.Subscriber<T> {

        private final Consumer<? super T> action;
        private final CompletableFuture<R> future;
        private final R result;

        EachSubscriber(Consumer<? super T> action, CompletableFuture<R> future, R result) {
            this.action = action;
            this.future = future;
            this.result = result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            // However it completed: to a subscription that is over, this means nothing.
            future.whenComplete((value, failure) -> subscription.cancel());
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T element) {
            if (future.isDone()) {
                return;
            }
            try {
                action.accept(element);
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            future.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            future.complete(result);
        }
    }
}

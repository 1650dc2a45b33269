// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * Opens something when it is asked for. It is given to the subscriber or, if that has cancelled by then, closed: never
 * neither, which is what becomes of it where a future is turned into a mono.
 *
 * @param <R> what is opened
 */
record Opening<R>(Consumer<? super R> close, Supplier<? extends CompletableFuture<R>> opening) implements Publisher<R> {

    @Override
    public void subscribe(Subscriber<? super R> subscriber) {
        subscriber.onSubscribe(new Handover(subscriber));
    }

    private final class Handover implements Subscription {

        private final Subscriber<? super R> subscriber;
        private final AtomicBoolean begun = new AtomicBoolean();
        /** Whoever sets it decides what becomes of the resource. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private volatile @Nullable CompletableFuture<R> future;

        Handover(Subscriber<? super R> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n) && begun.compareAndSet(false, true)) {
                open();
            }
        }

        private void open() {
            CompletableFuture<R> opened;
            try {
                opened = opening.get();
            } catch (RuntimeException e) {
                opened = CompletableFuture.failedFuture(e);
            }
            future = opened;
            if (decided.get()) {
                giveUp(opened);
                return;
            }
            opened.whenComplete((resource, failure) -> {
                if (!decided.compareAndSet(false, true)) {
                    return;
                }
                if (failure == null) {
                    subscriber.onNext(resource);
                    subscriber.onComplete();
                } else {
                    subscriber.onError(unwrapped(failure));
                }
            });
        }

        @Override
        public void cancel() {
            if (decided.compareAndSet(false, true)) {
                CompletableFuture<R> opened = future;
                if (opened != null) {
                    giveUp(opened);
                }
            }
        }

        private void giveUp(CompletableFuture<R> opened) {
            opened.cancel(false);
            opened.thenAccept(close);
        }

        private static Throwable unwrapped(Throwable failure) {
            return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what it is told, and whether it was told by two at once; also in tests of other modules. */
public class Recorder<T> implements Flow.Subscriber<T> {

    public final List<T> elements = new CopyOnWriteArrayList<>();
    public final CompletableFuture<@Nullable Void> completed = new CompletableFuture<>();
    private final AtomicInteger inside = new AtomicInteger();
    public volatile boolean concurrent;
    public volatile Flow.Subscription subscription;

    public static <T> Recorder<T> of(Flow.Publisher<T> publisher) {
        Recorder<T> recorder = new Recorder<>();
        publisher.subscribe(recorder);
        return recorder;
    }

    public Recorder<T> request(long n) {
        subscription.request(n);
        return this;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
    }

    @Override
    public void onNext(T element) {
        concurrent |= inside.incrementAndGet() > 1;
        elements.add(element);
        inside.decrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
        completed.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        completed.complete(null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future that was complete when it was returned, and those chained to it. What is chained to a complete future runs at
 * once, inside the call that chains it; these futures count how deep that goes, see {@link CallerThreads}.
 */
final class ServedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private ServedFuture() {}

    static <T extends @Nullable Object> CompletableFuture<T> of(T value) {
        ServedFuture<T> future = new ServedFuture<>();
        future.complete(value);
        return future;
    }

    static <T extends @Nullable Object> CompletableFuture<T> failed(Throwable failure) {
        ServedFuture<T> future = new ServedFuture<>();
        future.completeExceptionally(failure);
        return future;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ServedFuture<>();
    }

    // The usual ones are spelled out, for speed.

    private interface Chaining<F> {
        F chain();
    }

    private static <F> F counted(Chaining<F> chaining) {
        int counter = CallerThreads.enter();
        try {
            return chaining.chain();
        } finally {
            CallerThreads.leave(counter);
        }
    }

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        int counter = CallerThreads.enter();
        try {
            return super.thenApply(fn);
        } finally {
            CallerThreads.leave(counter);
        }
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        int counter = CallerThreads.enter();
        try {
            return super.thenAccept(action);
        } finally {
            CallerThreads.leave(counter);
        }
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return counted(() -> super.thenRun(action));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return counted(() -> super.thenCombine(other, fn));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return counted(() -> super.thenAcceptBoth(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return counted(() -> super.runAfterBoth(other, action));
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return counted(() -> super.applyToEither(other, fn));
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return counted(() -> super.acceptEither(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return counted(() -> super.runAfterEither(other, action));
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> fn) {
        int counter = CallerThreads.enter();
        try {
            return super.thenCompose(fn);
        } finally {
            CallerThreads.leave(counter);
        }
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        int counter = CallerThreads.enter();
        try {
            return super.whenComplete(action);
        } finally {
            CallerThreads.leave(counter);
        }
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> fn) {
        int counter = CallerThreads.enter();
        try {
            return super.handle(fn);
        } finally {
            CallerThreads.leave(counter);
        }
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
        return counted(() -> super.exceptionally(fn));
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return counted(() -> super.exceptionallyCompose(fn));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Uses a resource and gives it back on every outcome: success, failure, cancellation, also while it is being acquired.
 *
 * @param <R> the resource
 * @param <T> the result
 */
final class Scope<R, T extends @Nullable Object> extends CompletableFuture<T> {

    private final Function<R, CompletableFuture<@Nullable Void>> giveBack;
    private final CompletableFuture<R> acquiring;
    private volatile @Nullable CompletionStage<T> using;

    private Scope(CompletableFuture<R> acquiring, Function<R, CompletableFuture<@Nullable Void>> giveBack) {
        this.acquiring = acquiring;
        this.giveBack = giveBack;
    }

    static <R, T extends @Nullable Object> CompletableFuture<T> with(
            CompletableFuture<R> acquiring,
            Function<? super R, ? extends CompletionStage<T>> action,
            Function<R, CompletableFuture<@Nullable Void>> giveBack) {
        Scope<R, T> scope = new Scope<>(acquiring, giveBack);
        acquiring.whenComplete((resource, failure) -> {
            if (failure != null) {
                scope.finish(null, failure);
            } else {
                scope.use(resource, action);
            }
        });
        return scope;
    }

    private void use(R resource, Function<? super R, ? extends CompletionStage<T>> action) {
        if (isDone()) {
            giveBack(resource);
            return;
        }
        CompletionStage<T> stage;
        try {
            stage = action.apply(resource);
            if (stage == null) {
                throw new NullPointerException("The action returned null instead of a stage");
            }
        } catch (Throwable t) {
            stage = CompletableFuture.failedFuture(t);
        }
        using = stage;
        if (isDone()) {
            // Cancelled while the action was called.
            cancelUse();
        }
        stage.whenComplete((value, failure) -> giveBack(resource).whenComplete((nothing, onGivingBack) -> {
            Throwable second = onGivingBack == null ? null : unwrapped(onGivingBack);
            if (failure == null) {
                finish(value, second);
                return;
            }
            Throwable first = unwrapped(failure);
            if (second != null && second != first) {
                first.addSuppressed(second);
            }
            finish(null, first);
        }));
    }

    private CompletableFuture<@Nullable Void> giveBack(R resource) {
        try {
            return giveBack.apply(resource);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(@Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(failure);
        }
    }

    // Ended from outside, also by orTimeout: then nobody waits for the action any more.

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return abandoned(super.cancel(mayInterruptIfRunning));
    }

    @Override
    public boolean complete(T value) {
        return abandoned(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable ex) {
        return abandoned(super.completeExceptionally(ex));
    }

    private boolean abandoned(boolean ended) {
        if (ended) {
            acquiring.cancel(false);
            cancelUse();
        }
        return ended;
    }

    /** Ends the action, as far as it can be ended; when it has ended, the resource is given back. */
    private void cancelUse() {
        CompletionStage<T> stage = using;
        if (stage != null) {
            stage.toCompletableFuture().cancel(false);
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}

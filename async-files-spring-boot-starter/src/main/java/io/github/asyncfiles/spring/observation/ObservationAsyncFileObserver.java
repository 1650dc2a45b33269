// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.observation;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.spring.ObserverOfTemplates;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each operation: where there is a tracer, a span below that of the caller. What is chained to the
 * future of an operation belongs to the caller's span, not to the operation's, which is over by then.
 */
public final class ObservationAsyncFileObserver implements ObserverOfTemplates {

    private static final AsyncFileObservationConvention DEFAULT = new DefaultAsyncFileObservationConvention();

    private final String template;
    private final ObservationRegistry registry;
    private final @Nullable AsyncFileObservationConvention convention;

    /**
     * Creates an observer.
     *
     * @param registry gets the observations
     * @param convention how they are called, {@code null} for the default
     */
    public ObservationAsyncFileObserver(
            ObservationRegistry registry, @Nullable AsyncFileObservationConvention convention) {
        this("default", registry, convention);
    }

    private ObservationAsyncFileObserver(
            String template, ObservationRegistry registry, @Nullable AsyncFileObservationConvention convention) {
        this.template = template;
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public AsyncFileObserver observerOf(String other) {
        return new ObservationAsyncFileObserver(other, registry, convention);
    }

    @Override
    public @Nullable Object operationCalled(FileOperation operation, Path path) {
        Observation observation = AsyncFileObservationDocumentation.OPERATION.observation(
                convention, DEFAULT, () -> new AsyncFileObservationContext(template, operation, path), registry);
        return observation.isNoop() ? null : observation.start();
    }

    @Override
    public void operationCompleted(CompletedOperation operation) {
        if (!(operation.attachment() instanceof Observation observation)) {
            return;
        }
        if (observation.getContext() instanceof AsyncFileObservationContext context) {
            context.end(operation.outcome(), operation.servedInline());
        }
        Throwable failure = operation.failure();
        if (failure != null) {
            observation.error(failure);
        }
        observation.stop();
    }
}

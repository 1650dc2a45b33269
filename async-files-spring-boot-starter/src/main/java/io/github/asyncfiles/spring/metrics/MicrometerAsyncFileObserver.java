// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.metrics;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.CompletedOperation.Outcome;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.SlowOperation;
import io.github.asyncfiles.spring.ObserverOfTemplates;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Records every operation in the timer {@value #OPERATIONS}, the bytes of content it moved in the counter
 * {@value #BYTES}, and those that are slow in the counter {@value #SLOW}. Paths are in no tag: there is no end of them.
 */
public final class MicrometerAsyncFileObserver implements ObserverOfTemplates {

    /**
     * A timer from the call to the end, the time in the queue included. Tags: {@code operation} (the name of the method),
     * {@code outcome} (success, error, cancelled, rejected, timeout), {@code exception} (its simple class name, or none),
     * {@code served} (inline, worker), and {@value #TEMPLATE} like all of them.
     */
    public static final String OPERATIONS = "async.files.operations";

    /** The tag for the name of the template: {@value #TEMPLATE_MAIN} for the main one. */
    public static final String TEMPLATE = "template";

    static final String TEMPLATE_MAIN = "default";

    /** A counter of bytes. Tag: {@code direction} (read, write). */
    public static final String BYTES = "async.files.bytes";

    /** A counter of operations that took longer than the threshold, counted before they end. */
    public static final String SLOW = "async.files.slow";

    private static final int OUTCOMES = Outcome.values().length;

    private final MeterRegistry registry;
    private final String template;
    private final Counter bytesRead;
    private final Counter bytesWritten;
    private final Counter slow;

    /** The timers of what did not fail, which is nearly all: looking one up in the registry costs more than the timing. */
    private final AtomicReferenceArray<@Nullable Timer> timers =
            new AtomicReferenceArray<>(FileOperation.values().length * OUTCOMES * 2);

    /**
     * Creates an observer.
     *
     * @param registry where the meters are registered
     */
    public MicrometerAsyncFileObserver(MeterRegistry registry) {
        this(registry, TEMPLATE_MAIN);
    }

    private MicrometerAsyncFileObserver(MeterRegistry registry, String template) {
        this.registry = registry;
        this.template = template;
        this.bytesRead = bytes("read");
        this.bytesWritten = bytes("write");
        this.slow = Counter.builder(SLOW)
                .description("File operations that took longer than the threshold")
                .baseUnit("operations")
                .tag(TEMPLATE, template)
                .register(registry);
    }

    @Override
    public AsyncFileObserver observerOf(String template) {
        return new MicrometerAsyncFileObserver(registry, template);
    }

    @Override
    public void operationIsSlow(SlowOperation operation) {
        slow.increment();
    }

    @Override
    public void operationCompleted(CompletedOperation operation) {
        timer(operation).record(operation.elapsedNanos(), TimeUnit.NANOSECONDS);
        if (operation.bytesRead() > 0) {
            bytesRead.increment(operation.bytesRead());
        }
        if (operation.bytesWritten() > 0) {
            bytesWritten.increment(operation.bytesWritten());
        }
    }

    private Timer timer(CompletedOperation operation) {
        Throwable failure = operation.failure();
        if (failure != null) {
            return register(operation, publicName(failure.getClass()));
        }
        int index = (operation.operation().ordinal() * OUTCOMES
                                + operation.outcome().ordinal())
                        * 2
                + (operation.servedInline() ? 1 : 0);
        Timer timer = timers.get(index);
        if (timer == null) {
            // Registering twice gives the same timer.
            timer = register(operation, "none");
            timers.set(index, timer);
        }
        return timer;
    }

    /** Not the name of a subclass that nobody can catch. */
    private static String publicName(Class<?> type) {
        Class<?> known = type;
        while (!Modifier.isPublic(known.getModifiers())) {
            known = known.getSuperclass();
        }
        return known.getSimpleName();
    }

    private Timer register(CompletedOperation operation, String exception) {
        return Timer.builder(OPERATIONS)
                .description("File operations, from the call to the end")
                .tag("operation", operation.operation().methodName())
                .tag("outcome", operation.outcome().name().toLowerCase(Locale.ROOT))
                .tag("exception", exception)
                .tag("served", operation.servedInline() ? "inline" : "worker")
                .tag(TEMPLATE, template)
                .register(registry);
    }

    private Counter bytes(String direction) {
        return Counter.builder(BYTES)
                .description("Bytes of content that file operations moved")
                .baseUnit("bytes")
                .tag("direction", direction)
                .tag(TEMPLATE, template)
                .register(registry);
    }
}

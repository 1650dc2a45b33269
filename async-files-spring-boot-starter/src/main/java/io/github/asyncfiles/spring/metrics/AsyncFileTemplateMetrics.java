// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.metrics;

import io.github.asyncfiles.AsyncFileTemplate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;

/**
 * Binds the gauges {@value #ACTIVE}, {@value #QUEUED}, {@value #OPEN} and {@value #STUCK}, and the counter {@value #LEAKED} of
 * a template.
 */
public final class AsyncFileTemplateMetrics implements MeterBinder {

    /** How many operations are running now. */
    public static final String ACTIVE = "async.files.active";

    /** How many operations are waiting for a worker now. */
    public static final String QUEUED = "async.files.queued";

    /** How many files are open now. */
    public static final String OPEN = "async.files.open";

    /** How many operations have been running for so long that they count as stuck. */
    public static final String STUCK = "async.files.stuck";

    /** How many files were never closed by those who opened them, as far as that has been noticed: a counter. */
    public static final String LEAKED = "async.files.leaked";

    private final AsyncFileTemplate template;
    private final String name;
    private final Duration stuckAfter;

    /**
     * Creates a binder.
     *
     * @param template whose operations are counted
     * @param name of the template, for the tag {@value MicrometerAsyncFileObserver#TEMPLATE}
     * @param stuckAfter how long an operation runs until it counts as stuck
     */
    public AsyncFileTemplateMetrics(AsyncFileTemplate template, String name, Duration stuckAfter) {
        this.template = template;
        this.name = name;
        this.stuckAfter = stuckAfter;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(ACTIVE, template, AsyncFileTemplate::activeOperations)
                .description("File operations now running")
                .baseUnit("operations")
                .tag(MicrometerAsyncFileObserver.TEMPLATE, name)
                .register(registry);
        Gauge.builder(QUEUED, template, AsyncFileTemplate::queuedOperations)
                .description("File operations now waiting for a worker")
                .baseUnit("operations")
                .tag(MicrometerAsyncFileObserver.TEMPLATE, name)
                .register(registry);
        Gauge.builder(OPEN, template, AsyncFileTemplate::openFiles)
                .description("Files now open")
                .baseUnit("files")
                .tag(MicrometerAsyncFileObserver.TEMPLATE, name)
                .register(registry);
        FunctionCounter.builder(LEAKED, template, AsyncFileTemplate::leakedFiles)
                .description("Files that were never closed by those who opened them")
                .baseUnit("files")
                .tag(MicrometerAsyncFileObserver.TEMPLATE, name)
                .register(registry);
        // Of the template, which the application holds: a gauge keeps its object only weakly, and nobody keeps this.
        Duration after = stuckAfter;
        Gauge.builder(STUCK, template, observed -> stuck(observed, after))
                .description("File operations that have been running for too long")
                .baseUnit("operations")
                .tag(MicrometerAsyncFileObserver.TEMPLATE, name)
                .register(registry);
    }

    private static double stuck(AsyncFileTemplate template, Duration after) {
        return template.unfinishedOperations().stream()
                .filter(operation -> operation.isStuck(after))
                .count();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.metrics;

import io.github.asyncfiles.AsyncFileTemplate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds the gauges {@value #ACTIVE}, {@value #QUEUED} and {@value #OPEN} of a template. */
public final class AsyncFileTemplateMetrics implements MeterBinder {

    /** How many operations are running now. */
    public static final String ACTIVE = "async.files.active";

    /** How many operations are waiting for a worker now. */
    public static final String QUEUED = "async.files.queued";

    /** How many files are open now. */
    public static final String OPEN = "async.files.open";

    private final AsyncFileTemplate template;

    /**
     * Creates a binder.
     *
     * @param template whose operations are counted
     */
    public AsyncFileTemplateMetrics(AsyncFileTemplate template) {
        this.template = template;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(ACTIVE, template, AsyncFileTemplate::activeOperations)
                .description("File operations now running")
                .baseUnit("operations")
                .register(registry);
        Gauge.builder(QUEUED, template, AsyncFileTemplate::queuedOperations)
                .description("File operations now waiting for a worker")
                .baseUnit("operations")
                .register(registry);
        Gauge.builder(OPEN, template, AsyncFileTemplate::openFiles)
                .description("Files now open")
                .baseUnit("files")
                .register(registry);
    }
}

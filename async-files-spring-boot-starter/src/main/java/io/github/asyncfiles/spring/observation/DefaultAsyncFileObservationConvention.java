// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.observation;

import io.github.asyncfiles.CompletedOperation.Outcome;
import io.github.asyncfiles.spring.observation.AsyncFileObservationDocumentation.HighCardinality;
import io.github.asyncfiles.spring.observation.AsyncFileObservationDocumentation.LowCardinality;
import io.micrometer.common.KeyValues;
import java.util.Locale;

/** Names observations {@value #NAME}, and spans {@code file} and the operation. To be extended for more. */
public class DefaultAsyncFileObservationConvention implements AsyncFileObservationConvention {

    /** The name of the observations. */
    public static final String NAME = "async.files.operation";

    /** Creates it. */
    public DefaultAsyncFileObservationConvention() {}

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(AsyncFileObservationContext context) {
        return "file " + context.getOperation().methodName();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(AsyncFileObservationContext context) {
        Outcome outcome = context.getOutcome();
        Throwable error = context.getError();
        return KeyValues.of(
                LowCardinality.OPERATION.withValue(context.getOperation().methodName()),
                LowCardinality.OUTCOME.withValue(
                        outcome == null ? "unknown" : outcome.name().toLowerCase(Locale.ROOT)),
                LowCardinality.EXCEPTION.withValue(
                        error == null ? "none" : error.getClass().getSimpleName()),
                LowCardinality.TEMPLATE.withValue(context.getTemplate()),
                LowCardinality.SERVED.withValue(context.isServedInline() ? "inline" : "worker"));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(AsyncFileObservationContext context) {
        return KeyValues.of(HighCardinality.PATH.withValue(context.getPath().toString()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** How the observations of file operations are called, and what is said in them. A bean of this type replaces the default. */
public interface AsyncFileObservationConvention extends ObservationConvention<AsyncFileObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof AsyncFileObservationContext;
    }
}

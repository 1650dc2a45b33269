// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.observation;

import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.observation.AsyncFileObservationConvention;
import io.github.asyncfiles.spring.observation.ObservationAsyncFileObserver;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Makes an observation of each operation, where there is an {@link ObservationRegistry}, if that is asked for. */
@AutoConfiguration(
        after = AsyncFilesAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnProperty(name = "async-files.observations.enabled", havingValue = "true")
public final class AsyncFilesObservationAutoConfiguration {

    AsyncFilesObservationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ObservationAsyncFileObserver observationAsyncFileObserver(
            ObservationRegistry registry, ObjectProvider<AsyncFileObservationConvention> convention) {
        return new ObservationAsyncFileObserver(registry, convention.getIfAvailable());
    }
}

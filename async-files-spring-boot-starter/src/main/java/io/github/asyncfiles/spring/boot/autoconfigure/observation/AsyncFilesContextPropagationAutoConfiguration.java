// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.observation;

import io.github.asyncfiles.CallerContext;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.observation.MicrometerCallerContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Takes the context of callers along to what is chained to their futures, where Micrometer's context propagation is on the
 * class path; a {@link CallerContext} of the application replaces it.
 */
@AutoConfiguration(before = AsyncFilesAutoConfiguration.class)
@ConditionalOnClass({ContextSnapshotFactory.class, MDC.class})
public final class AsyncFilesContextPropagationAutoConfiguration {

    AsyncFilesContextPropagationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(CallerContext.class)
    MicrometerCallerContext asyncFileCallerContext() {
        return new MicrometerCallerContext(ContextRegistry.getInstance());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.metrics;

import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesProperties;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesTemplatesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.OnAnyTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.TemplateNames;
import io.github.asyncfiles.spring.metrics.AsyncFileTemplateMetrics;
import io.github.asyncfiles.spring.metrics.MicrometerAsyncFileObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Measures the template where there is a {@link MeterRegistry}; {@code async-files.metrics.enabled=false} switches it
 * off. A template that the application builds itself gets the gauges; for the timer, give its builder the
 * {@link MicrometerAsyncFileObserver} bean.
 */
@AutoConfiguration(
        after = {AsyncFilesAutoConfiguration.class, AsyncFilesTemplatesAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(name = "async-files.metrics.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(AsyncFilesProperties.class)
public final class AsyncFilesMetricsAutoConfiguration {

    AsyncFilesMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    MicrometerAsyncFileObserver micrometerAsyncFileObserver(MeterRegistry registry) {
        return new MicrometerAsyncFileObserver(registry);
    }

    /** Of all templates, by their names. */
    @Bean
    @ConditionalOnMissingBean(name = "asyncFileTemplateMetrics")
    @Conditional(OnAnyTemplate.class)
    MeterBinder asyncFileTemplateMetrics(ListableBeanFactory beans, AsyncFilesProperties properties) {
        return registry -> TemplateNames.templates(beans)
                .forEach((name, template) ->
                        new AsyncFileTemplateMetrics(template, name, properties.stuckAfter()).bindTo(registry));
    }
}

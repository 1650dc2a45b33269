// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.CallerContext;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Further templates, by {@code async-files.templates.<name>.*}: each has threads and limits of its own, so that a slow mount
 * takes no workers from the others.
 */
@AutoConfiguration(after = AsyncFilesAutoConfiguration.class)
@EnableConfigurationProperties(AsyncFilesProperties.class)
@Import(NamedTemplates.class)
public final class AsyncFilesTemplatesAutoConfiguration {

    AsyncFilesTemplatesAutoConfiguration() {}

    @Bean(name = NamedTemplateFactory.BEAN_NAME)
    NamedTemplateFactory asyncFilesNamedTemplateFactory(
            AsyncFilesProperties properties,
            ObjectProvider<AsyncFileObserver> observers,
            ObjectProvider<CallerContext> callerContext,
            ObjectProvider<AsyncFileTemplateBuilderCustomizer> customizers) {
        return new NamedTemplateFactory(properties, observers, callerContext, customizers);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.actuate;

import io.github.asyncfiles.spring.actuate.AsyncFilesEndpoint;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesProperties;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesTemplatesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.OnAnyTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.TemplateNames;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The endpoint {@code asyncfiles}, where it is exposed. */
@AutoConfiguration(after = {AsyncFilesAutoConfiguration.class, AsyncFilesTemplatesAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(AsyncFilesEndpoint.class)
@Conditional(OnAnyTemplate.class)
@EnableConfigurationProperties(AsyncFilesProperties.class)
public final class AsyncFilesEndpointAutoConfiguration {

    AsyncFilesEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    AsyncFilesEndpoint asyncFilesEndpoint(ListableBeanFactory beans, AsyncFilesProperties properties) {
        return new AsyncFilesEndpoint(TemplateNames.templates(beans), properties.stuckAfter());
    }
}

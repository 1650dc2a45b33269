// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.actuate;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.actuate.AsyncFilesHealthIndicator;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesProperties;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesTemplatesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.OnAnyTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.TemplateNames;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Shows in the health of an application whether its templates get their work done. */
@AutoConfiguration(after = {AsyncFilesAutoConfiguration.class, AsyncFilesTemplatesAutoConfiguration.class})
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@Conditional(OnAnyTemplate.class)
@ConditionalOnEnabledHealthIndicator("async-files")
@EnableConfigurationProperties(AsyncFilesProperties.class)
public final class AsyncFilesHealthAutoConfiguration
        extends CompositeHealthContributorConfiguration<AsyncFilesHealthIndicator, AsyncFileTemplate> {

    AsyncFilesHealthAutoConfiguration(AsyncFilesProperties properties) {
        super(template -> new AsyncFilesHealthIndicator(template, properties.stuckAfter()));
    }

    @Bean
    @ConditionalOnMissingBean(name = {"asyncFilesHealthIndicator", "asyncFilesHealthContributor"})
    HealthContributor asyncFilesHealthContributor(ConfigurableListableBeanFactory beans) {
        return createContributor(TemplateNames.templates(beans));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.CallerContext;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Registers an {@link AsyncFileTemplate} and the executor that lends it threads, unless the application has an
 * {@link AsyncFileOperations} of its own.
 *
 * <p>An application that defines an {@code Executor} bean named {@value #EXECUTOR_BEAN_NAME} gets its file work done
 * there. The one defined here is no candidate for injection by type, and {@code applicationTaskExecutor} stays; to keep
 * that with an own bean too, give it {@code defaultCandidate = false}.
 *
 * <p>The template is closed with the context, after the web server has stopped: it finishes what it accepted.
 */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class)
@ConditionalOnMissingBean(AsyncFileOperations.class)
@EnableConfigurationProperties(AsyncFilesProperties.class)
public final class AsyncFilesAutoConfiguration {

    /** The name of the bean that lends the threads. */
    public static final String EXECUTOR_BEAN_NAME = "asyncFileTaskExecutor";

    AsyncFilesAutoConfiguration() {}

    @Bean(name = EXECUTOR_BEAN_NAME, defaultCandidate = false)
    @ConditionalOnMissingBean(name = EXECUTOR_BEAN_NAME)
    Executor asyncFileTaskExecutor(AsyncFilesProperties properties) {
        PropertiesMapper mapper = PropertiesMapper.ofMain(properties);
        // Fails when a value is wrong.
        mapper.builder();
        if (!properties.executor().virtualThreads()) {
            return new AsyncFileTaskExecutor(properties.executor());
        }
        try {
            return AsyncFileTaskExecutor.virtual(properties.executor());
        } catch (IllegalArgumentException e) {
            throw mapper.withoutVirtualThreads(e);
        }
    }

    @Bean
    AsyncFileTemplate asyncFileTemplate(
            AsyncFilesProperties properties,
            @Qualifier(EXECUTOR_BEAN_NAME) Executor executor,
            ObjectProvider<AsyncFileObserver> observers,
            ObjectProvider<CallerContext> callerContext,
            ObjectProvider<AsyncFileTemplateBuilderCustomizer> customizers) {
        PropertiesMapper mapper = PropertiesMapper.ofMain(properties);
        AsyncFileTemplateBuilder builder = mapper.builder()
                .executor(executor)
                .observer(CompositeObserver.of(observers.orderedStream().toList()));
        callerContext.ifAvailable(builder::callerContext);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return mapper.build(builder);
    }
}

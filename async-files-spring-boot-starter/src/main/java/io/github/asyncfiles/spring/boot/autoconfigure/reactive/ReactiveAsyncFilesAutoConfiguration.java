// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.reactive;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.reactive.ReactiveAsyncFileTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.publisher.Flux;

/**
 * Registers a {@link ReactiveAsyncFileTemplate} where there is Reactor, over the application's own
 * {@link AsyncFileOperations} if it has any. Its buffers come from the {@link DataBufferFactory} bean, if there is one;
 * otherwise from Netty's pool, where there is Netty.
 */
@AutoConfiguration(after = AsyncFilesAutoConfiguration.class)
@ConditionalOnClass(Flux.class)
public final class ReactiveAsyncFilesAutoConfiguration {

    ReactiveAsyncFilesAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(AsyncFileOperations.class)
    ReactiveAsyncFileTemplate reactiveAsyncFileTemplate(
            AsyncFileOperations files, ObjectProvider<DataBufferFactory> bufferFactory) {
        DataBufferFactory unique = bufferFactory.getIfUnique();
        return unique == null ? new ReactiveAsyncFileTemplate(files) : new ReactiveAsyncFileTemplate(files, unique);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.web;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesProperties;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.reactive.FileDownloadHttpMessageWriter;
import io.github.asyncfiles.spring.web.reactive.FileDownloadResultHandler;
import io.github.asyncfiles.spring.web.reactive.FileUploadArgumentResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

/**
 * Lets controllers and functional endpoints of Spring WebFlux return a {@link FileDownload} and take a {@link FileUpload};
 * {@code async-files.web.enabled=false} switches it off.
 */
@AutoConfiguration(after = AsyncFilesAutoConfiguration.class)
@ConditionalOnClass({WebFluxConfigurer.class, CodecCustomizer.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnSingleCandidate(AsyncFileOperations.class)
@ConditionalOnProperty(name = "async-files.web.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(AsyncFilesProperties.class)
public final class AsyncFilesWebFluxAutoConfiguration {

    AsyncFilesWebFluxAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    FileDownloadHttpMessageWriter fileDownloadHttpMessageWriter(
            AsyncFileOperations files, AsyncFilesProperties properties) {
        return new FileDownloadHttpMessageWriter(files, WebSettings.downloads(properties));
    }

    @Bean
    @ConditionalOnMissingBean
    FileDownloadResultHandler fileDownloadResultHandler(FileDownloadHttpMessageWriter downloads) {
        return new FileDownloadResultHandler(downloads, ReactiveAdapterRegistry.getSharedInstance());
    }

    @Bean
    CodecCustomizer asyncFilesCodecCustomizer(FileDownloadHttpMessageWriter downloads) {
        return codecs -> codecs.customCodecs().register(downloads);
    }

    @Bean
    @ConditionalOnMissingBean
    FileUploadArgumentResolver fileUploadArgumentResolver(AsyncFileOperations files, AsyncFilesProperties properties) {
        return new FileUploadArgumentResolver(files, WebSettings.uploads(properties));
    }

    @Bean
    WebFluxConfigurer asyncFilesWebFluxConfigurer(FileUploadArgumentResolver uploads) {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(uploads);
            }
        };
    }
}

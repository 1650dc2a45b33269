// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import io.github.asyncfiles.spring.web.reactive.FileDownloadHttpMessageWriter;
import io.github.asyncfiles.spring.web.reactive.FileDownloadResultHandler;
import io.github.asyncfiles.spring.web.reactive.FileUploadArgumentResolver;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

class AsyncFilesWebFluxAutoConfigurationTest {

    private static final AutoConfigurations OURS =
            AutoConfigurations.of(AsyncFilesWebFluxAutoConfiguration.class, AsyncFilesAutoConfiguration.class);

    private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CodecsAutoConfiguration.class, WebFluxAutoConfiguration.class))
            .withConfiguration(OURS);

    @Test
    void springWebFluxKnowsBothTypes() {
        runner.run(context -> {
            assertThat(context.getBean(ServerCodecConfigurer.class).getWriters())
                    .contains((HttpMessageWriter<?>) context.getBean(FileDownloadHttpMessageWriter.class));
            assertThat(context)
                    .hasSingleBean(FileDownloadResultHandler.class)
                    .hasSingleBean(FileUploadArgumentResolver.class)
                    .hasBean("asyncFilesWebFluxConfigurer");
        });
    }

    @Test
    void isFoundByAutoConfiguration() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(AsyncFilesWebFluxAutoConfiguration.class.getName());
    }

    @Test
    void canBeDisabled() {
        runner.withPropertyValues("async-files.web.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebFluxAutoConfiguration.class)
                        .doesNotHaveBean(FileDownloadHttpMessageWriter.class)
                        .doesNotHaveBean(FileUploadArgumentResolver.class));
    }

    @Test
    void isAbsentInOtherApplications() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebFluxAutoConfiguration.class));
        new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebFluxAutoConfiguration.class));
    }

    @Test
    void isAbsentWithoutSpringWebFlux() {
        for (Class<?> absent : new Class<?>[] {WebFluxConfigurer.class, CodecCustomizer.class}) {
            new ReactiveWebApplicationContextRunner()
                    .withConfiguration(OURS)
                    .withClassLoader(new FilteredClassLoader(absent))
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(AsyncFileTemplate.class)
                            .doesNotHaveBean(AsyncFilesWebFluxAutoConfiguration.class));
        }
    }

    @Test
    void needsNoNetty() {
        runner.withClassLoader(new FilteredClassLoader("reactor.netty", "io.netty"))
                .run(context -> assertThat(context)
                        .hasSingleBean(FileDownloadHttpMessageWriter.class)
                        .hasSingleBean(FileUploadArgumentResolver.class));
    }

    @Test
    void theUsersBeansWin() {
        runner.withUserConfiguration(OwnBeans.class).run(context -> {
            assertThat(context)
                    .hasSingleBean(FileDownloadHttpMessageWriter.class)
                    .hasSingleBean(FileUploadArgumentResolver.class)
                    .hasBean("ownUploads");
            assertThat(context.getBean(ServerCodecConfigurer.class).getWriters())
                    .contains((HttpMessageWriter<?>) context.getBean("ownDownloads"));
        });
    }

    @Test
    void theUsersOperationsAreUsed() {
        runner.withUserConfiguration(OwnOperations.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileOperations.class)
                        .hasSingleBean(FileDownloadHttpMessageWriter.class));
    }

    @Test
    void ofSeveralOperationsOneMustBeThePrimaryOne() {
        runner.withUserConfiguration(OwnOperations.class, MoreOperations.class)
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(AsyncFilesWebFluxAutoConfiguration.class));
        runner.withUserConfiguration(OwnOperations.class, PrimaryOperations.class)
                .run(context -> assertThat(context).hasSingleBean(FileUploadArgumentResolver.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {

        @Bean
        FileDownloadHttpMessageWriter ownDownloads(AsyncFileOperations files) {
            return new FileDownloadHttpMessageWriter(files, DownloadSettings.DEFAULTS);
        }

        @Bean
        FileUploadArgumentResolver ownUploads(AsyncFileOperations files) {
            return new FileUploadArgumentResolver(files, UploadLimits.DEFAULTS);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOperations {

        @Bean
        AsyncFileOperations ownOperations() {
            return AsyncFileTemplate.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MoreOperations {

        @Bean
        AsyncFileOperations moreOperations() {
            return AsyncFileTemplate.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryOperations {

        @Bean
        @Primary
        AsyncFileOperations primaryOperations() {
            return AsyncFileTemplate.create();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.internal.DownloadSettings;
import io.github.asyncfiles.spring.web.servlet.FileDownloadReturnValueHandler;
import io.github.asyncfiles.spring.web.servlet.FileUploadArgumentResolver;
import io.github.asyncfiles.spring.web.servlet.TomcatConnectionValve;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.multipart.support.AbstractMultipartHttpServletRequest;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

class AsyncFilesWebMvcAutoConfigurationTest {

    private static final AutoConfigurations OURS =
            AutoConfigurations.of(AsyncFilesWebMvcAutoConfiguration.class, AsyncFilesAutoConfiguration.class);

    private static final AutoConfigurations SPRINGS = AutoConfigurations.of(
            DispatcherServletAutoConfiguration.class,
            HttpMessageConvertersAutoConfiguration.class,
            MultipartAutoConfiguration.class,
            WebMvcAutoConfiguration.class);

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner().withConfiguration(SPRINGS).withConfiguration(OURS);

    @Test
    void springMvcKnowsBothTypes() {
        runner.run(context -> {
            RequestMappingHandlerAdapter adapter = context.getBean(RequestMappingHandlerAdapter.class);
            assertThat(adapter.getCustomReturnValueHandlers())
                    .contains(context.getBean(FileDownloadReturnValueHandler.class));
            assertThat(adapter.getCustomArgumentResolvers())
                    .contains(context.getBean(FileUploadArgumentResolver.class));
        });
    }

    @Test
    void isFoundByAutoConfiguration() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(AsyncFilesWebMvcAutoConfiguration.class.getName());
    }

    @Test
    void canBeDisabled() {
        runner.withPropertyValues("async-files.web.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebMvcAutoConfiguration.class)
                        .doesNotHaveBean(FileDownloadReturnValueHandler.class)
                        .doesNotHaveBean(FileUploadArgumentResolver.class));
    }

    @Test
    void isAbsentInOtherApplications() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebMvcAutoConfiguration.class));
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebMvcAutoConfiguration.class));
    }

    @Test
    void isAbsentWithoutSpringMvc() {
        new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .withClassLoader(new FilteredClassLoader(WebMvcConfigurer.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(AsyncFilesWebMvcAutoConfiguration.class));
    }

    @Test
    void needsNoReactor() {
        runner.withClassLoader(new FilteredClassLoader("reactor", "org.reactivestreams"))
                .run(context -> assertThat(context)
                        .hasSingleBean(FileDownloadReturnValueHandler.class)
                        .hasSingleBean(FileUploadArgumentResolver.class));
    }

    @Test
    void needsNoTomcat() {
        runner.withClassLoader(new FilteredClassLoader(ConfigurableTomcatWebServerFactory.class, ValveBase.class))
                .run(context -> assertThat(context)
                        .hasSingleBean(FileDownloadReturnValueHandler.class)
                        .hasSingleBean(FileUploadArgumentResolver.class)
                        .doesNotHaveBean(WebServerFactoryCustomizer.class));
    }

    @Test
    void tomcatLetsConnectionsBeClosed() {
        runner.run(context -> {
            TomcatServletWebServerFactory tomcat = new TomcatServletWebServerFactory();
            @SuppressWarnings("unchecked")
            WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> customizer =
                    context.getBean("asyncFilesTomcatCustomizer", WebServerFactoryCustomizer.class);
            customizer.customize(tomcat);
            assertThat(tomcat.getEngineValves()).hasExactlyElementsOfTypes(TomcatConnectionValve.class);
        });
    }

    @Test
    void theUsersBeansWin() {
        runner.withUserConfiguration(OwnBeans.class).run(context -> {
            RequestMappingHandlerAdapter adapter = context.getBean(RequestMappingHandlerAdapter.class);
            assertThat(context)
                    .hasSingleBean(FileDownloadReturnValueHandler.class)
                    .hasSingleBean(FileUploadArgumentResolver.class);
            assertThat(adapter.getCustomReturnValueHandlers())
                    .contains(context.getBean("ownDownloads", FileDownloadReturnValueHandler.class));
            assertThat(adapter.getCustomArgumentResolvers())
                    .contains(context.getBean("ownUploads", FileUploadArgumentResolver.class));
        });
    }

    @Test
    void theUsersOperationsAreUsed() {
        runner.withUserConfiguration(OwnOperations.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncFileOperations.class)
                        .hasSingleBean(FileDownloadReturnValueHandler.class)
                        .hasSingleBean(FileUploadArgumentResolver.class));
    }

    @Test
    void ofSeveralOperationsOneMustBeThePrimaryOne() {
        runner.withUserConfiguration(OwnOperations.class, MoreOperations.class)
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(AsyncFilesWebMvcAutoConfiguration.class));
        runner.withUserConfiguration(OwnOperations.class, PrimaryOperations.class)
                .run(context -> assertThat(context).hasSingleBean(FileUploadArgumentResolver.class));
    }

    @ParameterizedTest
    @CsvSource({
        ",true",
        "spring.servlet.multipart.resolve-lazily=true,true",
        "spring.servlet.multipart.resolve-lazily=false,false",
        "spring.servlet.multipart.resolveLazily=false,false",
        "async-files.web.enabled=false,false"
    })
    void formsAreLeftAloneUnlessTheApplicationSaysOtherwise(String property, boolean lazily) {
        runner.withPropertyValues(property == null ? new String[0] : new String[] {property})
                .run(context -> {
                    MockHttpServletRequest form = new MockHttpServletRequest("POST", "/");
                    form.setContentType("multipart/form-data");
                    AbstractMultipartHttpServletRequest resolved = (AbstractMultipartHttpServletRequest)
                            context.getBean(StandardServletMultipartResolver.class)
                                    .resolveMultipart(form);
                    assertThat(resolved.isResolved()).isEqualTo(!lazily);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {

        @Bean
        FileDownloadReturnValueHandler ownDownloads(AsyncFileOperations files) {
            return new FileDownloadReturnValueHandler(files, DownloadSettings.DEFAULTS);
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

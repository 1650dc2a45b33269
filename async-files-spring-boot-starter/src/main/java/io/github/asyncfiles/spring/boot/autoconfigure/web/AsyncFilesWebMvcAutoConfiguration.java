// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.web;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesProperties;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.servlet.FileDownloadReturnValueHandler;
import io.github.asyncfiles.spring.web.servlet.FileUploadArgumentResolver;
import io.github.asyncfiles.spring.web.servlet.TomcatConnectionValve;
import java.util.List;
import org.apache.catalina.valves.ValveBase;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets controllers of Spring MVC return a {@link FileDownload} and take a {@link FileUpload};
 * {@code async-files.web.enabled=false} switches it off.
 */
@AutoConfiguration(after = AsyncFilesAutoConfiguration.class)
@ConditionalOnClass(WebMvcConfigurer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnSingleCandidate(AsyncFileOperations.class)
@ConditionalOnProperty(name = "async-files.web.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(AsyncFilesProperties.class)
public final class AsyncFilesWebMvcAutoConfiguration {

    AsyncFilesWebMvcAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    FileDownloadReturnValueHandler fileDownloadReturnValueHandler(
            AsyncFileOperations files, AsyncFilesProperties properties) {
        return new FileDownloadReturnValueHandler(files, WebSettings.downloads(properties));
    }

    @Bean
    @ConditionalOnMissingBean
    FileUploadArgumentResolver fileUploadArgumentResolver(AsyncFileOperations files, AsyncFilesProperties properties) {
        return new FileUploadArgumentResolver(files, WebSettings.uploads(properties));
    }

    /** So that Spring leaves forms alone until somebody asks for their parts, unless the application says otherwise. */
    @Bean
    static BeanPostProcessor asyncFilesLazyMultipartResolver(Environment environment) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String beanName) {
                if (bean instanceof StandardServletMultipartResolver resolver && !isDecided(environment)) {
                    resolver.setResolveLazily(true);
                }
                return bean;
            }
        };
    }

    private static boolean isDecided(Environment environment) {
        return Binder.get(environment)
                .bind("spring.servlet.multipart.resolve-lazily", Boolean.class)
                .isBound();
    }

    @Bean
    WebMvcConfigurer asyncFilesWebMvcConfigurer(
            FileDownloadReturnValueHandler downloads, FileUploadArgumentResolver uploads) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(uploads);
            }

            @Override
            public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
                handlers.add(downloads);
            }
        };
    }

    /** An answer that is broken off ends with its connection. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ConfigurableTomcatWebServerFactory.class, ValveBase.class})
    static class Tomcat {

        @Bean
        WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> asyncFilesTomcatCustomizer() {
            return factory -> factory.addEngineValves(new TomcatConnectionValve());
        }
    }
}

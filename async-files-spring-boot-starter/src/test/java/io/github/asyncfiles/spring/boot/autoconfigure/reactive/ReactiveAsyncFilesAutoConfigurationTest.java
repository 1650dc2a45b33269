// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.reactive.ReactiveAsyncFileTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;

class ReactiveAsyncFilesAutoConfigurationTest {

    @TempDir
    Path dir;

    private Path path;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReactiveAsyncFilesAutoConfiguration.class, AsyncFilesAutoConfiguration.class));

    @BeforeEach
    void file() throws IOException {
        path = Files.writeString(dir.resolve("file"), "content");
    }

    @Test
    void registersATemplateThatWorks() {
        runner.run(context -> assertThat(context.getBean(ReactiveAsyncFileTemplate.class)
                        .readString(path)
                        .block())
                .isEqualTo("content"));
    }

    @Test
    void isFoundByAutoConfiguration() {
        assertThat(ImportCandidates.load(
                        org.springframework.boot.autoconfigure.AutoConfiguration.class,
                        getClass().getClassLoader()))
                .contains(ReactiveAsyncFilesAutoConfiguration.class.getName());
    }

    @Test
    void isAbsentWithoutReactor() {
        runner.withClassLoader(new FilteredClassLoader(Flux.class, Publisher.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(AsyncFileTemplate.class)
                        .doesNotHaveBean(ReactiveAsyncFileTemplate.class));
    }

    @Test
    void needsNoWeb() {
        runner.withClassLoader(new FilteredClassLoader(HttpStatus.class))
                .run(context -> assertThat(context).hasSingleBean(ReactiveAsyncFileTemplate.class));
    }

    @Test
    void theUsersTemplateWins() {
        runner.withUserConfiguration(OwnTemplate.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(ReactiveAsyncFileTemplate.class)
                        .hasBean("ownTemplate"));
    }

    @Test
    void theUsersOperationsAreUsed() {
        runner.withUserConfiguration(OwnOperations.class).run(context -> {
            assertThat(context).doesNotHaveBean(AsyncFileTemplate.class.getName());
            context.getBean(ReactiveAsyncFileTemplate.class).exists(path).block();
            assertThat(context.getBean(OwnOperations.class).completions).isPositive();
        });
    }

    @Test
    void withoutOperationsThereIsNone() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ReactiveAsyncFilesAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(ReactiveAsyncFileTemplate.class));
    }

    @Test
    void buffersComeFromNettyUnlessTheUserHasAFactory() {
        runner.run(context -> assertThat(typeOfBuffers(context.getBean(ReactiveAsyncFileTemplate.class)))
                .isEqualTo(NettyDataBuffer.class));
        runner.withBean(DataBufferFactory.class, DefaultDataBufferFactory::new)
                .run(context -> assertThat(typeOfBuffers(context.getBean(ReactiveAsyncFileTemplate.class)))
                        .isEqualTo(DefaultDataBuffer.class));
    }

    private Class<?> typeOfBuffers(ReactiveAsyncFileTemplate files) {
        DataBuffer buffer = files.read(path).single().block();
        DataBufferUtils.release(buffer);
        return buffer.getClass();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTemplate {

        @Bean
        ReactiveAsyncFileTemplate ownTemplate(AsyncFileOperations files) {
            return new ReactiveAsyncFileTemplate(files);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOperations {

        private int completions;

        @Bean
        AsyncFileOperations ownOperations() {
            AsyncFileTemplate template =
                    AsyncFileTemplate.builder().inlineLimit(0).build();
            return template.completeOn(completion -> {
                completions++;
                completion.run();
            });
        }
    }
}

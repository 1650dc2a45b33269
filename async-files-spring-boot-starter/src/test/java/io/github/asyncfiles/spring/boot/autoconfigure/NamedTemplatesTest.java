// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.PathOutsideRootException;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import io.github.asyncfiles.spring.actuate.AsyncFilesEndpoint;
import io.github.asyncfiles.spring.boot.autoconfigure.actuate.AsyncFilesEndpointAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.actuate.AsyncFilesHealthAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.metrics.AsyncFilesMetricsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Further templates: each with threads of its own, found by its name. */
class NamedTemplatesTest {

    @TempDir
    Path dir;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncFilesAutoConfiguration.class, AsyncFilesTemplatesAutoConfiguration.class));

    private final ApplicationContextRunner archive = runner.withPropertyValues(
            "async-files.engine=portable",
            "async-files.templates.archive.engine=portable",
            "async-files.templates.archive.executor.max-threads=1",
            "async-files.templates.archive.executor.queue-capacity=3",
            "async-files.templates.slow-disk.max-file-size=1B");

    record Service(AsyncFileOperations main, AsyncFileTemplate archive, AsyncFileOperations slowDisk) {}

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        Service service(
                AsyncFileOperations main,
                @Qualifier("archive") AsyncFileTemplate archive,
                @Qualifier("slow-disk") AsyncFileOperations slowDisk) {
            return new Service(main, archive, slowDisk);
        }
    }

    @Test
    void areInjectedByQualifierAndTheMainOneStaysWhatIsMeantByTypeAlone() {
        archive.withUserConfiguration(Services.class).run(context -> {
            Service service = context.getBean(Service.class);

            assertThat(context.getBean(AsyncFileTemplate.class)).isSameAs(service.main());
            assertThat(context.getBean("archiveAsyncFileTemplate")).isSameAs(service.archive());
            assertThat(context.getBean("archive")).isSameAs(service.archive());
            assertThat(service.archive()).isNotSameAs(service.main()).isNotSameAs(service.slowDisk());
            assertThat(threadOf(service.archive())).startsWith("async-files-archive-");
            assertThat(threadOf((AsyncFileTemplate) service.main())).matches("async-files-[0-9]+");
        });
    }

    private String threadOf(AsyncFileTemplate files) throws IOException {
        String[] name = {""};
        InputStream empty = new InputStream() {
            @Override
            public int read() {
                name[0] = Thread.currentThread().getName();
                return -1;
            }
        };
        AsyncFiles.await(files.copy(empty, dir.resolve("thread" + System.nanoTime())));
        return name[0];
    }

    @Test
    void oneThatHangsTakesNoWorkersFromTheOthers() {
        archive.run(context -> {
            AsyncFileTemplate slow = context.getBean("archive", AsyncFileTemplate.class);
            CountDownLatch gate = new CountDownLatch(1);
            slow.copy(new HangingStream(gate), dir.resolve("hung"));
            await().until(() -> slow.activeOperations() == 1);
            CompletableFuture<Boolean> waiting = slow.exists(dir);

            assertThat(AsyncFiles.await(context.getBean(AsyncFileTemplate.class).exists(dir)))
                    .isTrue();
            assertThat(waiting).isNotDone();
            gate.countDown();
            assertThat(AsyncFiles.await(waiting)).isTrue();
        });
    }

    @Test
    void keepToRootsOfTheirOwn(@TempDir Path root) throws IOException {
        Path inside = Files.writeString(root.resolve("file"), "content");
        Path elsewhere = Files.writeString(Files.createTempFile("outside", null), "outside");
        archive.withPropertyValues("async-files.templates.archive.root=" + root).run(context -> {
            AsyncFileOperations kept = context.getBean("archive", AsyncFileOperations.class);
            AsyncFileOperations main = context.getBean(AsyncFileTemplate.class);

            assertThat(kept.readString(Path.of("file")).join()).isEqualTo("content");
            assertThat(kept.readString(inside).join()).isEqualTo("content");
            assertThat(kept.readString(elsewhere))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(PathOutsideRootException.class);
            assertThat(main.readString(elsewhere).join()).isEqualTo("outside");
        });
        Files.delete(elsewhere);
    }

    @Test
    void areClosedWithTheContext() {
        AsyncFileTemplate[] closed = new AsyncFileTemplate[1];
        archive.run(context -> closed[0] = context.getBean("archive", AsyncFileTemplate.class));

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> closed[0].exists(dir)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void areThereWithoutAMainOneAndNoneIsThereByDefault() {
        runner.run(context -> assertThat(context).hasSingleBean(AsyncFileTemplate.class));
        archive.withBean("own", AsyncFileTemplate.class, AsyncFileTemplate::create)
                .run(context -> {
                    assertThat(context).hasBean("archiveAsyncFileTemplate").doesNotHaveBean("asyncFileTemplate");
                    assertThat(context.getBean(AsyncFileOperations.class)).isSameAs(context.getBean("own"));
                });
    }

    @Test
    void areWatchedAlsoWhereTheMainOneIsNoTemplate() {
        archive.withConfiguration(AutoConfigurations.of(
                        AsyncFilesMetricsAutoConfiguration.class,
                        AsyncFilesHealthAutoConfiguration.class,
                        AsyncFilesEndpointAutoConfiguration.class,
                        EndpointAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=asyncfiles")
                .withBean(AsyncFileOperations.class, () -> mock(AsyncFileOperations.class))
                .run(context -> assertThat(context)
                        .hasBean("asyncFilesHealthContributor")
                        .hasSingleBean(AsyncFilesEndpoint.class)
                        .hasBean("asyncFileTemplateMetrics"));
    }

    @Test
    void areToldToTheirCustomizers() {
        Set<String> told = ConcurrentHashMap.newKeySet();
        archive.withBean(AsyncFileTemplateBuilderCustomizer.class, () -> new AsyncFileTemplateBuilderCustomizer() {
                    @Override
                    public void customize(AsyncFileTemplateBuilder builder) {
                        told.add("main");
                    }

                    @Override
                    public void customize(String template, AsyncFileTemplateBuilder builder) {
                        told.add(template);
                    }
                })
                .run(context -> assertThat(told).containsExactlyInAnyOrder("main", "archive", "slow-disk"));
    }

    @Test
    void areNotMadeOnceMoreInAChildContext() {
        archive.run(parent -> archive.withParent(parent).run(child -> {
            assertThat(child.getBean("archive")).isSameAs(parent.getBean("archive"));
            assertThat(child.getBeanFactory().containsLocalBean("archiveAsyncFileTemplate"))
                    .isFalse();
        }));
    }

    @Test
    void areToldApartInMetersHealthAndEndpoint() {
        archive.withConfiguration(AutoConfigurations.of(
                        AsyncFilesMetricsAutoConfiguration.class,
                        AsyncFilesHealthAutoConfiguration.class,
                        AsyncFilesEndpointAutoConfiguration.class,
                        EndpointAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=asyncfiles")
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    context.getBeansOfType(io.micrometer.core.instrument.binder.MeterBinder.class)
                            .values()
                            .forEach(binder -> binder.bindTo(registry));
                    AsyncFiles.await(context.getBean("archive", AsyncFileTemplate.class)
                            .writeString(dir.resolve("file"), "content"));

                    assertThat(registry.get("async.files.operations")
                                    .tag("template", "archive")
                                    .timer()
                                    .count())
                            .isOne();
                    assertThat(registry.find("async.files.operations")
                                    .tag("template", "default")
                                    .timer())
                            .isNull();
                    assertThat(registry.get("async.files.queued").gauges())
                            .extracting(gauge -> gauge.getId().getTag("template"))
                            .containsExactlyInAnyOrder("default", "archive", "slow-disk");
                    assertThat(context.getBean("asyncFilesHealthContributor", CompositeHealthContributor.class).stream()
                                    .map(entry -> entry.name()))
                            .containsExactlyInAnyOrder("default", "archive", "slow-disk");
                    assertThat(context.getBean(AsyncFilesEndpoint.class)
                                    .templates()
                                    .templates())
                            .containsOnlyKeys("default", "archive", "slow-disk");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        async-files.templates.archive.executor.max-threads=0   | async-files.templates.archive.executor.max-threads
        async-files.templates.archive.engine=steam             | async-files.templates.archive.engine
        async-files.templates.archive.root=/absent/root        | async-files.templates.archive.root
        async-files.templates.archive.max-file-size=0B         | async-files.templates.archive.max-file-size
        async-files.templates.archive.slow-operation-threshold=0s | async-files.templates.archive.slow-operation-threshold
        async-files.templates.archive.timeout=-1s              | async-files.templates.archive.timeout
        async-files.templates.slowDisk.read-ahead=1            | the same name in different spelling
        async-files.templates.default.read-ahead=1             | That is the main template
        async-files.templates[a b].read-ahead=1                | letters, digits and dashes
        """)
    void aWrongValueNamesItsKey(String property, String reason) {
        archive.withPropertyValues(property)
                .run(context -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining(reason));
    }

    /** As when the application was prepared ahead of time where there were some. */
    @Test
    void oneThatHasNoSettingsNamesItsKey() {
        archive.run(context -> assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> context.getBean(NamedTemplateFactory.class).create("gone"))
                .withMessageContaining("async-files.templates.gone"));
    }
}

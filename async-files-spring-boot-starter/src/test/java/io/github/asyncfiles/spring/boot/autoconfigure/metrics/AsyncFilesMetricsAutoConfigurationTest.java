// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.HangingStream;
import io.github.asyncfiles.spring.metrics.MicrometerAsyncFileObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class AsyncFilesMetricsAutoConfigurationTest {

    @TempDir
    Path dir;

    private final ApplicationContextRunner withoutRegistry = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TaskExecutionAutoConfiguration.class,
                    AsyncFilesAutoConfiguration.class,
                    AsyncFilesMetricsAutoConfiguration.class));

    private final ApplicationContextRunner runner = withoutRegistry.withConfiguration(AutoConfigurations.of(
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class));

    @Test
    void everyOperationIsTimedByOperationAndOutcome() {
        runner.run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (int i = 0; i < 3; i++) {
                AsyncFiles.await(files.writeString(dir.resolve("note"), "content"));
            }
            AsyncFiles.await(files.readString(dir.resolve("note")));
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> AsyncFiles.await(files.readString(dir.resolve("absent"))));

            assertThat(registry.get("async.files.operations")
                            .tags(
                                    "operation",
                                    "writeString",
                                    "outcome",
                                    "success",
                                    "exception",
                                    "none",
                                    "served",
                                    "worker")
                            .timer()
                            .count())
                    .isEqualTo(3);
            assertThat(registry.get("async.files.operations")
                            .tags("operation", "readString", "outcome", "error", "exception", "NoSuchFileException")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("async.files.bytes")
                            .tag("direction", "write")
                            .counter()
                            .count())
                    .isEqualTo(21);
            assertThat(registry.get("async.files.bytes")
                            .tag("direction", "read")
                            .counter()
                            .count())
                    .isEqualTo(7);
            assertThat(registry.get("async.files.operations").timers())
                    .allSatisfy(timer -> assertThat(timer.max(java.util.concurrent.TimeUnit.NANOSECONDS))
                            .isPositive());
        });
    }

    @Test
    void theNamesAndTagsAreTheseAndNoTagHoldsAPath() {
        runner.run(context -> {
            AsyncFiles.await(context.getBean(AsyncFileTemplate.class).writeString(dir.resolve("note"), "content"));
            List<Meter> meters = context.getBean(MeterRegistry.class).getMeters().stream()
                    .filter(meter -> meter.getId().getName().startsWith("async.files."))
                    .toList();

            assertThat(meters)
                    .extracting(meter -> meter.getId().getName()
                            + meter.getId().getTags().stream().map(Tag::getKey).toList())
                    .containsOnly(
                            "async.files.operations[exception, operation, outcome, served, template]",
                            "async.files.bytes[direction, template]",
                            "async.files.active[template]",
                            "async.files.queued[template]",
                            "async.files.open[template]",
                            "async.files.stuck[template]",
                            "async.files.leaked[template]",
                            "async.files.slow[template]");
            assertThat(meters)
                    .allSatisfy(
                            meter -> assertThat(meter.getId().getDescription()).isNotBlank());
            assertThat(meters)
                    .flatExtracting(meter -> meter.getId().getTags())
                    .noneMatch(tag -> tag.getValue().contains("note"));
        });
    }

    @Test
    void gaugesShowWhatRunsAndWhatWaits() {
        runner.withPropertyValues("async-files.executor.max-threads=2").run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            CountDownLatch gate = new CountDownLatch(1);
            for (int i = 0; i < 5; i++) {
                files.copy(new HangingStream(gate), dir.resolve("file" + i));
            }
            await().untilAsserted(() -> {
                assertThat(registry.get("async.files.active").gauge().value()).isEqualTo(2);
                assertThat(registry.get("async.files.queued").gauge().value()).isEqualTo(3);
            });
            gate.countDown();
            await().untilAsserted(() -> {
                assertThat(registry.get("async.files.active").gauge().value()).isZero();
                assertThat(registry.get("async.files.queued").gauge().value()).isZero();
            });
        });
    }

    @Test
    void whatIsStuckIsStillSeenWhenTheGarbageCollectorHasBeenThere() {
        runner.withPropertyValues("async-files.stuck-after=1ms").run(context -> {
            CountDownLatch gate = new CountDownLatch(1);
            context.getBean(AsyncFileTemplate.class).copy(new HangingStream(gate), dir.resolve("file"));
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            await().untilAsserted(() -> {
                System.gc();
                assertThat(garbage.get()).isNull();
            });

            Gauge stuck = context.getBean(MeterRegistry.class)
                    .get("async.files.stuck")
                    .gauge();
            await().untilAsserted(() -> assertThat(stuck.value()).isEqualTo(1));
            gate.countDown();
            await().untilAsserted(() -> assertThat(stuck.value()).isZero());
        });
    }

    @Test
    void cancelledOperationsAreCounted() {
        runner.withPropertyValues("async-files.executor.max-threads=1").run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            CountDownLatch gate = new CountDownLatch(1);
            files.copy(new HangingStream(gate), dir.resolve("file"));
            CompletableFuture<Boolean> cancelled = files.isHidden(dir);
            cancelled.cancel(true);
            gate.countDown();
            assertThat(context.getBean(MeterRegistry.class)
                            .get("async.files.operations")
                            .tags("operation", "isHidden", "outcome", "cancelled")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void aRegistryThatThrowsFailsNoOperation() {
        MeterRegistry throwing = new SimpleMeterRegistry() {
            @Override
            protected Timer newTimer(
                    Meter.Id id, DistributionStatisticConfig configuration, PauseDetector pauseDetector) {
                throw new IllegalArgumentException("The same meter with other tags exists");
            }
        };
        for (String engine : new String[] {"auto", "portable"}) {
            withoutRegistry
                    .withBean(MeterRegistry.class, () -> throwing)
                    .withPropertyValues("async-files.engine=" + engine)
                    .run(context -> {
                        AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                        for (int i = 0; i < 3; i++) {
                            AsyncFiles.await(files.writeString(dir.resolve("note"), "content"));
                            assertThat(AsyncFiles.await(files.readString(dir.resolve("note"))))
                                    .isEqualTo("content");
                        }
                        assertThatExceptionOfType(NoSuchFileException.class)
                                .isThrownBy(() -> AsyncFiles.await(files.readString(dir.resolve("absent"))));
                        await().untilAsserted(() ->
                                assertThat(files.activeOperations()).isZero());
                    });
        }
    }

    @Test
    void canBeDisabled() {
        runner.withPropertyValues("async-files.metrics.enabled=false").run(context -> {
            AsyncFiles.await(context.getBean(AsyncFileTemplate.class).exists(dir));
            assertThat(context)
                    .doesNotHaveBean(MicrometerAsyncFileObserver.class)
                    .doesNotHaveBean("asyncFileTemplateMetrics");
            assertThat(context.getBean(MeterRegistry.class).getMeters())
                    .noneMatch(meter -> meter.getId().getName().startsWith("async.files."));
        });
    }

    @Test
    void withoutARegistryNothingIsMeasured() {
        withoutRegistry.run(context -> {
            AsyncFiles.await(context.getBean(AsyncFileTemplate.class).exists(dir));
            assertThat(context).doesNotHaveBean(MicrometerAsyncFileObserver.class);
        });
    }

    @Test
    void withoutMicrometerTheTemplateWorks() {
        withoutRegistry
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> {
                    assertThat(AsyncFiles.await(
                                    context.getBean(AsyncFileTemplate.class).exists(dir)))
                            .isTrue();
                    assertThat(context).doesNotHaveBean(AsyncFilesMetricsAutoConfiguration.class);
                });
    }
}

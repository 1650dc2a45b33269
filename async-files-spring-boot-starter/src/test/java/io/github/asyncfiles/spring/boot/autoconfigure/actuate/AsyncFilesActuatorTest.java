// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spi.DirectoryHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import io.github.asyncfiles.spi.FilePlace;
import io.github.asyncfiles.spring.actuate.AsyncFilesEndpoint;
import io.github.asyncfiles.spring.actuate.AsyncFilesHealthIndicator;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.HangingStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What Actuator shows, also while the disk hangs. */
class AsyncFilesActuatorTest {

    @TempDir
    Path dir;

    private final CountDownLatch gate = new CountDownLatch(1);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncFilesAutoConfiguration.class,
                    AsyncFilesHealthAutoConfiguration.class,
                    AsyncFilesEndpointAutoConfiguration.class,
                    EndpointAutoConfiguration.class))
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=asyncfiles",
                    "async-files.engine=portable",
                    "async-files.executor.max-threads=2",
                    "async-files.stuck-after=50ms");

    @AfterEach
    void openTheGate() {
        gate.countDown();
    }

    /** Workers that wait for somebody who gives them nothing. */
    private void hang(AsyncFileTemplate files, int operations) {
        for (int i = 0; i < operations; i++) {
            files.copy(new HangingStream(gate), dir.resolve("hung" + i));
        }
    }

    private static Health health(AssertableApplicationContext context) {
        return ((HealthIndicator) context.getBean("asyncFilesHealthContributor", HealthContributor.class)).health();
    }

    private static AsyncFilesEndpoint.Template shown(AssertableApplicationContext context) {
        return context.getBean(AsyncFilesEndpoint.class).templates().templates().get("default");
    }

    @Test
    void aTemplateThatWorksIsUpAndSaysWhatItIs() {
        runner.run(context -> {
            Health health = health(context);

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("engine", "portable")
                    .containsEntry("running", 0L)
                    .containsEntry("stuck", 0L)
                    .containsEntry("openFiles", 0);
            assertThat(shown(context).engine())
                    .isEqualTo(new AsyncFilesEndpoint.Engine(
                            "portable", shown(context).engine().reason()));
            assertThat(shown(context).engine().reason()).startsWith("asked for");
        });
    }

    @Test
    void theRootIsShownWithWhatIsLeftOfIt() {
        runner.withPropertyValues("async-files.root=" + dir, "async-files.engine=auto")
                .run(context -> {
                    Map<String, Object> details = health(context).getDetails();

                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(details).containsEntry("root", dir.toString());
                    assertThat((Long) details.get("usableSpace")).isPositive();
                    if (!details.get("engine").equals("portable")) {
                        assertThat(details).containsEntry("writable", true);
                    }
                    assertThat(shown(context).root()).isEqualTo(dir.toString());
                    assertThat(shown(context).limits()).isEqualTo(new AsyncFilesEndpoint.Limits(2, 10_000));
                });
    }

    @Test
    void aRootThatHangsIsAskedOnceAndNotByEachProbe() {
        AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(new HangingRoot(gate))
                .root(dir)
                .maxThreads(8)
                .build();
        try (files) {
            AsyncFilesHealthIndicator indicator = new AsyncFilesHealthIndicator(files, Duration.ofMinutes(1));
            for (int probe = 0; probe < 3; probe++) {
                assertThat(indicator.health().getDetails()).containsEntry("root", dir.toString());
            }

            // Whether it can be written, and the space that is left.
            assertThat(files.activeOperations()).isEqualTo(2);
            gate.countDown();
        }
    }

    /** A mount that does not answer, beneath a root that is open. */
    private record HangingRoot(CountDownLatch gate) implements FileEngine {

        @Override
        public String name() {
            return "hanging root";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            throw new NoSuchFileException(path.toString());
        }

        @Override
        public DirectoryHandle openDirectory(Path root) {
            return new DirectoryHandle() {
                @Override
                public FilePlace locate(Path path, boolean follow) throws IOException {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    throw new NoSuchFileException(path.toString());
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void aRootThatDoesNotAnswerHoldsNobodyUp() {
        runner.withPropertyValues("async-files.root=" + dir).run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            hang(files, 2);

            await().untilAsserted(() -> assertThat(health(context).getDetails()).containsEntry("stuck", 2L));
            // Nobody waits but this question itself: all that can run are stuck.
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            assertThat(health(context).getDetails()).containsEntry("writable", "unknown");
            gate.countDown();
        });
    }

    @Test
    void aTemplateInWhichNothingMovesIsDownAndTheEndpointSaysWhatHangs() {
        runner.run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            hang(files, 3);

            await().untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
            assertThat(health(context).getDetails())
                    .containsEntry("running", 2L)
                    .containsEntry("waiting", 1L)
                    .containsEntry("stuck", 2L);
            AsyncFilesEndpoint.Template shown = shown(context);
            assertThat(shown.running()).isEqualTo(2);
            assertThat(shown.waiting()).isEqualTo(1);
            assertThat(shown.stuck()).isEqualTo(2);
            assertThat(shown.operations()).hasSize(3).first().satisfies(oldest -> {
                assertThat(oldest.operation()).isEqualTo("copy");
                assertThat(oldest.path()).startsWith(dir.toString());
                assertThat(oldest.ageMillis()).isGreaterThanOrEqualTo(50);
                assertThat(oldest.state()).isEqualTo("running");
            });
            assertThat(shown.operations())
                    .last()
                    .satisfies(newest -> assertThat(newest.state()).isEqualTo("waiting"));

            gate.countDown();
            await().untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
        });
    }

    @Test
    void oneThatIsStuckWhileOthersGoOnIsToldAndNotDown() {
        runner.run(context -> {
            hang(context.getBean(AsyncFileTemplate.class), 1);

            await().untilAsserted(() -> assertThat(health(context).getDetails()).containsEntry("stuck", 1L));
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            gate.countDown();
        });
    }

    @Test
    void whatIsOpenAndWhatWasNeverClosedIsShown() throws IOException {
        Path path = Files.createFile(dir.resolve("file"));
        runner.withPropertyValues("async-files.leak-detection=true").run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            var open = AsyncFiles.await(files.open(path));
            assertThat(shown(context).openFiles()).singleElement().satisfies(handle -> {
                assertThat(handle.path()).isEqualTo(path.toString());
                assertThat(handle.openedAt()).anyMatch(frame -> frame.contains("AsyncFilesActuatorTest"));
            });
            AsyncFiles.await(open.close());
            assertThat(context.getBean(AsyncFilesEndpoint.class).findLeaks().templates())
                    .allSatisfy((name, found) -> assertThat(found.found()).isZero());

            forget(files, path);

            await().untilAsserted(() -> assertThat(context.getBean(AsyncFilesEndpoint.class)
                            .findLeaks()
                            .templates()
                            .get("default")
                            .files())
                    .singleElement()
                    .satisfies(leak -> {
                        assertThat(leak.path()).isEqualTo(path.toString());
                        assertThat(leak.openedAt()).anyMatch(frame -> frame.contains("forget"));
                    }));
            assertThat(shown(context).leaked()).isOne();
            await().untilAsserted(() -> assertThat(shown(context).open()).isZero());
        });
    }

    private static void forget(AsyncFileTemplate files, Path path) throws IOException {
        AsyncFiles.await(files.open(path));
    }

    @Test
    void eachCanBeSwitchedOff() {
        runner.withPropertyValues("management.health.async-files.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean("asyncFilesHealthContributor")
                        .hasSingleBean(AsyncFilesEndpoint.class));
        runner.withPropertyValues("management.endpoint.asyncfiles.access=NONE")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(AsyncFilesEndpoint.class)
                        .hasBean("asyncFilesHealthContributor"));
        runner.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(AsyncFilesEndpoint.class));
    }

    @Test
    void nothingIsThereWithoutItsClasses() {
        runner.withClassLoader(new FilteredClassLoader(HealthContributor.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("asyncFilesHealthContributor"));
        runner.withClassLoader(new FilteredClassLoader(Endpoint.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(AsyncFilesEndpoint.class));
    }
}

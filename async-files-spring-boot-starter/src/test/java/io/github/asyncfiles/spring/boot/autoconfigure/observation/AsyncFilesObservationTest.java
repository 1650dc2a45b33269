// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.CallerContext;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.spring.boot.autoconfigure.AsyncFilesAutoConfiguration;
import io.github.asyncfiles.spring.observation.AsyncFileObservationContext;
import io.github.asyncfiles.spring.observation.AsyncFileObservationConvention;
import io.github.asyncfiles.spring.observation.DefaultAsyncFileObservationConvention;
import io.github.asyncfiles.spring.observation.MicrometerCallerContext;
import io.github.asyncfiles.spring.observation.ObservationAsyncFileObserver;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Each operation is an observation below that of its caller, and callbacks see what belongs to the caller. */
class AsyncFilesObservationTest {

    @TempDir
    Path dir;

    private Path path;

    private final Queue<Observation.Context> started = new ConcurrentLinkedQueue<>();
    private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();
    private final ObservationRegistry registry = ObservationRegistry.create();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncFilesContextPropagationAutoConfiguration.class,
                    AsyncFilesAutoConfiguration.class,
                    AsyncFilesObservationAutoConfiguration.class))
            .withBean(ObservationRegistry.class, () -> registry);

    private final ApplicationContextRunner observing =
            runner.withPropertyValues("async-files.observations.enabled=true");

    @BeforeEach
    void record() throws IOException {
        path = Files.writeString(dir.resolve("file"), "content");
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                started.add(context);
            }

            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void offByDefault() {
        runner.run(context -> {
            assertThat(context).doesNotHaveBean(ObservationAsyncFileObserver.class);
            AsyncFiles.await(context.getBean(AsyncFileTemplate.class).readString(path));
            assertThat(started).isEmpty();
        });
    }

    @Test
    void oneForEachOperationInlineOrNot() {
        for (String engine : new String[] {"auto", "portable"}) {
            started.clear();
            stopped.clear();
            observing.withPropertyValues("async-files.engine=" + engine).run(context -> {
                AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                AsyncFiles.await(files.readString(path));
                assertThatExceptionOfType(NoSuchFileException.class)
                        .isThrownBy(() -> AsyncFiles.await(files.size(dir.resolve("absent"))));

                await().untilAsserted(() -> assertThat(stopped).hasSize(2));
                assertThat(started).hasSize(2);
                assertThat(stopped).first().satisfies(observation -> {
                    assertThat(observation.getName()).isEqualTo("async.files.operation");
                    assertThat(observation.getContextualName()).isEqualTo("file readString");
                    assertThat(observation.getLowCardinalityKeyValue("operation"))
                            .isEqualTo(KeyValue.of("operation", "readString"));
                    assertThat(observation.getLowCardinalityKeyValue("outcome").getValue())
                            .isEqualTo("success");
                    assertThat(observation
                                    .getHighCardinalityKeyValue("file.path")
                                    .getValue())
                            .isEqualTo(path.toString());
                    assertThat(observation.getLowCardinalityKeyValues())
                            .noneMatch(key -> key.getValue().contains(dir.toString()));
                });
                assertThat(stopped).last().satisfies(observation -> {
                    assertThat(observation.getLowCardinalityKeyValue("outcome").getValue())
                            .isEqualTo("error");
                    assertThat(observation
                                    .getLowCardinalityKeyValue("exception")
                                    .getValue())
                            .isEqualTo("NoSuchFileException");
                    assertThat(observation.getError()).isInstanceOf(NoSuchFileException.class);
                });
            });
        }
    }

    @Test
    void aTraceGoesOnThroughWorkersAndCallbacks() {
        observing.withPropertyValues("async-files.engine=portable").run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            Observation request = Observation.start("request", registry);
            CompletableFuture<Long> chain = request.scoped(() -> files.readString(path)
                    .thenCompose(text -> files.writeString(dir.resolve("copy"), text))
                    .thenCompose(written -> files.size(dir.resolve("copy"))));
            AsyncFiles.await(chain);
            request.stop();

            await().untilAsserted(() -> assertThat(stopped).hasSize(4));
            assertThat(started)
                    .filteredOn(AsyncFileObservationContext.class::isInstance)
                    .hasSize(3)
                    .allSatisfy(observation ->
                            assertThat(observation.getParentObservation()).isSameAs(request));
        });
    }

    @Test
    void eachObserverGetsBackWhatItGave() {
        Queue<Object> given = new ConcurrentLinkedQueue<>();
        Queue<Object> gotBack = new ConcurrentLinkedQueue<>();
        AsyncFileObserver own = new AsyncFileObserver() {
            @Override
            public Object operationCalled(FileOperation operation, Path path) {
                Object mine = new Object();
                given.add(mine);
                return mine;
            }

            @Override
            public void operationCompleted(CompletedOperation operation) {
                gotBack.add(operation.attachment());
            }
        };
        observing.withBean("own", AsyncFileObserver.class, () -> own).run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            AsyncFiles.await(files.readString(path));
            AsyncFiles.await(files.writeString(dir.resolve("out"), "x"));

            await().untilAsserted(() -> assertThat(stopped).hasSize(2));
            assertThat(given).hasSize(2);
            await().untilAsserted(() -> assertThat(gotBack).containsExactlyElementsOf(given));
        });
    }

    @Test
    void aConventionOfTheApplicationReplacesTheDefault() {
        observing
                .withBean(AsyncFileObservationConvention.class, () -> new DefaultAsyncFileObservationConvention() {
                    @Override
                    public String getName() {
                        return "own";
                    }

                    @Override
                    public KeyValues getLowCardinalityKeyValues(AsyncFileObservationContext context) {
                        return super.getLowCardinalityKeyValues(context).and("tenant", "one");
                    }
                })
                .run(context -> {
                    AsyncFiles.await(context.getBean(AsyncFileTemplate.class).readString(path));

                    await().untilAsserted(() -> assertThat(stopped).hasSize(1));
                    assertThat(stopped).singleElement().satisfies(observation -> {
                        assertThat(observation.getName()).isEqualTo("own");
                        assertThat(observation.getLowCardinalityKeyValue("tenant"))
                                .isNotNull();
                    });
                });
    }

    @Test
    void aConventionThatReturnsNothingFailsNoOperation() {
        observing
                .withBean(AsyncFileObservationConvention.class, () -> new AsyncFileObservationConvention() {
                    @Override
                    public String getName() {
                        return null;
                    }

                    @Override
                    public KeyValues getLowCardinalityKeyValues(AsyncFileObservationContext context) {
                        return null;
                    }

                    @Override
                    public KeyValues getHighCardinalityKeyValues(AsyncFileObservationContext context) {
                        return null;
                    }
                })
                .run(context -> {
                    AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                    for (int i = 0; i < 3; i++) {
                        assertThat(AsyncFiles.await(files.readString(path))).isEqualTo("content");
                        assertThat(AsyncFiles.await(files.writeString(dir.resolve("out"), "x")))
                                .isNotNull();
                    }
                });
    }

    @Test
    void aHandlerThatThrowsFailsNoOperation() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context context) {
                if (context instanceof AsyncFileObservationContext file
                        && file.getOperation() == FileOperation.READ_STRING) {
                    throw new IllegalStateException("A handler that throws at the start");
                }
            }

            @Override
            public void onError(Observation.Context context) {
                throw new IllegalStateException("A handler that throws at an error");
            }

            @Override
            public void onStop(Observation.Context context) {
                throw new AssertionError("A handler that throws at the end");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        for (String engine : new String[] {"auto", "portable"}) {
            observing.withPropertyValues("async-files.engine=" + engine).run(context -> {
                AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                assertThat(AsyncFiles.await(files.readString(path))).isEqualTo("content");
                assertThat(AsyncFiles.await(files.size(path))).isEqualTo(7);
                assertThatExceptionOfType(NoSuchFileException.class)
                        .isThrownBy(() -> AsyncFiles.await(files.size(dir.resolve("absent"))));
            });
        }
    }

    @Test
    void anObserverThatThrowsTakesNothingFromTheOthers() {
        AsyncFileObserver throwing = new AsyncFileObserver() {
            @Override
            public Object operationCalled(FileOperation operation, Path path) {
                throw new IllegalStateException("An observer that throws");
            }
        };
        observing.withBean("throwing", AsyncFileObserver.class, () -> throwing).run(context -> {
            AsyncFiles.await(context.getBean(AsyncFileTemplate.class).readString(path));

            await().untilAsserted(() -> assertThat(stopped).hasSize(1));
        });
    }

    @Test
    void callbacksSeeTheNamesOfTheLogAndWorkersForgetThem() {
        runner.withPropertyValues("async-files.engine=portable", "async-files.executor.max-threads=1")
                .run(context -> {
                    assertThat(context).hasSingleBean(MicrometerCallerContext.class);
                    AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                    for (String user : new String[] {"ann", "bob"}) {
                        MDC.put("user", user);
                        // Not done when it is chained: somebody is before it.
                        files.readString(path);
                        CompletableFuture<String> seen = files.readString(path).thenApply(text -> MDC.get("user"));
                        MDC.clear();
                        assertThat(AsyncFiles.await(seen)).isEqualTo(user);
                    }
                    String left =
                            AsyncFiles.await(files.readString(path).thenApply(text -> String.valueOf(MDC.get("user"))));
                    assertThat(left).isEqualTo("null");
                });
    }

    @Test
    void aContextOfTheApplicationReplacesTheDefaultAndWithoutTheLibraryThereIsNone() {
        runner.withBean(CallerContext.class, () -> CallerContext.NONE)
                .run(context -> assertThat(context)
                        .hasSingleBean(CallerContext.class)
                        .doesNotHaveBean(MicrometerCallerContext.class));
        runner.withClassLoader(new FilteredClassLoader(ContextSnapshotFactory.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CallerContext.class));
    }
}

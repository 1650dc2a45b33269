// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.condition.JRE.JAVA_20;
import static org.junit.jupiter.api.condition.JRE.JAVA_21;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.FileOperationRejectedException;
import io.github.asyncfiles.FileOperationTimeoutException;
import io.github.asyncfiles.FileTooLargeException;
import io.github.asyncfiles.LineTooLongException;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

class AsyncFilesAutoConfigurationTest {

    @TempDir
    Path dir;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(AsyncFilesAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

    @Test
    void registersATemplateThatWorks() {
        runner.run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            assertThat(context.getBean(AsyncFileOperations.class)).isSameAs(files);
            AsyncFiles.await(files.writeString(dir.resolve("note"), "content"));
            assertThat(AsyncFiles.await(files.readString(dir.resolve("note")))).isEqualTo("content");
            assertThat(threadOf(files)).startsWith("async-files-");
        });
    }

    @Test
    void theUsersTemplateWins() {
        runner.withUserConfiguration(OwnTemplate.class).run(context -> {
            assertThat(context).hasSingleBean(AsyncFileOperations.class).doesNotHaveBean(AsyncFileTemplate.class);
            assertThat(context).doesNotHaveBean("asyncFileTaskExecutor");
        });
    }

    @Test
    void theUsersExecutorWins() {
        runner.withUserConfiguration(OwnExecutor.class)
                .run(context -> assertThat(threadOf(context.getBean(AsyncFileTemplate.class)))
                        .startsWith("own-"));
    }

    @Test
    void theExecutorLeavesTheApplicationsAlone() {
        runner.run(context -> {
            assertThat(context).hasBean("applicationTaskExecutor").hasBean("asyncFileTaskExecutor");
            assertThat(context.getBean(Executor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
            assertThat(context.getBean(AsyncTaskExecutor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
        });
    }

    @Test
    void customizersHaveTheLastWordInTheirOrder() throws Exception {
        Files.write(dir.resolve("three"), new byte[3]);
        runner.withPropertyValues("async-files.max-file-size=1B")
                .withUserConfiguration(Customizers.class)
                .run(context -> {
                    AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                    assertThat(AsyncFiles.await(files.readAllBytes(dir.resolve("three"))))
                            .hasSize(3);
                });
    }

    @Test
    void allObserversAreToldAndOneThatThrowsHarmsNobody() {
        runner.withUserConfiguration(Observers.class).run(context -> {
            AsyncFiles.await(context.getBean(AsyncFileTemplate.class).exists(dir));
            assertThat(context.getBean(Observers.class).seen)
                    .containsExactly(FileOperation.EXISTS, FileOperation.EXISTS);
        });
    }

    // Every property takes effect.

    @Test
    void engine() {
        runner.withPropertyValues("async-files.engine=portable")
                .run(context -> assertThat(
                                context.getBean(AsyncFileTemplate.class).engineName())
                        .isEqualTo("portable"));
    }

    @Test
    void maxThreadsAndQueueCapacityAndThreadNamePrefix() {
        HangingEngine disk = new HangingEngine();
        runner.withPropertyValues(
                        "async-files.executor.max-threads=2",
                        "async-files.executor.queue-capacity=1",
                        "async-files.executor.thread-name-prefix=io-")
                .withBean(AsyncFileTemplateBuilderCustomizer.class, () -> builder -> builder.engine(disk))
                .run(context -> {
                    AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                    List<CompletableFuture<Long>> accepted = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        accepted.add(files.size(dir));
                    }
                    await().untilAsserted(() -> assertThat(disk.threads).hasSize(2));
                    assertThat(disk.threads).allMatch(thread -> thread.getName().startsWith("io-"));
                    assertThatExceptionOfType(FileOperationRejectedException.class)
                            .isThrownBy(() -> AsyncFiles.await(files.size(dir)));
                    disk.gate.countDown();
                    for (CompletableFuture<Long> future : accepted) {
                        assertThat(AsyncFiles.await(future)).isEqualTo(42);
                    }
                });
    }

    @Test
    void keepAlive() {
        runner.withPropertyValues(
                        "async-files.executor.keep-alive=10ms", "async-files.executor.thread-name-prefix=brief-")
                .run(context -> {
                    threadOf(context.getBean(AsyncFileTemplate.class));
                    await().untilAsserted(() -> assertThat(
                                    Thread.getAllStackTraces().keySet())
                            .noneMatch(thread -> thread.getName().startsWith("brief-")));
                });
    }

    @Test
    @EnabledForJreRange(min = JAVA_21)
    void virtualThreads() {
        runner.withPropertyValues(
                        "async-files.executor.virtual-threads=true", "async-files.executor.thread-name-prefix=light-")
                .run(context -> {
                    assertThat(threadOf(context.getBean(AsyncFileTemplate.class)))
                            .startsWith("light-");
                    // A virtual thread is in no list of threads.
                    assertThat(Thread.getAllStackTraces().keySet())
                            .noneMatch(thread -> thread.getName().startsWith("light-"));
                });
    }

    @Test
    @EnabledForJreRange(max = JAVA_20)
    void virtualThreadsNeedALaterJava() {
        runner.withPropertyValues("async-files.executor.virtual-threads=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasStackTraceContaining("async-files.executor.virtual-threads")
                        .hasStackTraceContaining("Java 21"));
    }

    @Test
    void virtualThreadsOfTheApplicationDoNotSpreadToFiles() {
        runner.withPropertyValues("spring.threads.virtual.enabled=true").run(context -> {
            threadOf(context.getBean(AsyncFileTemplate.class));
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(thread -> thread.getName().startsWith("async-files-"));
        });
    }

    @Test
    void inlineLimit() {
        assertThat(servedInline("async-files.inline-limit=0B")).containsOnly(false);
        assertThat(servedInline("async-files.engine=portable")).containsOnly(false);
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    @EnabledForJreRange(min = JRE.JAVA_22)
    void theLinuxEngineIsThereWhereItCanBe() {
        assertThat(servedInline("async-files.engine=auto")).contains(true);
        assertThat(servedInline("async-files.engine=linux")).contains(true);
    }

    private List<Boolean> servedInline(String property) {
        List<Boolean> served = new CopyOnWriteArrayList<>();
        AsyncFileObserver observer = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                served.add(operation.servedInline());
            }
        };
        runner.withPropertyValues(property)
                .withBean("recorder", AsyncFileObserver.class, () -> observer)
                .run(context -> {
                    for (int i = 0; i < 10; i++) {
                        context.getBean(AsyncFileTemplate.class)
                                .isDirectory(dir)
                                .get();
                    }
                });
        return served;
    }

    @Test
    void bufferSize() throws Exception {
        Path path = Files.write(dir.resolve("large"), new byte[3_000]);
        runner.withPropertyValues("async-files.buffer-size=1KB")
                .run(context -> assertThat(AsyncFiles.await(AsyncFiles.toList(
                                context.getBean(AsyncFileTemplate.class).read(path))))
                        .extracting(ByteBuffer::remaining)
                        .containsExactly(1024, 1024, 952));
    }

    @Test
    void readAhead() throws Exception {
        Path path = Files.write(dir.resolve("large"), new byte[20_000]);
        AtomicInteger chunks = new AtomicInteger();
        AsyncFileObserver observer = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                chunks.addAndGet(operation.bytesRead() > 0 ? 1 : 0);
            }
        };
        runner.withPropertyValues(
                        "async-files.buffer-size=1KB", "async-files.engine=portable", "async-files.read-ahead=5")
                .withBean("counter", AsyncFileObserver.class, () -> observer)
                .run(context -> {
                    CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
                    context.getBean(AsyncFileTemplate.class).read(path).subscribe(new WantsOne(subscription));
                    await().untilAsserted(() -> assertThat(chunks).hasValue(1 + 5));
                    subscription.get().cancel();
                });
    }

    private record WantsOne(CompletableFuture<Flow.Subscription> subscribed) implements Flow.Subscriber<ByteBuffer> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.complete(subscription);
            subscription.request(1);
        }

        @Override
        public void onNext(ByteBuffer chunk) {}

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void maxFileSize() throws Exception {
        Files.write(dir.resolve("three"), new byte[3]);
        runner.withPropertyValues("async-files.max-file-size=2B")
                .run(context -> assertThatExceptionOfType(FileTooLargeException.class)
                        .isThrownBy(() -> AsyncFiles.await(
                                context.getBean(AsyncFileTemplate.class).readAllBytes(dir.resolve("three")))));
    }

    @Test
    void maxLineLength() throws Exception {
        Files.writeString(dir.resolve("long"), "12345\n");
        runner.withPropertyValues("async-files.max-line-length=4B")
                .run(context -> assertThatExceptionOfType(LineTooLongException.class)
                        .isThrownBy(() -> AsyncFiles.await(context.getBean(AsyncFileTemplate.class)
                                .withFile(dir.resolve("long"), AsyncFile::readLine))));
    }

    @Test
    void leakDetection() {
        try (LogRecorder log = new LogRecorder()) {
            runner.withPropertyValues("async-files.leak-detection=true").run(context -> {
                openAndForget(context.getBean(AsyncFileTemplate.class));
                await().untilAsserted(() -> {
                    System.gc();
                    assertThat(log.records)
                            .extracting(LogRecord::getThrown)
                            .filteredOn(Objects::nonNull)
                            .singleElement()
                            .satisfies(opened -> assertThat(opened.getStackTrace())
                                    .anyMatch(frame -> frame.getMethodName().equals("openAndForget")));
                });
            });
        }
    }

    private void openAndForget(AsyncFileTemplate files) throws IOException {
        AsyncFiles.await(files.open(dir.resolve("forgotten"), WRITE, CREATE));
    }

    @Test
    void charset() throws Exception {
        Files.writeString(dir.resolve("latin"), "Grüße", StandardCharsets.ISO_8859_1);
        runner.withPropertyValues("async-files.charset=ISO-8859-1")
                .run(context -> assertThat(AsyncFiles.await(
                                context.getBean(AsyncFileTemplate.class).readString(dir.resolve("latin"))))
                        .isEqualTo("Grüße"));
    }

    @Test
    void timeout() {
        HangingEngine disk = new HangingEngine();
        runner.withPropertyValues("async-files.timeout=20ms")
                .withBean(AsyncFileTemplateBuilderCustomizer.class, () -> builder -> builder.engine(disk))
                .run(context -> {
                    assertThatExceptionOfType(FileOperationTimeoutException.class)
                            .isThrownBy(() -> AsyncFiles.await(
                                    context.getBean(AsyncFileTemplate.class).size(dir)));
                    disk.gate.countDown();
                });
    }

    @Test
    void shutdownTimeout() {
        HangingEngine disk = new HangingEngine();
        AtomicInteger failed = new AtomicInteger();
        runner.withPropertyValues("async-files.shutdown-timeout=20ms")
                .withBean(AsyncFileTemplateBuilderCustomizer.class, () -> builder -> builder.engine(disk))
                .run(context -> {
                    CompletableFuture<Long> hung =
                            context.getBean(AsyncFileTemplate.class).size(dir);
                    hung.whenComplete((size, failure) -> {
                        if (failure instanceof FileOperationTimeoutException) {
                            failed.incrementAndGet();
                        }
                    });
                    await().untilAsserted(() -> assertThat(disk.threads).hasSize(1));
                    context.close();
                    assertThat(failed).hasValue(1);
                });
        disk.gate.countDown();
    }

    // Closing

    @Test
    void whatWasAcceptedIsDoneBeforeTheContextIsClosed() {
        HangingEngine disk = new HangingEngine();
        runner.withPropertyValues("async-files.executor.max-threads=2")
                .withBean(AsyncFileTemplateBuilderCustomizer.class, () -> builder -> builder.engine(disk))
                .run(context -> {
                    AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
                    List<CompletableFuture<Long>> accepted = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        accepted.add(files.size(dir));
                    }
                    CompletableFuture<Void> closing =
                            CompletableFuture.runAsync(context::close, new SimpleAsyncTaskExecutor());
                    // Once the template is closing, the disk answers.
                    await().untilAsserted(
                                    () -> assertThatIllegalStateException().isThrownBy(() -> files.exists(dir)));
                    disk.gate.countDown();

                    AsyncFiles.await(closing);
                    assertThat(accepted).allSatisfy(future -> assertThat(future).isCompletedWithValue(42L));
                    assertThat(disk.interrupted).isFalse();
                });
    }

    @Test
    void filesCanStillBeWrittenWhileBeansAreDestroyed() {
        runner.withBean(WritesWhenDestroyed.class, () -> new WritesWhenDestroyed(dir.resolve("last-words")))
                .run(context -> {
                    context.getBean(WritesWhenDestroyed.class).files = context.getBean(AsyncFileTemplate.class);
                    context.getBeanFactory()
                            .registerDependentBean(
                                    "asyncFileTemplate", context.getBeanNamesForType(WritesWhenDestroyed.class)[0]);
                    context.close();
                    assertThat(dir.resolve("last-words")).hasContent("saved");
                });
    }

    @Test
    void whatIsCalledWhileTheContextIsStoppedIsDone() {
        runner.run(context -> {
            AsyncFileTemplate files = context.getBean(AsyncFileTemplate.class);
            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .stop();
            CompletableFuture<Boolean> called = files.exists(dir);
            context.close();
            assertThat(called).isCompletedWithValue(true);
        });
    }

    @Test
    void theUsersExecutorMayLeaveTheApplicationsAloneToo() {
        runner.withUserConfiguration(OwnQuietExecutor.class).run(context -> {
            assertThat(context).hasBean("applicationTaskExecutor");
            assertThat(threadOf(context.getBean(AsyncFileTemplate.class))).startsWith("own-");
        });
    }

    @Test
    void anEngineThatACustomizerAsksForIsNotBlamedOnTheProperty() {
        runner.withBean(AsyncFileTemplateBuilderCustomizer.class, () -> builder -> builder.engine("steam"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'steam'"));
    }

    @Test
    void aStoppedContextCanBeStartedAgain() {
        runner.run(context -> {
            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .stop();
            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .start();
            assertThatNoException()
                    .isThrownBy(() -> AsyncFiles.await(
                            context.getBean(AsyncFileTemplate.class).exists(dir)));
        });
    }

    private String threadOf(AsyncFileTemplate files) throws Exception {
        Queue<String> names = new ConcurrentLinkedQueue<>();
        InputStream stream = new InputStream() {
            @Override
            public int read() {
                names.add(Thread.currentThread().getName());
                return -1;
            }
        };
        AsyncFiles.await(files.copy(stream, dir.resolve("thread" + System.nanoTime())));
        return names.element();
    }

    static final class WritesWhenDestroyed implements AutoCloseable {

        private final Path target;
        AsyncFileTemplate files;

        WritesWhenDestroyed(Path target) {
            this.target = target;
        }

        @Override
        public void close() throws IOException {
            AsyncFiles.await(files.writeString(target, "saved").orTimeout(5, java.util.concurrent.TimeUnit.SECONDS));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTemplate {
        @Bean
        AsyncFileOperations ownFiles() {
            return (AsyncFileOperations) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {AsyncFileOperations.class},
                    (proxy, method, arguments) -> null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor {
        @Bean
        Executor asyncFileTaskExecutor() {
            return new SimpleAsyncTaskExecutor("own-");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnQuietExecutor {
        @Bean(defaultCandidate = false)
        Executor asyncFileTaskExecutor() {
            return new SimpleAsyncTaskExecutor("own-");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        @Bean
        @Order(2)
        AsyncFileTemplateBuilderCustomizer last() {
            return builder -> builder.maxFileSize(3);
        }

        @Bean
        @Order(1)
        AsyncFileTemplateBuilderCustomizer first() {
            return builder -> builder.maxFileSize(2);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Observers {

        final Queue<FileOperation> seen = new ConcurrentLinkedQueue<>();

        @Bean
        AsyncFileObserver one() {
            return recorder();
        }

        @Bean
        AsyncFileObserver throwing() {
            return new AsyncFileObserver() {
                @Override
                public void operationCompleted(CompletedOperation operation) {
                    throw new IllegalStateException("expected by the test");
                }
            };
        }

        @Bean
        AsyncFileObserver other() {
            return recorder();
        }

        private AsyncFileObserver recorder() {
            return new AsyncFileObserver() {
                @Override
                public void operationCompleted(CompletedOperation operation) {
                    seen.add(operation.operation());
                }
            };
        }
    }
}

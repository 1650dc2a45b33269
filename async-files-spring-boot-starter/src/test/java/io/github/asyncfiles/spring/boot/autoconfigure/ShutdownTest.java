// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.TailFrom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** What becomes of templates, the main one and others, when their context is closed. */
class ShutdownTest {

    @TempDir
    Path dir;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncFilesAutoConfiguration.class, AsyncFilesTemplatesAutoConfiguration.class))
            .withPropertyValues(
                    "async-files.templates.archive.engine=portable", "async-files.templates.tape.engine=portable");

    @AfterEach
    void open() {
        gate.countDown();
    }

    @ParameterizedTest
    @CsvSource({
        "asyncFileTemplate, async-files.shutdown-timeout=20ms",
        "archive, async-files.templates.archive.shutdown-timeout=20ms"
    })
    void whatHangsIsCutOffAndNamedInTheLog(String template, String timeout) {
        try (LogRecorder log = new LogRecorder()) {
            runner.withPropertyValues(timeout).run(context -> {
                CompletableFuture<Long> hung =
                        hang(context.getBean(template, AsyncFileTemplate.class), dir.resolve("hung"));

                context.close();

                assertThat(hung).isCompletedExceptionally();
            });
            assertThat(log.records)
                    .extracting(LogRecord::getMessage)
                    .filteredOn(message -> message.startsWith("Closed with"))
                    .singleElement()
                    .asString()
                    .contains("1 unfinished operations", "copy of " + dir.resolve("hung") + ", running for");
        }
    }

    @Test
    void oneThatHangsHoldsUpNoOther() {
        runner.run(context -> {
            List<AsyncFileTemplate> both = List.of(
                    context.getBean("archive", AsyncFileTemplate.class),
                    context.getBean("tape", AsyncFileTemplate.class));
            List<CompletableFuture<Long>> hung = both.stream()
                    .map(files -> hang(files, dir.resolve("hung" + files.hashCode())))
                    .toList();

            CompletableFuture<Void> closing =
                    CompletableFuture.runAsync(context::close, new SimpleAsyncTaskExecutor("closing-"));
            await().untilAsserted(() -> assertThat(both)
                    .allSatisfy(files -> assertThatIllegalStateException().isThrownBy(() -> files.exists(dir))));
            gate.countDown();

            AsyncFiles.await(closing);
            assertThat(hung).allSatisfy(future -> assertThat(future).isCompletedWithValue(0L));
        });
    }

    @Test
    void beansThatUseOneMayStillDoSoAndThoseThatItNeedsAreThere() {
        Queue<String> happened = new ConcurrentLinkedQueue<>();
        runner.withBean(Witness.class, () -> new Witness(happened), definition -> definition.setLazyInit(true))
                .withBean(LastWords.class)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(happened).containsExactly("exists", "observer destroyed");
    }

    record LastWords(@Qualifier("archive") AsyncFileTemplate files) implements AutoCloseable {

        @Override
        public void close() {
            files.exists(Path.of("."));
        }
    }

    record Witness(Queue<String> happened) implements AsyncFileObserver, AutoCloseable {

        @Override
        public void operationCompleted(CompletedOperation operation) {
            happened.add(operation.operation().toString());
        }

        @Override
        public void close() {
            happened.add("observer destroyed");
        }
    }

    @Test
    void noThreadIsLeft() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        Set<Thread> before = threads();
        runner.withPropertyValues(
                        "async-files.timeout=1h",
                        "async-files.templates.archive.timeout=1h",
                        "async-files.templates.tape.executor.keep-alive=1h")
                .run(context -> {
                    for (String name : List.of("asyncFileTemplate", "archive", "tape")) {
                        AsyncFileTemplate files = context.getBean(name, AsyncFileTemplate.class);
                        AsyncFiles.toList(files.watch(dir));
                        AsyncFiles.toList(files.tail(file, TailFrom.beginning()));
                        AsyncFiles.await(files.open(file));
                        AsyncFiles.await(files.writeString(dir.resolve(name), "content"));
                    }
                    assertThat(threads())
                            .extracting(Thread::getName)
                            .contains(
                                    "async-files-1",
                                    "async-files-timer",
                                    "async-files-watch",
                                    "async-files-archive-1",
                                    "async-files-archive-timer",
                                    "async-files-tape-1");
                });

        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    /** {@return those of the library, except for the one that looks after forgotten files of all templates} */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("async-files-"))
                .filter(thread -> !thread.getName().equals("async-files-forgotten"))
                .collect(Collectors.toSet());
    }

    private CompletableFuture<Long> hang(AsyncFileTemplate files, Path path) {
        CompletableFuture<Long> hung = files.copy(new HangingStream(gate), path);
        await().until(() -> files.activeOperations() == 1);
        return hung;
    }
}

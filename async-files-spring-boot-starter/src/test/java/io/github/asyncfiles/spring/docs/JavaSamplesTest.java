// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.FlowAdapters;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** What docs/futures-and-streams.md shows of the JDK, virtual threads and RxJava. */
class JavaSamplesTest {

    @TempDir
    Path dir;

    @AutoClose
    private final AsyncFileTemplate files = AsyncFileTemplate.create();

    // The JDK

    CompletableFuture<Path> copy(Path source, Path target) {
        return files.readString(source).thenCompose(text -> files.writeString(target, text));
    }

    CompletableFuture<Long> linesWith(String word, Path log) {
        LongAdder lines = new LongAdder();
        return AsyncFiles.forEach(files.lines(log), line -> lines.add(line.contains(word) ? 1 : 0))
                .thenApply(done -> lines.sum());
    }

    @Test
    void futuresAreChained() throws IOException {
        Files.writeString(dir.resolve("source"), "content");

        copy(dir.resolve("source"), dir.resolve("target")).join();

        assertThat(dir.resolve("target")).hasContent("content");
        assertThat(linesWith("tent", dir.resolve("target")).join()).isOne();
    }

    // Virtual threads

    String lastLine(Path path) throws IOException {
        List<String> lines = AsyncFiles.await(files.readAllLines(path));
        return lines.get(lines.size() - 1);
    }

    List<Path> directoriesIn(Path directory) throws IOException {
        return AsyncFiles.await(
                AsyncFiles.toList(files.find(directory, 1, (path, attributes) -> attributes.isDirectory())));
    }

    @Test
    void aVirtualThreadWaits() throws Exception {
        Files.writeString(dir.resolve("file"), "first\nlast\n");
        Files.createDirectory(dir.resolve("directory"));

        assertThat(onVirtualThread(() -> lastLine(dir.resolve("file")))).isEqualTo("last");
        assertThat(onVirtualThread(() -> directoriesIn(dir))).containsExactlyInAnyOrder(dir, dir.resolve("directory"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> lastLine(dir.resolve("absent")));
    }

    private static <T> T onVirtualThread(Callable<T> callable) throws Exception {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("waiting-");
        if (Runtime.version().feature() >= 21) {
            threads.setVirtualThreads(true);
        }
        return threads.submit(callable).get();
    }

    // RxJava

    Single<String> text(Path path) {
        return Single.defer(() -> Single.fromCompletionStage(files.readString(path)));
    }

    Flowable<String> errors(Path log) {
        return Flowable.fromPublisher(FlowAdapters.toPublisher(files.lines(log)))
                .filter(line -> line.contains("ERROR"));
    }

    Completable save(Path path, Flowable<ByteBuffer> content) {
        return Completable.defer(
                () -> Completable.fromCompletionStage(files.write(path, FlowAdapters.toFlowPublisher(content))));
    }

    @Test
    void rxJavaReadsAndWrites() {
        Flowable<ByteBuffer> content = Flowable.range(1, 100)
                .map(number -> ByteBuffer.wrap(line(number).getBytes(UTF_8)));
        Completable save = save(dir.resolve("log"), content);
        assertThat(dir.resolve("log")).doesNotExist();

        save.blockingAwait();

        assertThat(text(dir.resolve("log")).blockingGet()).startsWith("INFO 1\nERROR 2\n");
        assertThat(errors(dir.resolve("log")).take(2).toList().blockingGet()).containsExactly("ERROR 2", "ERROR 4");
        text(dir.resolve("absent")).test().awaitDone(10, TimeUnit.SECONDS).assertError(NoSuchFileException.class);
    }

    private static String line(int number) {
        return (number % 2 == 0 ? "ERROR " : "INFO ") + number + "\n";
    }
}

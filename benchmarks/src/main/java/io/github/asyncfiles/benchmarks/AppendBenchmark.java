// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appends of 256 bytes by 64 producers: each in a hop of its own against the queue of an {@link AsyncFile}, un-awaited
 * (64 under way for each producer, all waited for at the end of a round) and durable (awaited, each with a force).
 *
 * <pre>mvn -q package -pl benchmarks -am -DskipTests &amp;&amp; java -cp benchmarks/target/benchmarks.jar \
 *     org.openjdk.jmh.Main AppendBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AppendBenchmark {

    static final int PRODUCERS = 64;
    static final int ROUND = 64;
    private static final int RECORD_BYTES = 256;

    @Param("auto")
    String engine;

    private Path path;
    private AsyncFileTemplate files;
    private AsyncFile queued;
    private FileChannel channel;
    private final AtomicLong end = new AtomicLong();
    private ExecutorService pool;

    @Setup(Level.Iteration)
    public void open() throws IOException {
        path = Files.createTempFile(Path.of("."), "append", ".bench");
        files = AsyncFileTemplate.builder()
                .engine(engine)
                .queueCapacity(1_000_000)
                .build();
        queued = AsyncFiles.await(files.open(path, WRITE, CREATE, TRUNCATE_EXISTING));
        channel = FileChannel.open(path, WRITE);
        pool = Executors.newFixedThreadPool(64);
        end.set(0);
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        AsyncFiles.await(queued.close());
        files.close();
        channel.close();
        pool.shutdown();
        Files.delete(path);
    }

    @Benchmark
    @OperationsPerInvocation(PRODUCERS * ROUND)
    public void queued() {
        all(() -> queued.write(record()));
    }

    @Benchmark
    @OperationsPerInvocation(PRODUCERS * ROUND)
    public void oneHopEach() {
        all(() -> hop(false));
    }

    @Benchmark
    @OperationsPerInvocation(PRODUCERS)
    public void durableQueued() {
        each(() -> {
            queued.write(record());
            return queued.force(false);
        });
    }

    @Benchmark
    @OperationsPerInvocation(PRODUCERS)
    public void durableOneForceEach() {
        each(() -> hop(true));
    }

    private static ByteBuffer record() {
        return ByteBuffer.allocate(RECORD_BYTES);
    }

    private CompletableFuture<?> hop(boolean force) {
        ByteBuffer bytes = record();
        long position = end.getAndAdd(RECORD_BYTES);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        channel.write(bytes, position);
                        if (force) {
                            channel.force(false);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                pool);
    }

    private static void all(Supplier<CompletableFuture<?>> write) {
        CompletableFuture<?>[] round = new CompletableFuture<?>[PRODUCERS * ROUND];
        for (int i = 0; i < round.length; i++) {
            round[i] = write.get();
        }
        CompletableFuture.allOf(round).join();
    }

    private static void each(Supplier<CompletableFuture<?>> write) {
        CompletableFuture<?>[] round = new CompletableFuture<?>[PRODUCERS];
        for (int i = 0; i < round.length; i++) {
            round[i] = write.get();
        }
        CompletableFuture.allOf(round).join();
    }
}

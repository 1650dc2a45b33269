// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.AsyncTextFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * A file of a million lines, by a {@link BufferedReader}, as an {@link AsyncTextFile} (line by line, each awaited, and
 * all at once) and as a publisher.
 *
 * <pre>mvn -q package -pl benchmarks -am -DskipTests &amp;&amp; java -cp benchmarks/target/benchmarks.jar \
 *     org.openjdk.jmh.Main LinesBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class LinesBenchmark {

    static final int LINES = 1_000_000;

    @Param("auto")
    String engine;

    private Path path;
    private AsyncFileTemplate files;

    @Setup
    public void create() throws IOException {
        path = Files.createTempFile(Path.of("."), "lines", ".bench");
        try (BufferedWriter writer = Files.newBufferedWriter(path)) {
            for (int i = 0; i < LINES; i++) {
                writer.write("This is line number " + i + " of a file with many.\n");
            }
        }
        files = AsyncFileTemplate.builder().engine(engine).build();
    }

    @TearDown
    public void delete() throws IOException {
        files.close();
        Files.delete(path);
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int bufferedReader() throws IOException {
        int length = 0;
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                length += line.length();
            }
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public List<String> bufferedReaderToList() throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int readLine() throws IOException {
        int length = 0;
        AsyncTextFile file = AsyncFiles.await(files.openText(path));
        for (String line = AsyncFiles.await(file.readLine()); line != null; line = AsyncFiles.await(file.readLine())) {
            length += line.length();
        }
        AsyncFiles.await(file.close());
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int lines() throws IOException {
        int[] length = new int[1];
        AsyncFiles.await(AsyncFiles.forEach(files.lines(path), line -> length[0] += line.length()));
        return length[0];
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public List<String> readLines() throws IOException {
        AsyncTextFile file = AsyncFiles.await(files.openText(path));
        List<String> lines = AsyncFiles.await(file.readLines());
        AsyncFiles.await(file.close());
        return lines;
    }
}

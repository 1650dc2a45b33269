// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Any contender of any case by JMH, for its error bars and profilers. The figure is the one of {@code operations}.
 *
 * <pre>mvn -q package -pl benchmarks -am -DskipTests &amp;&amp; java -cp benchmarks/target/benchmarks.jar \
 *     org.openjdk.jmh.Main MicroBenchmark -p name=cached-read -p contender=async-files/linux,FileChannel -prof gc</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MicroBenchmark {

    @Param("cached-read")
    String name;

    @Param({"async-files/linux", "async-files/portable", "FileChannel"})
    String contender;

    private Workload workload;

    /** Operations, as JMH counts them. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counter {
        public long operations;
    }

    @Setup
    public void open() throws Exception {
        Site site = new Site(
                Files.createDirectories(Path.of("benchmarks/target/files").toAbsolutePath()), false);
        Case comparison = Cases.named(name);
        comparison.preparation.in(site);
        workload = comparison.contender(contender).start().in(site);
    }

    @Setup(Level.Iteration)
    public void prepare() throws Exception {
        workload.prepareRound();
    }

    @TearDown
    public void close() throws Exception {
        workload.close();
    }

    @Benchmark
    public void run(Counter counter) throws Exception {
        counter.operations += workload.run();
    }
}

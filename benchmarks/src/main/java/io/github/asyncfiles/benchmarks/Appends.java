// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;

/** A part of {@link AppendBenchmark} without JMH, on a new file in each round. */
final class Appends implements Workload {

    /** The two parts that are compared. */
    record Kind(Part queued, Part oneHopEach) {}

    record Part(Round round, int operations) {
        interface Round {
            void of(AppendBenchmark benchmark);
        }
    }

    static final Kind UNAWAITED = new Kind(
            new Part(AppendBenchmark::queued, AppendBenchmark.PRODUCERS * AppendBenchmark.ROUND),
            new Part(AppendBenchmark::oneHopEach, AppendBenchmark.PRODUCERS * AppendBenchmark.ROUND));

    static final Kind DURABLE = new Kind(
            new Part(AppendBenchmark::durableQueued, AppendBenchmark.PRODUCERS),
            new Part(AppendBenchmark::durableOneForceEach, AppendBenchmark.PRODUCERS));

    private final AppendBenchmark benchmark = new AppendBenchmark();
    private final Part part;
    private boolean open;

    Appends(String engine, Part part) {
        this.part = part;
        benchmark.engine = engine;
    }

    @Override
    public void prepareRound() throws IOException {
        close();
        benchmark.open();
        open = true;
    }

    @Override
    public long run() {
        part.round().of(benchmark);
        return part.operations();
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            benchmark.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;

/** A part of {@link LinesBenchmark} without JMH. */
final class Lines implements Workload {

    private final LinesBenchmark benchmark = new LinesBenchmark();
    private final Part part;

    interface Part {
        Object read(LinesBenchmark benchmark) throws IOException;
    }

    Lines(String engine, Part part) throws IOException {
        this.part = part;
        benchmark.engine = engine;
        benchmark.create();
    }

    @Override
    public long run() throws IOException {
        part.read(benchmark);
        return LinesBenchmark.LINES;
    }

    @Override
    public void close() throws IOException {
        benchmark.delete();
    }
}

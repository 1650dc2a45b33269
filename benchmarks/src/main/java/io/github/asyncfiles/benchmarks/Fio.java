// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Random reads by {@code fio}: the machine without Java. */
record Fio(Path file, boolean cold, List<String> arguments) implements Workload {

    /** One thread reads a cached file. */
    static Contender cached(String name) {
        return contender(
                name,
                site -> new Fio(site.cached(), false, List.of("--ioengine=psync", "--time_based", "--size=512M")));
    }

    /** Each thread reads a part of its own, so that no page is met again. */
    static Contender cold(String name, String engine, int threads, int depth) {
        return contender(name, site -> {
            long mebibytes = site.cold().toFile().length() / threads >> 20;
            return new Fio(
                    site.cold(),
                    true,
                    List.of(
                            "--ioengine=" + engine,
                            "--iodepth=" + depth,
                            "--thread",
                            "--numjobs=" + threads,
                            "--size=" + mebibytes + "M",
                            "--offset_increment=" + mebibytes + "M"));
        });
    }

    private static Contender contender(String name, Contender.Start start) {
        return Contender.outside(name, () -> Commands.missing(List.of("fio")), start);
    }

    @Override
    public void prepareRound() throws Exception {
        if (cold) {
            Site.dropFromCache(file);
        }
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("fio measures by itself");
    }

    @Override
    public double round(long nanos) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "fio",
                "--name=reads",
                "--filename=" + file,
                "--readonly",
                "--rw=randread",
                "--bs=4k",
                "--invalidate=0",
                "--group_reporting",
                "--runtime=" + TimeUnit.NANOSECONDS.toMillis(nanos) + "ms",
                "--output-format=terse",
                "--terse-version=3"));
        command.addAll(arguments);
        // The eighth field is the number of reads a second.
        return Double.parseDouble(Commands.run(command.toArray(String[]::new)).split(";")[7]);
    }
}

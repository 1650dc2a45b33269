// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** How long a ping takes while an application hands out files from a {@link SlowDisk}. */
final class Responsiveness implements Workload {

    private static final String OURS = "async-files";
    private static final String IDLE = "idle";
    private static final int READ_MILLIS = 20;

    private final Site site;
    private final String way;
    private final SlowDisk disk;
    private final Process application;
    private final int port;
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> files = new ArrayList<>();

    static Case comparison() {
        Case comparison = new Case(
                        "responsiveness",
                        "p99 of `/ping` beside 64 clients on cold 64 KiB files, " + READ_MILLIS + " ms a read",
                        "ms")
                .timesItself();
        for (String way : List.of(IDLE, OURS, "Files.readAllBytes", "Resource", "DataBufferUtils")) {
            comparison.contender(Contender.outside(way, SlowDisk::missing, site -> new Responsiveness(site, way)));
        }
        return comparison.target(Target.atMost(2, OURS, IDLE));
    }

    private Responsiveness(Site site, String way) throws Exception {
        this.site = site;
        this.way = way;
        this.disk = new SlowDisk(site);
        this.application = WorkerProcess.java(
                site.directory(),
                site.directory().resolve("application.log"),
                WorkerProcess.MAX_HEAP,
                ResponsivenessApplication.class,
                disk.folder().toString(),
                "reactive");
        String started = application.inputReader().readLine();
        if (started == null) {
            throw new IOException("The application does not start: "
                    + Files.readString(site.directory().resolve("application.log")));
        }
        this.port = Integer.parseInt(started);
        // Warmed up on a disk that is quick enough for thousands of files.
        measure(way.equals(IDLE) ? OURS : way, 1);
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("Only whole rounds");
    }

    @Override
    public double round(long nanos) throws Exception {
        double[] figures = way.equals(IDLE) ? clients(way) : measure(way, READ_MILLIS);
        medians.add(figures[0]);
        files.add(figures[2]);
        return figures[1];
    }

    private double[] measure(String way, int readMillis) throws Exception {
        try {
            disk.mount(readMillis);
            return clients(way);
        } finally {
            disk.close();
        }
    }

    private double[] clients(String way) throws Exception {
        return ResponsivenessClients.run(port, way, site.quick() ? 2 : 5, site);
    }

    @Override
    public String note() {
        double[] p50s = medians.stream().mapToDouble(Double::doubleValue).toArray();
        double[] counts = files.stream().mapToDouble(Double::doubleValue).toArray();
        return "p50 %s ms, %.0f files".formatted(Figures.rounded(Figures.median(p50s)), Figures.median(counts));
    }

    @Override
    public void close() {
        application.destroyForcibly();
        disk.close();
    }
}

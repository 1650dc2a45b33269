// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How long a ping takes while an application hands out files from a {@link SlowDisk}. */
final class Responsiveness implements Workload {

    private static final String OURS = "async-files";
    private static final String DOWNLOAD = WebServer.DOWNLOAD;
    private static final String IDLE = "idle";
    private static final int READ_MILLIS = 20;

    private final Site site;
    private final String way;
    private final SlowDisk disk;
    private final WebServer application;
    private final List<Double> medians = new ArrayList<>();
    private final List<Double> files = new ArrayList<>();

    static Case onNetty() {
        return comparison(
                        "responsiveness",
                        "reactive",
                        List.of(OURS, DOWNLOAD, "Files.readAllBytes", "Resource", "DataBufferUtils"))
                .target(Target.atMost(2, OURS, IDLE))
                .target(Target.atMost(2, DOWNLOAD, IDLE));
    }

    /** With a thread for each client, and more: what blocks one of them blocks nobody else. */
    static Case onTomcat() {
        return comparison("responsiveness-tomcat", "servlet", List.of(DOWNLOAD, "Resource"))
                .target(Target.atMost(2, DOWNLOAD, IDLE));
    }

    private static Case comparison(String name, String stack, List<String> ways) {
        String server = stack.equals("servlet") ? "Tomcat" : "Netty";
        Case comparison = new Case(
                        name,
                        "p99 of `/ping` on " + server + " beside 64 clients on cold 64 KiB files, " + READ_MILLIS
                                + " ms a read",
                        "ms")
                .timesItself();
        comparison.contender(Contender.outside(IDLE, SlowDisk::missing, site -> new Responsiveness(site, IDLE, stack)));
        for (String way : ways) {
            comparison.contender(
                    Contender.outside(way, SlowDisk::missing, site -> new Responsiveness(site, way, stack)));
        }
        return comparison;
    }

    private Responsiveness(Site site, String way, String stack) throws Exception {
        this.site = site;
        this.way = way;
        this.disk = new SlowDisk(site);
        this.application = new WebServer(site, WorkerProcess.MAX_HEAP, disk.folder(), stack);
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
        return ResponsivenessClients.run(application.port(), WebServer.path(way), site.quick() ? 2 : 5, site);
    }

    @Override
    public String note() {
        double[] p50s = medians.stream().mapToDouble(Double::doubleValue).toArray();
        double[] counts = files.stream().mapToDouble(Double::doubleValue).toArray();
        return "p50 %s ms, %.0f files".formatted(Figures.rounded(Figures.median(p50s)), Figures.median(counts));
    }

    @Override
    public void close() {
        application.close();
        disk.close();
    }
}

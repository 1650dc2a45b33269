// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A thousand clients that take little at a time, from a Tomcat that has 16 threads. */
final class SlowClients implements Workload {

    static final int CLIENTS = 1000;

    /** What is asked for. */
    enum Figure {
        PING,
        MEMORY
    }

    private final Site site;
    private final Figure figure;
    private final int clients;
    private final WebServer server;
    private String note = "";

    SlowClients(Site site, boolean slow, Figure figure) throws Exception {
        this.site = site;
        this.figure = figure;
        this.clients = slow ? CLIENTS : 0;
        // The file is so large that nobody comes to its end.
        site.cached();
        server = new WebServer(
                site,
                WorkerProcess.MAX_HEAP,
                site.directory().getParent(),
                "servlet",
                "--server.tomcat.threads.max=16");
        round(0);
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("Only whole rounds");
    }

    @Override
    public double round(long nanos) throws Exception {
        Process process = WorkerProcess.java(
                site.directory(),
                site.directory().resolve("clients.log"),
                WorkerProcess.MAX_HEAP,
                SlowClientsProcess.class,
                String.valueOf(server.port()),
                "/FileDownload/" + site.directory().getFileName() + "/cached.bin",
                String.valueOf(clients),
                site.quick() ? "4" : "10");
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new IOException("The clients do not come to an end");
            }
            String line = process.inputReader().readLine();
            if (line == null) {
                throw new IOException("The clients have failed: see clients.log");
            }
            double[] figures = List.of(line.split(" ")).stream()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            note = "the slowest client %.0f KB/s, the quickest %.0f".formatted(figures[2], figures[3]);
            return figures[figure == Figure.PING ? 0 : 1];
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public String note() {
        return clients == 0 ? "" : note;
    }

    @Override
    public void close() {
        server.close();
    }
}

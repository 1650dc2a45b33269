// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches one file again and again, by {@code wrk} on 64 connections. */
final class Wrk implements Workload {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

    private final Site site;
    private final WebServer server;
    private final String url;

    Wrk(Site site, String stack, String way, int bytes) throws Exception {
        this.site = site;
        Path folder = Files.createDirectories(site.directory().resolve("web").resolve("downloads"));
        Path file = folder.resolve(bytes + ".bin");
        if (Files.notExists(file)) {
            byte[] content = new byte[bytes];
            new Random(bytes).nextBytes(content);
            Files.write(file, content);
        }
        this.server = new WebServer(site, WorkerProcess.MAX_HEAP, folder.getParent(), stack);
        this.url = "http://127.0.0.1:" + server.port() + "/" + way + "/downloads/" + bytes + ".bin";
        // Two processors are shared by the server, its compiler and the clients: it takes so long until it is as fast
        // as it gets.
        requests(site.quick() ? 3 : 30);
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("Only whole rounds");
    }

    @Override
    public double round(long nanos) throws Exception {
        return requests(site.quick() ? 2 : 5);
    }

    private double requests(int seconds) throws Exception {
        String output = Commands.run("wrk", "-t1", "-c64", "-d" + seconds + "s", "--timeout", "10s", url);
        Matcher rate = RATE.matcher(output);
        if (!rate.find() || output.contains("Non-2xx")) {
            throw new IOException(output);
        }
        return Double.parseDouble(rate.group(1));
    }

    @Override
    public void close() {
        server.close();
    }
}

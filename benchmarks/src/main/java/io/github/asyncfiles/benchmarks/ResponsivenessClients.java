// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Some clients fetch files as fast as they come, others ping. Prints the 50th and 99th percentile of the time a ping
 * takes, in milliseconds, and how many files came.
 */
final class ResponsivenessClients {

    private static final int FETCHING = 64;
    private static final int PINGING = 8;
    private static final long PING_EVERY_NANOS = 10_000_000;
    private static final long WARM_UP_NANOS = 1_000_000_000;

    private final int port;
    private final String way;
    private final long startNanos = System.nanoTime() + WARM_UP_NANOS;
    private final long endNanos;
    private final List<Integer> order = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private ResponsivenessClients(int port, String way, double seconds) {
        this.port = port;
        this.way = way;
        this.endNanos = startNanos + (long) (seconds * 1e9);
        for (int i = 0; i < SlowDisk.FILES; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
    }

    /**
     * @param args the port, the path under which files are fetched, or {@code idle}, for how many seconds
     */
    public static void main(String[] args) throws Exception {
        new ResponsivenessClients(Integer.parseInt(args[0]), args[1], Double.parseDouble(args[2])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<Integer>> fetched = start(threads, way.equals("idle") ? 0 : FETCHING, this::fetch);
        List<Long> nanos = new ArrayList<>();
        for (Future<List<Long>> pinged : start(threads, PINGING, this::ping)) {
            nanos.addAll(pinged.get());
        }
        int files = 0;
        for (Future<Integer> count : fetched) {
            files += count.get();
        }
        Collections.sort(nanos);
        System.out.println(percentile(nanos, 50) + " " + percentile(nanos, 99) + " " + files);
    }

    private static <T> List<Future<T>> start(ExecutorService threads, int count, Callable<T> client) {
        return Collections.nCopies(count, client).stream().map(threads::submit).toList();
    }

    private static double percentile(List<Long> sorted, int percent) {
        return sorted.get((sorted.size() - 1) * percent / 100) / 1e6;
    }

    private int fetch() throws IOException {
        int count = 0;
        try (HttpConnection connection = new HttpConnection(port)) {
            while (System.nanoTime() < endNanos) {
                // More files than a round can fetch from the slow disk: none of them twice.
                int file = order.get(next.getAndIncrement() % order.size());
                int length = connection.get("/" + way + "/" + SlowDisk.name(file));
                if (length != SlowDisk.FILE_BYTES) {
                    throw new IOException("Got only " + length + " bytes");
                }
                count++;
            }
        }
        return count;
    }

    /** One ping is due every 10 ms, and counts from then on when the one before took longer. */
    private List<Long> ping() throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(port)) {
            for (long due = System.nanoTime(); due < endNanos; due += PING_EVERY_NANOS) {
                boolean late = due < System.nanoTime();
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long called = late ? due : System.nanoTime();
                connection.get("/ping");
                if (due >= startNanos) {
                    nanos.add(System.nanoTime() - called);
                }
            }
        }
        return nanos;
    }

    /** {@return the percentiles of 50 and 99, and the number of files} */
    static double[] run(int port, String way, double seconds, Site site) throws Exception {
        Process process = WorkerProcess.java(
                site.directory(),
                site.directory().resolve("clients.log"),
                WorkerProcess.MAX_HEAP,
                ResponsivenessClients.class,
                String.valueOf(port),
                way,
                String.valueOf(seconds));
        try {
            if (!process.waitFor(60 + (long) seconds, TimeUnit.SECONDS)) {
                throw new IOException("The clients do not come to an end");
            }
            String line = process.inputReader().readLine();
            if (line == null) {
                throw new IOException("The clients have failed: see clients.log");
            }
            return List.of(line.split(" ")).stream()
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } finally {
            process.destroyForcibly();
        }
    }
}

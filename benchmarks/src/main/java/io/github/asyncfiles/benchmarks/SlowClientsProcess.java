// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that take 50 KB a second each, and one that pings. Prints the 99th percentile of the time a ping takes in
 * milliseconds, what each client costs the server in KiB, and what the slowest and the quickest client got in KB a second.
 */
final class SlowClientsProcess {

    private static final int BYTES_A_SECOND = 50_000;
    private static final int TURNS_A_SECOND = 10;
    private static final int SOCKET_BUFFER_BYTES = 16 * 1024;

    private final InetSocketAddress server;
    private final String path;
    private final List<SocketChannel> clients = new ArrayList<>();
    private final List<long[]> taken = new ArrayList<>();
    private long startNanos;
    private volatile boolean over;

    private SlowClientsProcess(int port, String path) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.path = path;
    }

    /**
     * @param args the port, the path of a large file, how many clients, for how many seconds
     */
    public static void main(String[] args) throws Exception {
        try {
            new SlowClientsProcess(Integer.parseInt(args[0]), args[1])
                    .run(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            System.exit(0);
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void run(int count, int seconds) throws Exception {
        long before = memory();
        for (int i = 0; i < count; i++) {
            SocketChannel client = SocketChannel.open();
            // What the client does not take is to stay with the server.
            client.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
            client.connect(server);
            client.write(ByteBuffer.wrap(
                    ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            client.configureBlocking(false);
            clients.add(client);
            taken.add(new long[1]);
        }
        startNanos = System.nanoTime();
        Thread taker = new Thread(this::take);
        taker.start();
        // Until all are served as they will be.
        LockSupport.parkNanos(2_000_000_000L);
        List<Long> pings = ping(seconds);
        double costs = count == 0 ? 0 : (memory() - before) / 1024.0 / count;
        over = true;
        taker.join();
        double elapsed = (System.nanoTime() - startNanos) / 1e9;
        Collections.sort(pings);
        double slowest = taken.stream().mapToDouble(bytes -> bytes[0]).min().orElse(0) / elapsed / 1000;
        double quickest = taken.stream().mapToDouble(bytes -> bytes[0]).max().orElse(0) / elapsed / 1000;
        System.out.println(pings.get(pings.size() * 99 / 100) / 1e6 + " " + costs + " " + slowest + " " + quickest);
    }

    /** Each gets its share ten times a second, by one thread. */
    private void take() {
        ByteBuffer share = ByteBuffer.allocateDirect(BYTES_A_SECOND / TURNS_A_SECOND);
        long turnNanos = 1_000_000_000L / TURNS_A_SECOND;
        try {
            for (long due = System.nanoTime(); !over; due += turnNanos) {
                for (int i = 0; i < clients.size(); i++) {
                    int count = clients.get(i).read(share.clear());
                    if (count < 0) {
                        throw new IOException("The connection was closed");
                    }
                    taken.get(i)[0] += count;
                }
                while (System.nanoTime() < due + turnNanos) {
                    LockSupport.parkNanos(due + turnNanos - System.nanoTime());
                }
            }
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private List<Long> ping(int seconds) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(server.getPort())) {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() < end) {
                long called = System.nanoTime();
                connection.get("/ping");
                nanos.add(System.nanoTime() - called);
                LockSupport.parkNanos(5_000_000);
            }
        }
        return nanos;
    }

    private long memory() throws IOException {
        try (HttpConnection connection = new HttpConnection(server.getPort())) {
            return connection.number("/memory");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Sends a gigabyte, at once as one body; in megabytes a second. */
final class Uploads implements Workload {

    private static final long BYTES = 1_000_000_000;

    private final WebServer server;
    private final Path folder;
    private final byte[] chunk = new byte[1 << 20];
    private int count;

    Uploads(Site site, String stack) throws Exception {
        folder = Files.createDirectories(site.directory().resolve("web").resolve("uploads"));
        server = new WebServer(site, "128m", folder.getParent(), stack);
        new Random(1).nextBytes(chunk);
        round(0);
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("Only whole rounds");
    }

    @Override
    public double round(long nanos) throws Exception {
        String name = "upload-" + ProcessHandle.current().pid() + "-" + count++ + ".bin";
        long start = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "PUT /FileUpload/uploads/" + name + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Type: application/octet-stream\r\nContent-Length: " + BYTES + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            for (long left = BYTES; left > 0; left -= Math.min(left, chunk.length)) {
                socket.getOutputStream().write(chunk, 0, (int) Math.min(left, chunk.length));
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200") || Files.size(folder.resolve(name)) != BYTES) {
                throw new IOException(answer);
            }
        } finally {
            Files.deleteIfExists(folder.resolve(name));
        }
        return BYTES / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        server.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The least that can fetch over HTTP: a client that costs nothing. Understands answers that say how long they are. */
final class HttpConnection implements Closeable {

    private final Socket socket;
    private final InputStream input;

    HttpConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /** {@return the length of what came} */
    int get(String path) throws IOException {
        int length = head(path);
        input.skipNBytes(length);
        return length;
    }

    /** {@return the number that came} */
    long number(String path) throws IOException {
        return Long.parseLong(new String(input.readNBytes(head(path)), StandardCharsets.US_ASCII));
    }

    private int head(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        if (!status.contains(" 200 ")) {
            throw new IOException(status + " for " + path);
        }
        return length;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new IOException("The connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

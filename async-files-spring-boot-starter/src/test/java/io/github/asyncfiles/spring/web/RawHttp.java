// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A connection on which one says exactly what is sent, and sees exactly what comes back. */
final class RawHttp implements AutoCloseable {

    final Socket socket;
    private final InputStream in;

    RawHttp(int port) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(20_000);
        in = socket.getInputStream();
    }

    /** An answer. */
    record Answer(int status, Map<String, List<String>> headers, byte[] body) {

        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : String.join(", ", values);
        }

        String text() {
            return new String(body, ISO_8859_1);
        }
    }

    /** Sends a request and takes its answer, on a connection of its own. */
    static Answer exchange(int port, String method, String path, String... headers) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            http.send(method, path, headers);
            return http.answer(method);
        }
    }

    RawHttp send(String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return send(request.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Takes an answer; fails with an {@link EOFException} when the connection ends before its end. */
    Answer answer(String method) throws IOException {
        Answer head = head();
        return new Answer(head.status, head.headers, body(method, head));
    }

    /** Takes status and headers, and leaves the body. */
    Answer head() throws IOException {
        String status = line();
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, new byte[0]);
    }

    private byte[] body(String method, Answer head) throws IOException {
        if (method.equals("HEAD") || head.status == 204 || head.status == 304) {
            return new byte[0];
        }
        if ("chunked".equals(head.header("Transfer-Encoding"))) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int length = chunkLength(); length > 0; length = chunkLength()) {
                body.write(exactly(length));
                line();
            }
            line();
            return body.toByteArray();
        }
        String length = head.header("Content-Length");
        return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length));
    }

    private int chunkLength() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("Ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("Ended in: " + line);
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

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;

/** A connection on which one says exactly what is sent, and when it ends. */
final class RawHttp implements AutoCloseable {

    static final String FORM = "multipart/form-data; boundary=XX";

    private final Socket socket;

    RawHttp(int port) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(30_000);
    }

    RawHttp send(String method, String path, String... headers) throws IOException {
        return send((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "\r\n" : "\r\n\r\n"))
                .getBytes(UTF_8));
    }

    RawHttp send(byte[] bytes) throws IOException {
        return send(bytes, bytes.length);
    }

    RawHttp send(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
        return this;
    }

    /** Sends a chunk of a body that does not tell its length. */
    RawHttp chunk(byte[] bytes) throws IOException {
        return send((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8))
                .send(bytes)
                .send("\r\n".getBytes(UTF_8));
    }

    /** Takes as much of an answer as is asked for, or less if it ends before. */
    byte[] take(int bytes) throws IOException {
        return socket.getInputStream().readNBytes(bytes);
    }

    /** A whole answer, and whether it is the last one of its connection. */
    record Answer(int status, byte[] body, boolean isLast) {}

    /** Takes one answer, of a length that is told or in chunks; fails when the connection ends before it. */
    Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = -1;
        boolean isLast = false;
        for (String header = header(); !header.isEmpty(); header = header()) {
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            isLast |= header.equals("connection: close");
        }
        return new Answer(status, length < 0 ? chunks() : exactly(length), isLast);
    }

    private String header() throws IOException {
        return line().toLowerCase(Locale.ROOT);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length;
        do {
            length = Integer.parseInt(line(), 16);
            body.writeBytes(exactly(length));
            line();
        } while (length > 0);
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = take(length);
        if (bytes.length < length) {
            throw new EOFException("ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte next = exactly(1)[0]; next != '\n'; next = exactly(1)[0]) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Takes the rest of what comes, until the connection ends, properly or not. */
    String rest() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (byte[] next = take(1); next.length > 0; next = take(1)) {
                rest.writeBytes(next);
            }
        } catch (IOException reset) {
            // What came before it has come.
        }
        return rest.toString(UTF_8);
    }

    /** Goes away with a reset, as a process does that is killed while there is something to read. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A form: the headers of each part, and its content. */
    static byte[] form(Object... headersAndContents) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (int i = 0; i < headersAndContents.length; i += 2) {
            form.writeBytes(
                    ("--XX\r\nContent-Disposition: form-data; " + headersAndContents[i] + "\r\n\r\n").getBytes(UTF_8));
            Object content = headersAndContents[i + 1];
            form.writeBytes(content instanceof byte[] bytes ? bytes : ((String) content).getBytes(UTF_8));
            form.writeBytes("\r\n".getBytes(UTF_8));
        }
        form.writeBytes("--XX--\r\n".getBytes(UTF_8));
        return form.toByteArray();
    }
}

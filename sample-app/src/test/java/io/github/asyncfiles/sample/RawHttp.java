// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;

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

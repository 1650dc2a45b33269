// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.springframework.http.HttpHeaders;

/** Writes a form. */
final class Form {

    static final String BOUNDARY = "bound";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final String boundary;

    Form() {
        this(BOUNDARY);
    }

    Form(String boundary) {
        this.boundary = boundary;
    }

    static HttpHeaders headers() {
        return headers("multipart/form-data; boundary=" + BOUNDARY);
    }

    static HttpHeaders headers(String contentType) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, contentType);
        return headers;
    }

    Form field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"\r\n", value.getBytes(UTF_8));
    }

    Form file(String fileName, byte[] content) {
        return part(
                "Content-Disposition: form-data; name=\"file\"; filename=\"" + fileName
                        + "\"\r\nContent-Type: image/png\r\n",
                content);
    }

    Form file(String fileName, String content) {
        return file(fileName, content.getBytes(UTF_8));
    }

    Form part(String headers, byte[] content) {
        bytes.writeBytes(("--" + boundary + "\r\n" + headers + "\r\n").getBytes(UTF_8));
        bytes.writeBytes(content);
        bytes.writeBytes("\r\n".getBytes(UTF_8));
        return this;
    }

    byte[] end() {
        bytes.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
        return bytes.toByteArray();
    }

    byte[] unfinished() {
        return bytes.toByteArray();
    }
}

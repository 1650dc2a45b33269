// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.asyncfiles.spring.web.internal.Body;
import io.github.asyncfiles.spring.web.internal.Chunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What {@code MockMvc} makes of {@code multipart(…).file(…).param(…)}: a request that has parts, but no body. Here it gets
 * one, as a client would have sent it, the fields before the files.
 */
final class MockForm implements Body {

    private static final int CHUNK_BYTES = 16 * 1024;

    private final String boundary = UUID.randomUUID().toString();
    private final HttpHeaders headers = new HttpHeaders();
    private final ByteBuffer left;

    MockForm(MultipartHttpServletRequest request) {
        headers.putAll(new ServletServerHttpRequest(request).getHeaders());
        headers.setContentType(new MediaType(MediaType.MULTIPART_FORM_DATA, Map.of("boundary", boundary)));
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        try {
            left = ByteBuffer.wrap(written(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return those of the request, which tell what stands between the parts} */
    HttpHeaders headers() {
        return headers;
    }

    private byte[] written(MultipartHttpServletRequest request) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        Set<String> ofTheAddress = UriComponentsBuilder.newInstance()
                .query(request.getQueryString())
                .build()
                .getQueryParams()
                .keySet();
        for (Map.Entry<String, String[]> field : request.getParameterMap().entrySet()) {
            if (!ofTheAddress.contains(field.getKey())) {
                for (String value : field.getValue()) {
                    part(form, ContentDisposition.formData().name(field.getKey()), null, value.getBytes(UTF_8));
                }
            }
        }
        for (List<MultipartFile> files : request.getMultiFileMap().values()) {
            for (MultipartFile file : files) {
                part(
                        form,
                        ContentDisposition.formData().name(file.getName()).filename(file.getOriginalFilename()),
                        file.getContentType(),
                        file.getBytes());
            }
        }
        form.write(("--" + boundary + "--\r\n").getBytes(UTF_8));
        return form.toByteArray();
    }

    private void part(
            ByteArrayOutputStream form, ContentDisposition.Builder disposition, @Nullable String type, byte[] content)
            throws IOException {
        String head = "--" + boundary + "\r\nContent-Disposition: " + disposition.build() + "\r\n"
                + (type == null ? "" : "Content-Type: " + type + "\r\n") + "\r\n";
        form.write(head.getBytes(UTF_8));
        form.write(content);
        form.write("\r\n".getBytes(UTF_8));
    }

    @Override
    public CompletableFuture<@Nullable Chunk> next() {
        if (!left.hasRemaining()) {
            return CompletableFuture.completedFuture(null);
        }
        ByteBuffer next = left.slice(left.position(), Math.min(left.remaining(), CHUNK_BYTES));
        left.position(left.position() + next.remaining());
        return CompletableFuture.completedFuture(new Chunk(next, () -> {}));
    }

    @Override
    public void abandon() {
        // Nobody waits for it.
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/**
 * What was sent comes back the same, however large: 64 MB, or {@code -Dtransfer.megabytes=1024}. Neither the client nor the
 * server holds it.
 */
@TestPropertySource(
        properties = {"async-files.web.upload.max-file-size=8GB", "async-files.web.upload.max-request-size=8GB"})
abstract class TransferContract extends DeskFixture {

    private static final long BYTES = Long.getLong("transfer.megabytes", 64) << 20;

    @Test
    void aBodyOfKnownLength() throws Exception {
        BodyPublisher body = BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> new Content(1)), BYTES);

        accepted(request("/files/large").PUT(body));

        assertThat(downloaded("large")).isEqualTo(sha256(new Content(1)));
    }

    @Test
    void aBodyOfUnknownLength() throws Exception {
        accepted(request("/files/large").PUT(BodyPublishers.ofInputStream(() -> new Content(2))));

        assertThat(downloaded("large")).isEqualTo(sha256(new Content(2)));
    }

    @Test
    void twoFilesOfAForm() throws Exception {
        Supplier<InputStream> form = () -> new SequenceInputStream(Collections.enumeration(List.of(
                text("--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"first\"\r\n\r\n"),
                new Content(3),
                text("\r\n--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"second\"\r\n\r\n"),
                new Content(4),
                text("\r\n--XX--\r\n"))));

        accepted(request("/files").header("Content-Type", RawHttp.FORM).POST(BodyPublishers.ofInputStream(form)));

        assertThat(downloaded("first")).isEqualTo(sha256(new Content(3)));
        assertThat(downloaded("second")).isEqualTo(sha256(new Content(4)));
    }

    private void accepted(HttpRequest.Builder upload) throws Exception {
        HttpResponse<String> response = send(upload.timeout(Duration.ofMinutes(5)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private String downloaded(String name) throws Exception {
        HttpResponse<InputStream> response = http.send(
                request("/files/" + name).timeout(Duration.ofMinutes(5)).build(), BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(BYTES);
        return sha256(response.body());
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static String sha256(InputStream content) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(content, digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Bytes that look like chance, and are the same for the same seed. */
    private static final class Content extends InputStream {

        private final SplittableRandom random;
        private final byte[] block = new byte[1 << 16];
        private int position = block.length;
        private long left = BYTES;

        Content(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            if (position == block.length) {
                random.nextBytes(block);
                position = 0;
            }
            int count = (int) Math.min(left, Math.min(length, block.length - position));
            System.arraycopy(block, position, bytes, offset, count);
            position += count;
            left -= count;
            return count;
        }
    }
}

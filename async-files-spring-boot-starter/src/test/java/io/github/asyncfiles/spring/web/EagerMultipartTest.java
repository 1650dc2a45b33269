// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An application that has Spring read forms before its controllers run cannot take them as an upload, and is told why. */
@ExtendWith(OutputCaptureExtension.class)
class EagerMultipartTest {

    @TempDir
    Path dir;

    @Test
    void theLogSaysWhatToSet(CapturedOutput output) throws Exception {
        try (Server.Running running = Server.TOMCAT.start(dir, "spring.servlet.multipart.resolve-lazily=false")) {
            byte[] form = UploadContract.form("name=\"a\"; filename=\"a\"", "content");
            assertThat(post(running.port(), UploadContract.FORM, form).status()).isEqualTo(500);
            await().untilAsserted(() -> assertThat(output)
                    .contains("The form was read already", "set spring.servlet.multipart.resolve-lazily=true"));

            // Of other bodies it reads nothing.
            assertThat(post(running.port(), "text/plain", "content".getBytes()).text())
                    .isEqualTo("7");
            assertThat(dir.resolve("file")).hasContent("content");
        }
    }

    private static Answer post(int port, String type, byte[] body) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            http.send("POST", "/upload/new/file", "Content-Type: " + type, "Content-Length: " + body.length);
            return http.send(body).answer("POST");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Paths at which there is nothing to send: a status, one word to those who asked, nothing in the log. */
@ExtendWith(OutputCaptureExtension.class)
class BadPathDownloadTest {

    @ParameterizedTest
    @CsvSource({"TOMCAT, auto", "TOMCAT, portable", "JETTY, auto", "NETTY, auto", "NETTY, portable"})
    void isAnsweredWithAStatusAndCleanly(Server server, String engine, @TempDir Path dir, CapturedOutput output)
            throws Exception {
        Files.writeString(dir.resolve("file"), "content");
        Files.writeString(dir.resolve("gone"), "content");
        Files.write(dir.resolve("large"), new byte[300_000]);
        Files.createDirectory(dir.resolve("directory"));
        Files.createSymbolicLink(dir.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nowhere"));
        Process mkfifo = new ProcessBuilder("mkfifo", dir.resolve("fifo").toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (String name : List.of("absent", "directory", "fifo", "loop", "dangling", "x".repeat(300))) {
            expected.put("/odd/counted/" + name, 404);
            expected.put("/odd/cached/" + name, 404);
        }
        expected.put("/odd/counted/file", 200);
        expected.put("/odd/below/file", 404);
        expected.put("/odd/below/directory", 404);
        expected.put("/odd/gone/gone", 404);
        expected.put("/odd/denied/file", 403);
        expected.put("/odd/refused/file", 503);
        expected.put("/odd/unread/file", 503);
        expected.put("/odd/unread/large", 503);

        SoftAssertions requests = new SoftAssertions();
        try (Server.Running running = server.start(dir, List.of(OddDownloads.class), "async-files.engine=" + engine)) {
            OddDownloads odd = running.bean(OddDownloads.class);
            for (Map.Entry<String, Integer> request : expected.entrySet()) {
                Answer answer = get(running, request.getKey());
                requests.assertThat(answer.status()).as(request.getKey()).isEqualTo(request.getValue());
                if (answer.status() != 200) {
                    // What the application said of the file, nobody is to keep of the error.
                    requests.assertThat(answer.headers().toString())
                            .as(request.getKey())
                            .doesNotContain("max-age", "ETag", "Content-Disposition");
                }
            }
            requests.assertThat(output.getAll()).doesNotContain("\tat ", "ERROR");
            // A mistake of the application, which the log may call one.
            requests.assertThat(get(running, "/odd/closed/file").status()).isEqualTo(500);

            await().untilAsserted(() -> assertThat(odd.ended).containsExactlyInAnyOrderElementsOf(odd.begun));
            assertThat(odd.begun).hasSize(expected.size() + 1);
            await().untilAsserted(() -> assertThat(
                            running.bean(AsyncFileTemplate.class).openFiles())
                    .isZero());
        }
        requests.assertAll();
    }

    private static Answer get(Server.Running running, String path) throws IOException {
        return RawHttp.exchange(running.port(), "GET", path + "?id=" + path);
    }
}

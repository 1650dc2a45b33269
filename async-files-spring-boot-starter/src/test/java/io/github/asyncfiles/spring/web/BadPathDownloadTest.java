// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
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

        SoftAssertions requests = new SoftAssertions();
        try (Server.Running running = server.start(dir, List.of(OddDownloads.class), "async-files.engine=" + engine)) {
            OddDownloads odd = running.bean(OddDownloads.class);
            for (Map.Entry<String, Integer> request : expected.entrySet()) {
                requests.assertThat(status(running, request.getKey()))
                        .as(request.getKey())
                        .isEqualTo(request.getValue());
            }
            requests.assertThat(output.getAll()).doesNotContain("\tat ", "ERROR");
            // A mistake of the application, which the log may call one.
            requests.assertThat(status(running, "/odd/closed/file")).isEqualTo(500);

            await().untilAsserted(() -> assertThat(odd.ended).containsExactlyInAnyOrderElementsOf(odd.begun));
            assertThat(odd.begun).hasSize(expected.size() + 1);
            await().untilAsserted(() -> assertThat(
                            running.bean(AsyncFileTemplate.class).openFiles())
                    .isZero());
        }
        requests.assertAll();
    }

    private static int status(Server.Running running, String path) throws IOException {
        return RawHttp.exchange(running.port(), "GET", path + "?id=" + path).status();
    }
}

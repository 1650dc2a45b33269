// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The requests of the {@link RequestTable} on every server. */
@ExtendWith(OutputCaptureExtension.class)
class ConditionalDownloadTest {

    @ParameterizedTest
    @EnumSource(Server.class)
    void isAnsweredAsTheRfcHasIt(Server server, @TempDir Path dir, CapturedOutput output) throws IOException {
        RequestTable.write(dir);
        assertThat(RequestTable.rows())
                .hasSizeGreaterThan(150)
                .doesNotHaveDuplicates()
                .extracting(RequestTable.Row::name)
                .doesNotHaveDuplicates();
        SoftAssertions rows = new SoftAssertions();
        // All on the same connection, which every answer has to leave in order.
        try (Server.Running running = server.start(dir, "server.tomcat.max-keep-alive-requests=-1");
                RawHttp http = new RawHttp(running.port())) {
            for (RequestTable.Row row : RequestTable.rows()) {
                byte[] content = Files.readAllBytes(dir.resolve(row.file()));
                String path = "/files/plain/" + row.file();
                Answer whole = http.send("HEAD", path).answer("HEAD");
                Answer answer = http.send(row.method(), path, row.headers(whole.header("ETag")))
                        .answer(row.method());

                rows.assertThat(RequestTable.seen(answer, row.method(), content))
                        .as(row.name())
                        .isEqualTo(row.expected(content));
                rows.assertThat(wrongHeaders(answer, whole, row)).as(row.name()).isEmpty();
            }
            await().untilAsserted(() -> assertThat(
                            running.bean(AsyncFileTemplate.class).openFiles())
                    .isZero());
        }
        rows.assertAll();
        assertThat(output.getAll()).doesNotContain("\tat ");
    }

    private static List<String> wrongHeaders(Answer answer, Answer whole, RequestTable.Row row) {
        List<String> wrong = new ArrayList<>();
        compare("ETag", answer, whole.header("ETag"), wrong);
        compare("Last-Modified", answer, whole.header("Last-Modified"), wrong);
        boolean hasBody = answer.status() < 300;
        boolean isHead = row.method().equals("HEAD");
        if (hasBody && !isHead) {
            compare("Content-Length", answer, "" + answer.body().length, wrong);
        }
        if (!hasBody) {
            String length = answer.header("Content-Length");
            // Jetty says 0 of every 304, Netty nothing of an answer to HEAD.
            if (!"0".equals(length) && !(length == null && (answer.status() == 304 || isHead))) {
                wrong.add("Content-Length: " + length);
            }
            compare("Content-Type", answer, null, wrong);
            if (answer.body().length > 0) {
                wrong.add("a body");
            }
        } else if (!row.ranges().matches(".*[ {].*")) {
            compare("Content-Type", answer, whole.header("Content-Type"), wrong);
        }
        if (hasBody && !row.method().equals("POST")) {
            compare("Accept-Ranges", answer, "bytes", wrong);
        }
        return wrong;
    }

    private static void compare(String name, Answer answer, String expected, List<String> wrong) {
        String actual = answer.header(name);
        if (expected == null ? actual != null : !expected.equals(actual)) {
            wrong.add(name + ": " + actual + " instead of " + expected);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Files of clients, sent from the other end of the connection: the same on every server. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UploadContract {

    static final String FORM = "multipart/form-data; boundary=XX";

    private final Server server;
    Server.Running running;
    Path dir;

    UploadContract(Server server) {
        this.server = server;
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        this.dir = dir;
        running = server.start(
                dir,
                "async-files.web.idle-timeout=2s",
                "async-files.web.upload.max-file-size=1MB",
                "async-files.web.upload.max-request-size=1500KB",
                "async-files.web.upload.max-parts=20");
    }

    @AfterEach
    void everythingIsClosedAndTheLogIsClean(CapturedOutput output) throws IOException {
        await().untilAsserted(() ->
                assertThat(running.bean(AsyncFileTemplate.class).openFiles()).isZero());
        assertThat(output.getAll()).doesNotContain("\tat ");
        for (String name : entries()) {
            Files.delete(dir.resolve(name));
        }
    }

    @AfterAll
    void stop() {
        running.close();
    }

    List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    Answer upload(String method, String path, String contentType, byte[] body) throws IOException {
        try (RawHttp http = new RawHttp(running.port())) {
            http.send(
                    method,
                    path,
                    "Content-Type: " + contentType,
                    "Content-Length: " + body.length,
                    "Connection: close");
            try {
                http.send(body);
            } catch (SocketException e) {
                // The answer may come, and the connection end, before all is taken.
            }
            return http.answer(method);
        }
    }

    /** Parts of a form: a header block, and content. */
    static byte[] form(Object... headersAndContents) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (int i = 0; i < headersAndContents.length; i += 2) {
            form.write(
                    ("--XX\r\nContent-Disposition: form-data; " + headersAndContents[i] + "\r\n\r\n").getBytes(UTF_8));
            Object content = headersAndContents[i + 1];
            form.write(content instanceof byte[] bytes ? bytes : ((String) content).getBytes(UTF_8));
            form.write("\r\n".getBytes(UTF_8));
        }
        form.write("--XX--\r\n".getBytes(UTF_8));
        return form.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "mono", "functional", "written"})
    void aBodyIsSaved(String how) throws IOException {
        for (int size : new int[] {0, 1, 16 * 1024, 1 << 20}) {
            byte[] content = random(size);
            Answer answer = upload("POST", "/upload/" + how + "/f" + size, "image/x-any", content);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("" + size);
            assertThat(dir.resolve("f" + size)).hasBinaryContent(content);
        }
    }

    @Test
    void aBodyReplacesAFile() throws IOException {
        Files.writeString(dir.resolve("file"), "old");
        byte[] content = random(1_000_000);

        assertThat(upload("PUT", "/upload/atomically/file", "text/plain", content)
                        .text())
                .isEqualTo("1000000");

        assertThat(dir.resolve("file")).hasBinaryContent(content);
        assertThat(entries()).containsExactly("file");
    }

    @Test
    void aFormIsSaved() throws IOException {
        byte[] first = random(1_000_000);
        byte[] second = random(70_000);
        byte[] form = form(
                "name=\"title\"", "Grüße",
                "name=\"a\"; filename=\"../../first.bin\"", first,
                "name=\"title\"", "again",
                "name=\"b\"; filename=\"second.bin\"", second,
                "name=\"none\"; filename=\"\"", "");

        Answer answer = upload("POST", "/upload/form", FORM, form);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String json = new String(answer.body(), UTF_8);
        List<String> files = JsonPath.read(json, "$.files");
        List<String> titles = JsonPath.read(json, "$.fields.title");
        assertThat(files).containsExactly("a=first.bin:1000000", "b=second.bin:70000");
        assertThat(titles).containsExactly("Grüße", "again");
        assertThat(dir.resolve("first.bin")).hasBinaryContent(first);
        assertThat(dir.resolve("second.bin")).hasBinaryContent(second);
        assertThat(entries()).containsExactly("first.bin", "second.bin");
    }

    @Test
    void theOnlyFileOfAFormIsLikeABody() throws IOException {
        byte[] content = random(100_000);
        byte[] form = form("name=\"before\"", "x", "name=\"f\"; filename=\"f\"", content, "name=\"after\"", "y");
        for (String path : List.of("new/n", "mono/m", "functional/f", "written/w")) {
            assertThat(upload("POST", "/upload/" + path, FORM, form).text()).isEqualTo("100000");
            assertThat(dir.resolve(path.substring(path.length() - 1))).hasBinaryContent(content);
        }
        assertThat(upload("POST", "/upload/counted", FORM, form).text()).isEqualTo("100000");
    }

    @Test
    void whatIsWrongHasItsStatusAndLeavesNothing() throws IOException {
        assertThat(upload("POST", "/upload/new/x", "application/x-www-form-urlencoded", random(10))
                        .status())
                .isEqualTo(415);
        assertThat(upload("POST", "/upload/new/x", "multipart/mixed; boundary=XX", form())
                        .status())
                .isEqualTo(415);
        assertThat(upload("POST", "/upload/new/x", FORM, form()).status()).isEqualTo(400);
        assertThat(upload("POST", "/upload/new/x", FORM, random(1000)).status()).isEqualTo(400);
        assertThat(upload(
                                "POST",
                                "/upload/new/x",
                                FORM,
                                form("name=\"a\"; filename=\"a\"", "1", "name=\"b\"; filename=\"b\"", "2"))
                        .status())
                .isEqualTo(400);
        assertThat(upload("POST", "/upload/new/x", "a/b", random((1 << 20) + 1)).status())
                .isEqualTo(413);
        assertThat(upload("POST", "/upload/form", FORM, form("name=\"a\"; filename=\"a\"", random((1 << 20) + 1)))
                        .status())
                .isEqualTo(413);
        Object[] parts = Stream.iterate(0, i -> i + 1)
                .limit(21)
                .flatMap(i -> Stream.of("name=\"f\"; filename=\"f" + i + "\"", "content"))
                .toArray();
        assertThat(upload("POST", "/upload/form", FORM, form(parts)).status()).isEqualTo(413);
        assertThat(entries()).isEmpty();
    }

    @Test
    void aClientThatStopsSendingIsToldSo() throws IOException {
        for (String head : new String[] {"Content-Length: 1000000", "Transfer-Encoding: chunked"}) {
            try (RawHttp http = new RawHttp(running.port())) {
                http.send("POST", "/upload/new/stalled", "Content-Type: a/b", head);
                http.send("5\r\nhello\r\n".getBytes(UTF_8));

                assertThat(http.answer("POST").status()).isEqualTo(408);
            }
            await().untilAsserted(() -> assertThat(entries()).isEmpty());
        }
    }

    @Test
    void whatTheApplicationSaysOfAStallComesToItsEnd() throws IOException {
        for (String head : new String[] {"Content-Length: 1000000", "Transfer-Encoding: chunked"}) {
            try (RawHttp http = new RawHttp(running.port())) {
                http.send("POST", "/upload/explained/stalled", "Content-Type: a/b", head);
                http.send("5\r\nhello\r\n".getBytes(UTF_8));

                Answer answer = http.answer("POST");

                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.text()).isEqualTo("Because: STALLED");
            }
        }
        await().untilAsserted(() -> assertThat(entries()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"new/f", "atomically/f", "form"})
    void aClientThatGoesAwayLeavesNothingBehind(String path) throws IOException {
        for (int bytes : new int[] {0, 10, 5000, 500_000}) {
            // Another name each time: the file before may not be gone yet.
            byte[] form = form(
                    "name=\"a\"; filename=\"a" + bytes + "\"", random(1000),
                    "name=\"b\"; filename=\"b" + bytes + "\"", random(1_000_000));
            try (RawHttp http = new RawHttp(running.port())) {
                http.send(
                        path.startsWith("at") ? "PUT" : "POST",
                        "/upload/" + path + (path.equals("form") ? "" : bytes),
                        "Content-Type: " + FORM,
                        "Content-Length: " + form.length);
                http.send(Arrays.copyOf(form, bytes));
            } catch (SocketException e) {
                // A second file is one too many for some: the connection may end before all is taken.
            }
        }
        await().untilAsserted(() -> assertThat(entries()).isEmpty());
        await().untilAsserted(() ->
                assertThat(running.bean(AsyncFileTemplate.class).openFiles()).isZero());
    }
}

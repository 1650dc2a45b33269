// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

/** The desk over HTTP, the same on both stacks. */
@TestPropertySource(
        properties = {
            "async-files.web.upload.max-file-size=4MB",
            "async-files.web.upload.max-request-size=6MB",
            "async-files.max-file-size=1MB"
        })
abstract class FileDeskContract extends DeskFixture {

    abstract String expectedServer();

    @Test
    void runsOnTheExpectedServer() {
        assertThat(((WebServerApplicationContext) context)
                        .getWebServer()
                        .getClass()
                        .getSimpleName())
                .startsWith(expectedServer());
    }

    @Test
    void aFileIsPutReadListedAndDeleted() throws Exception {
        String text = "Grüße, 世界\n";
        HttpResponse<String> put = put("note.txt", text.getBytes(StandardCharsets.UTF_8));
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat((String) JsonPath.read(put.body(), "$.name")).isEqualTo("note.txt");
        assertThat((int) JsonPath.read(put.body(), "$.size")).isEqualTo(16);
        assertThat(desk().resolve("note.txt")).hasContent(text);

        HttpResponse<String> asText = get("/files/note.txt/text");
        assertThat(asText.body()).isEqualTo(text);
        assertThat(asText.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
        HttpResponse<String> asBytes = get("/files/note.txt");
        assertThat(asBytes.body()).isEqualTo(text);
        assertThat(asBytes.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(asBytes.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"note.txt\"");

        put("a.txt", new byte[3]);
        String list = get("/files").body();
        assertThat(elements(list, "$[*].name")).containsExactly("a.txt", "note.txt");
        assertThat(elements(list, "$[*].size")).containsExactly(3, 16);
        String attributes = get("/files/note.txt/attributes").body();
        assertThat((String) JsonPath.read(attributes, "$.modified"))
                .startsWith(Files.getLastModifiedTime(desk().resolve("note.txt"))
                        .toString()
                        .substring(0, 19));
        assertThat((boolean) JsonPath.read(attributes, "$.directory")).isFalse();

        HttpResponse<String> deleted = send(request("/files/note.txt").DELETE());
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(desk().resolve("note.txt")).doesNotExist();
        assertThat(send(request("/files/note.txt").DELETE()).statusCode()).isEqualTo(404);
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        assertThat(put("empty", new byte[0]).statusCode()).isEqualTo(200);
        assertThat(get("/files/empty").body()).isEmpty();
        assertThat(get("/files/empty/text").body()).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        for (String path : List.of("/files/absent", "/files/absent/text", "/files/absent/attributes", "/nowhere")) {
            HttpResponse<String> response = get(path);
            assertProblem(response, 404);
            assertThat(response.body()).doesNotContain(folder.toString());
        }
        assertThat((String) JsonPath.read(get("/files/absent").body(), "$.detail"))
                .isEqualTo("There is no file 'absent'.");
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        byte[] tooLarge = new byte[(4 << 20) + 1];
        assertRefused(413, "PUT", "/files/too-large", "application/octet-stream", tooLarge);
        assertThat(entries()).isEmpty();

        Files.write(desk().resolve("on-disk"), tooLarge);
        assertProblem(get("/files/on-disk/text"), 413);
    }

    @Test
    void downloadsOfAnySizeAreSent() throws Exception {
        byte[] content = new byte[(4 << 20) + 1];
        new Random(42).nextBytes(content);
        Files.write(desk().resolve("large.bin"), content);

        HttpResponse<byte[]> got = http.send(request("/files/large.bin").build(), BodyHandlers.ofByteArray());

        assertThat(got.body()).isEqualTo(content);
    }

    @Test
    void aBodyThatDoesNotTellItsLengthIsLimitedToo() throws Exception {
        // By hand: a client that keeps sending after the answer may never see it.
        try (RawHttp raw = new RawHttp(port)) {
            raw.send("PUT", "/files/endless", "Transfer-Encoding: chunked", "Content-Type: application/octet-stream");
            try {
                for (int i = 0; i < 5; i++) {
                    raw.chunk(new byte[1 << 20]);
                }
            } catch (IOException closedByServer) {
                // That is an answer too; what it was can still be read.
            }
            assertThat(new String(raw.take(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
        await().untilAsserted(() -> assertThat(entries()).isEmpty());
    }

    @Test
    void aPartOfAFileIsSent() throws Exception {
        put("digits.txt", "0123456789".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> part = send(request("/files/digits.txt").header("Range", "bytes=2-4"));
        HttpResponse<String> end = send(request("/files/digits.txt").header("Range", "bytes=-2"));
        HttpResponse<String> beyond = send(request("/files/digits.txt").header("Range", "bytes=10-"));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
        assertThat(end.body()).isEqualTo("89");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).hasValue("bytes */10");
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws Exception {
        put("note.txt", "first".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> first = get("/files/note.txt");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        String modified = first.headers().firstValue("Last-Modified").orElseThrow();

        HttpResponse<String> same = send(request("/files/note.txt").header("If-None-Match", tag));
        HttpResponse<String> unchanged = send(request("/files/note.txt").header("If-Modified-Since", modified));
        put("note.txt", "second".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> changed = send(request("/files/note.txt").header("If-None-Match", tag));

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("second");
    }

    @Test
    void headTellsWhatGetWouldSend() throws Exception {
        put("note.txt", new byte[12]);

        HttpResponse<String> head = send(request("/files/note.txt").method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("12");
    }

    @Test
    void aClientThatStopsInTheMiddleLeavesNothing() throws Exception {
        put("kept", "kept".getBytes(StandardCharsets.UTF_8));
        for (String name : List.of("kept", "absent")) {
            try (RawHttp raw = new RawHttp(port)) {
                raw.send("PUT", "/files/" + name, "Content-Length: 1000000").send(new byte[500_000]);
                await().until(() -> entries().stream().anyMatch(entry -> entry.startsWith(".upload-")));
                assertThat(elements(get("/files").body(), "$[*].name")).containsExactly("kept");
            }
        }

        await().untilAsserted(() -> assertThat(entries()).containsExactly("kept"));
        assertThat(desk().resolve("kept")).hasContent("kept");
    }

    @Test
    void fieldsOfAFormAreNoFile() throws Exception {
        put("kept", "kept".getBytes(StandardCharsets.UTF_8));
        assertProblem(
                send(request("/files/kept")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(BodyPublishers.ofString("a=b"))),
                415);
        assertThat(desk().resolve("kept")).hasContent("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "..%5Csecret", "a%00b", "%20", ".hidden"})
    void namesThatAreNoneAreRefused(String name) throws Exception {
        Files.writeString(folder.resolve("secret"), "hidden content");
        for (String method : List.of("GET", "PUT", "DELETE")) {
            HttpResponse<String> response =
                    send(request("/files/" + name).method(method, BodyPublishers.ofString("x")));
            assertThat(response.statusCode()).as(method).isBetween(400, 405);
            assertThat(response.body()).doesNotContain(folder.toString(), "hidden content");
        }
        assertThat(folder.resolve("secret")).hasContent("hidden content");
        assertThat(desk()).isEmptyDirectory();
    }

    @Test
    void encodedSlashesDoNotLeadOut() throws Exception {
        Files.writeString(folder.resolve("secret"), "hidden content");
        HttpResponse<String> response = get("/files/..%2F..%2Fsecret");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("hidden content");
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws Exception {
        assertProblem(put("n".repeat(300), new byte[1]), 400);
    }

    @Test
    void whatIsNoTextIsSaidToBeNone() throws Exception {
        put("binary", new byte[] {(byte) 0xFF, 0, 1});

        assertProblem(get("/files/binary/text"), 422);
    }

    @Test
    void aDirectoryIsListedAndNotRead() throws Exception {
        Files.createDirectory(desk().resolve("sub"));

        assertThat(elements(get("/files").body(), "$[*].directory")).containsExactly(true);
        assertProblem(get("/files/sub"), 409);
    }

    @Test
    void actuatorShowsTheOperations() throws Exception {
        put("measured", new byte[5]);
        get("/files/absent");

        assertThat(get("/actuator/health").body()).contains("UP");
        String metric = get("/actuator/metrics/async.files.operations").body();
        assertThat(elements(metric, "$.availableTags[?(@.tag=='operation')].values[*]"))
                .contains("write", "open");
        assertThat(elements(metric, "$.availableTags[?(@.tag=='outcome')].values[*]"))
                .contains("success", "error");
        assertThat(get("/actuator/prometheus").body())
                .contains(
                        "async_files_operations_seconds_count{",
                        "async_files_bytes_total{",
                        "async_files_active_operations");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The desk over HTTP, the same on both stacks. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "file-desk.max-upload=32MB")
abstract class FileDeskContract {

    @TempDir
    static Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    int port;

    @Autowired
    ApplicationContext context;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("file-desk.folder", () -> folder.resolve("new").resolve("desk"));
    }

    abstract String expectedServer();

    @BeforeEach
    void emptyTheFolder() throws IOException {
        try (var entries = Files.list(desk())) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
    }

    Path desk() {
        return folder.resolve("new").resolve("desk");
    }

    @Test
    void runsOnTheExpectedServer() {
        assertThat(((org.springframework.boot.web.server.context.WebServerApplicationContext) context)
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
        assertThat(asBytes.headers().firstValue("Content-Type")).hasValue("application/octet-stream");

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
    void aLargeFileComesBackTheSame() throws Exception {
        byte[] content = new byte[21 << 20];
        new Random(42).nextBytes(content);

        assertThat(put("large.bin", content).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> got = http.send(request("/files/large.bin").build(), BodyHandlers.ofByteArray());

        assertThat(sha256(got.body())).isEqualTo(sha256(content));
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
        byte[] tooLarge = new byte[(32 << 20) + 1];
        assertProblem(put("too-large", tooLarge), 413);
        assertThat(desk().resolve("too-large")).doesNotExist();

        Files.write(desk().resolve("on-disk"), tooLarge);
        assertProblem(get("/files/on-disk"), 413);
    }

    @Test
    void aBodyThatDoesNotTellItsLengthIsLimitedToo() throws Exception {
        // By hand: a client that keeps sending after the answer may never see it.
        try (Socket socket = new Socket("localhost", port)) {
            var out = socket.getOutputStream();
            out.write(("PUT /files/endless HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[1 << 20];
            try {
                for (int i = 0; i < 33; i++) {
                    out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
            } catch (IOException closedByServer) {
                // That is an answer too; what it was can still be read.
            }
            byte[] answer = new byte[12];
            assertThat(socket.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
        assertThat(desk().resolve("endless")).doesNotExist();
    }

    @Test
    void aFormIsNoFile() throws Exception {
        put("kept", "kept".getBytes(StandardCharsets.UTF_8));
        assertProblem(
                send(request("/files/kept")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .PUT(BodyPublishers.ofString("a=b"))),
                415);
        assertThat(desk().resolve("kept")).hasContent("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "..%5Csecret", "a%00b", "%20"})
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
                .contains("write", "readAllBytes");
        assertThat(elements(metric, "$.availableTags[?(@.tag=='outcome')].values[*]"))
                .contains("success", "error");
        assertThat(get("/actuator/prometheus").body())
                .contains(
                        "async_files_operations_seconds_count{",
                        "async_files_bytes_total{",
                        "async_files_active_operations");
    }

    HttpResponse<String> put(String name, byte[] content) throws Exception {
        return send(request("/files/" + name).PUT(BodyPublishers.ofByteArray(content)));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat((int) JsonPath.read(response.body(), "$.status")).isEqualTo(status);
        assertThat((String) JsonPath.read(response.body(), "$.detail")).isNotBlank();
    }

    private static List<Object> elements(String json, String path) {
        return JsonPath.read(json, path);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

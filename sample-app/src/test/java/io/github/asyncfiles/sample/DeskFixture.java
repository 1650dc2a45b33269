// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncfiles.AsyncFileTemplate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A desk that runs, its folder, and a client. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext
abstract class DeskFixture {

    @TempDir
    static Path folder;

    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    int port;

    @Autowired
    ApplicationContext context;

    @Autowired
    AsyncFileTemplate files;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("file-desk.folder", () -> folder.resolve("new").resolve("desk"));
    }

    @BeforeEach
    void emptyTheFolder() throws IOException {
        try (var entries = Files.list(desk())) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
    }

    @AfterEach
    void everythingIsClosed() {
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
    }

    Path desk() {
        return folder.resolve("new").resolve("desk");
    }

    /** The names in the folder, hidden ones too. */
    List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(desk())) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
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

    /**
     * Sends what is refused before it is read. By hand: a server may close the connection then, and a client that is still
     * sending may fail for that without a look at the answer.
     */
    void assertRefused(int status, String method, String path, String contentType, byte[] body) throws IOException {
        try (RawHttp raw = new RawHttp(port)) {
            try {
                raw.send(
                                method,
                                path,
                                "Content-Type: " + contentType,
                                "Content-Length: " + body.length,
                                "Connection: close")
                        .send(body);
            } catch (IOException closedByServer) {
                // That is an answer too; what it was can still be read.
            }
            String answer = raw.rest();
            assertThat(answer).startsWith("HTTP/1.1 " + status).containsIgnoringCase("application/problem+json");
            assertProblem(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1), status);
        }
    }

    static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertProblem(response.body(), status);
    }

    static void assertProblem(String body, int status) {
        assertThat(body).contains("\"detail\":");
        assertThat((int) JsonPath.read(body, "$.status")).isEqualTo(status);
        assertThat((String) JsonPath.read(body, "$.detail")).isNotBlank();
        if (folder != null) {
            assertThat(body).doesNotContain(folder.toString(), "desk");
        }
    }

    static List<Object> elements(String json, String path) {
        return JsonPath.read(json, path);
    }
}

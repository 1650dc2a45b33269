// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

/** What docs/http.md shows runs, on Tomcat and on Netty. */
class HttpSamplesTest {

    private static final String FORM = "multipart/form-data; boundary=XX";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ConfigurableApplicationContext context;

    @Test
    void onTomcat() throws Exception {
        try (ConfigurableApplicationContext tomcat = start(HttpMvcSamples.class, WebApplicationType.SERVLET)) {
            everySampleDoesWhatIsSaid(tomcat);
            filesAreTestedWithMockMvc(MockMvcTester.from((WebApplicationContext) tomcat));
        }
    }

    @Test
    void onNetty() throws Exception {
        try (ConfigurableApplicationContext netty = start(HttpWebFluxSamples.class, WebApplicationType.REACTIVE)) {
            everySampleDoesWhatIsSaid(netty);
        }
    }

    private ConfigurableApplicationContext start(Class<?> source, WebApplicationType type) {
        return new SpringApplicationBuilder(source)
                .web(type)
                .properties(
                        "server.port=0",
                        "folder=" + folder,
                        "spring.main.banner-mode=off",
                        "spring.reactor.netty.shutdown-quiet-period=0s",
                        // Connections of the client are kept alive; Reactor Netty may take them for busy ones.
                        "server.shutdown=immediate",
                        "logging.level.root=warn")
                .run();
    }

    private void everySampleDoesWhatIsSaid(ConfigurableApplicationContext running) throws Exception {
        context = running;
        downloads();
        uploads();
        exceptions();
        assertThat(context.getBean(AsyncFileTemplate.class).openFiles()).isZero();
    }

    private void downloads() throws Exception {
        for (String name : List.of("data.csv", "logo.svg", "manual.pdf")) {
            Files.writeString(folder.resolve(name), "0123456789");
        }
        HttpResponse<String> export = get("/exports/data.csv");
        assertThat(export.body()).isEqualTo("0123456789");
        assertThat(header(export, "Content-Disposition")).isEqualTo("attachment; filename=\"data.csv\"");
        assertThat(header(get("/logo"), "Cache-Control")).isEqualTo("max-age=3600");
        HttpResponse<String> manual = get("/manual");
        assertThat(header(manual, "Content-Type")).isEqualTo("application/pdf");
        assertThat(header(manual, "Content-Language")).isEqualTo("en");
        assertThat(get("/routed/data.csv").body()).isEqualTo("0123456789");
        get("/counted/data.csv");
        await().untilAsserted(() ->
                assertThat(context.getBean(HttpSamples.Samples.class).sent()).isOne());
        List<Path> before = reports();
        assertThat(get("/report").body()).isEqualTo("name,size\n");
        await().untilAsserted(() -> assertThat(reports()).isEqualTo(before));
    }

    private static List<Path> reports() throws IOException {
        try (var entries = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "report-*.csv")) {
            return StreamSupport.stream(entries.spliterator(), false).sorted().toList();
        }
    }

    private void uploads() throws Exception {
        assertThat(send("PUT", "/files/put", "text/plain", "first").body()).isEqualTo("5");
        assertThat(send("PUT", "/files/put", "text/plain", "again!").body()).isEqualTo("6");
        assertThat(folder.resolve("put")).hasContent("again!");
        assertThat(send("PUT", "/routed/new", "text/plain", "new").body()).isEqualTo("3");
        String form = "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSummer\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"p\"; filename=\"NAME\"\r\n\r\nphoto\r\n--XX--\r\n";
        assertThat(send("POST", "/photos", FORM, form.replace("NAME", "1.jpg")).body())
                .isEqualTo("[5]");
        String album =
                send("POST", "/albums", FORM, form.replace("NAME", "2.jpg")).body();
        assertThat((String) JsonPath.read(album, "$.title[0]")).isEqualTo("Summer");
        assertThat((int) JsonPath.read(album, "$.photos")).isOne();
        assertThat(send("POST", "/digests", "text/plain", "content").body())
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest("content".getBytes(StandardCharsets.UTF_8))));
    }

    private void exceptions() throws Exception {
        HttpResponse<String> absent = get("/exports/absent");
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(absent.body()).contains("There is no such file.");
        String form =
                "--XX\r\nContent-Disposition: form-data; name=\"p\"; filename=\"1.jpg\"\r\n\r\nphoto\r\n--XX--\r\n";
        assertThat(send("POST", "/photos", FORM, form).statusCode()).isEqualTo(409);
    }

    private void filesAreTestedWithMockMvc(MockMvcTester mvc) {
        assertThat(mvc.put().uri("/files/note.txt").content("Remember the milk"))
                .hasStatusOk();
        assertThat(mvc.get().uri("/exports/note.txt")).hasStatusOk().hasBodyTextEqualTo("Remember the milk");
        assertThat(mvc.post().uri("/photos").multipart().file(new MockMultipartFile("p", "3.jpg", null, new byte[5])))
                .hasStatusOk()
                .hasBodyTextEqualTo("[5]");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String contentType, String body) throws Exception {
        HttpResponse<String> response = http.send(
                request(path)
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return response;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }
}

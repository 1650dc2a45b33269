// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static io.github.asyncfiles.sample.RawHttp.FORM;
import static io.github.asyncfiles.sample.RawHttp.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.context.TestPropertySource;

/** Forms with files, the same on both stacks. */
@TestPropertySource(
        properties = {
            "async-files.web.idle-timeout=2s",
            "async-files.web.upload.max-file-size=1MB",
            "async-files.web.upload.max-request-size=3MB"
        })
abstract class FormContract extends DeskFixture {

    private HttpResponse<String> post(byte[] form) throws Exception {
        return send(request("/files").header("Content-Type", FORM).POST(BodyPublishers.ofByteArray(form)));
    }

    @Test
    void theFilesOfAFormAreSaved() throws Exception {
        byte[] photo = new byte[1 << 20];
        new Random(1).nextBytes(photo);

        HttpResponse<String> response = post(form(
                "name=\"comment\"", "two files",
                "name=\"file\"; filename=\"Grüße.txt\"", "hello",
                "name=\"file\"; filename=\"photo.jpg\"", photo));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(elements(response.body(), "$[*].name")).containsExactly("Grüße.txt", "photo.jpg");
        assertThat(elements(response.body(), "$[*].size")).containsExactly(5, 1 << 20);
        assertThat(desk().resolve("Grüße.txt")).hasContent("hello");
        assertThat(desk().resolve("photo.jpg")).hasBinaryContent(photo);
    }

    @Test
    void aNameThatIsTakenIsAConflict() throws Exception {
        Files.writeString(desk().resolve("taken.txt"), "old");

        HttpResponse<String> response =
                post(form("name=\"a\"; filename=\"first.txt\"", "first", "name=\"b\"; filename=\"taken.txt\"", "new"));

        assertProblem(response, 409);
        assertThat((String) JsonPath.read(response.body(), "$.detail"))
                .isEqualTo("There is a file 'taken.txt' already; PUT replaces it.");
        assertThat(entries()).containsExactly("taken.txt");
        assertThat(desk().resolve("taken.txt")).hasContent("old");
    }

    @ParameterizedTest
    @CsvSource({
        "../../secret, secret",
        "..\\..\\secret, secret",
        "/etc/passwd, passwd",
        "C:\\boot.ini, boot.ini",
        ".., file",
        ".bashrc, bashrc"
    })
    void namesDoNotLeadOut(String declared, String saved) throws Exception {
        HttpResponse<String> response =
                post(form("name=\"a\"; filename=\"" + declared.replace("\\", "\\\\") + "\"", "x"));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(entries()).containsExactly(saved);
        assertThat(folder.resolve("new")).isDirectoryNotContaining(path -> !path.equals(desk()));
    }

    @Test
    void theOnlyFileOfAFormIsPutToo() throws Exception {
        HttpResponse<String> response = send(request("/files/named.txt")
                .header("Content-Type", FORM)
                .PUT(BodyPublishers.ofByteArray(form("name=\"a\"; filename=\"other.txt\"", "content"))));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(entries()).containsExactly("named.txt");
    }

    @Test
    void whatIsWrongIsSaidAndLeavesNothing() throws Exception {
        byte[] tooLarge = new byte[(1 << 20) + 1];
        byte[] form = form("name=\"a\"; filename=\"a\"", "first", "name=\"b\"; filename=\"b\"", tooLarge);
        byte[] text = "no form".getBytes(StandardCharsets.UTF_8);
        assertRefused(413, "POST", "/files", FORM, form);
        assertRefused(400, "POST", "/files", FORM, text);
        assertRefused(415, "POST", "/files", "text/plain", text);
        assertRefused(400, "POST", "/files", "multipart/form-data", text);
        assertThat(entries()).isEmpty();
    }

    @Test
    void aClientThatSendsNothingAnyMoreIsToldSo() throws Exception {
        byte[] form = form("name=\"a\"; filename=\"a\"", "first", "name=\"b\"; filename=\"b\"", new byte[100_000]);
        try (RawHttp raw = new RawHttp(port)) {
            raw.send("POST", "/files", "Content-Type: " + FORM, "Content-Length: " + form.length)
                    .send(form, 50_000);

            assertThat(new String(raw.take(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
        }
        await().untilAsserted(() -> assertThat(entries()).isEmpty());
    }

    @Test
    void aClientThatGoesAwayLeavesNoneOfItsFiles() throws Exception {
        byte[] form = form("name=\"a\"; filename=\"a\"", "first", "name=\"b\"; filename=\"b\"", new byte[100_000]);
        try (RawHttp raw = new RawHttp(port)) {
            raw.send("POST", "/files", "Content-Type: " + FORM, "Content-Length: " + form.length)
                    .send(form, 50_000);
            await().untilAsserted(() -> assertThat(entries()).containsExactly("a", "b"));
        }
        await().untilAsserted(() -> assertThat(entries()).isEmpty());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of a file: its name, its type, and what the application says instead. */
class NamedDownloadTest {

    private static final String[] NAMES = {
        "plain.txt",
        "with spaces.txt",
        "  edges  ",
        "quo\"ted\".txt",
        "back\\slash\\",
        "\\\"",
        "semi;colon=1, comma.txt",
        "per%20cent%.txt",
        "=?UTF-8?Q?no?=",
        "plus+and&.txt",
        "\u00fcber.txt",
        "\u65e5\u672c.txt",
        "\ud83d\ude00.txt",
        "caf\u00e9 \"quoted\" \\ 100%.txt",
        "*'()!#$^`{|}~",
        "line\r\nX-Injected: yes",
        "line\nX-Injected: yes",
        "\r\n\r\nbody",
        "tab\tnul\u0000del\u007f",
        "\u0085\u2028",
        "x".repeat(1000),
        "\u00fc".repeat(200)
    };

    /** RFC 8187, section 3.2.1: what may stand there, encoded or not. */
    private static final Pattern EXTENDED =
            Pattern.compile("filename\\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*)(;|$)");

    /** RFC 9110, section 5.6.4: a quoted string. */
    private static final Pattern QUOTED = Pattern.compile("filename=\"((?:[^\"\\\\]|\\\\.)*)\"(;|$)");

    @ParameterizedTest
    @EnumSource(Server.class)
    void namesArriveAsTheyWereGiven(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        SoftAssertions names = new SoftAssertions();
        try (Server.Running running = server.start(dir)) {
            for (String name : NAMES) {
                for (String type : new String[] {"attachment", "inline"}) {
                    String path = "/files/" + type + "/digits.txt?as=" + URLEncoder.encode(name, UTF_8);
                    Answer answer = RawHttp.exchange(running.port(), "GET", path);
                    String disposition = String.valueOf(answer.header("Content-Disposition"));
                    names.assertThat(answer.status()).as(name).isEqualTo(200);
                    names.assertThat(disposition).as(name).startsWith(type + "; filename");
                    names.assertThat(disposition.chars()).as(name).allMatch(c -> c >= ' ' && c <= '~');
                    names.assertThat(decoded(disposition)).as(disposition).isEqualTo(name);
                    names.assertThat(answer.headers()).as(name).doesNotContainKey("X-Injected");
                    names.assertThat(answer.text()).as(name).isEqualTo("0123456789");
                }
            }
        }
        names.assertAll();
    }

    private static String decoded(String disposition) {
        Matcher extended = EXTENDED.matcher(disposition);
        if (extended.find()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String value = extended.group(1);
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) == '%') {
                    bytes.write(Integer.parseInt(value.substring(i + 1, i + 3), 16));
                    i += 2;
                } else {
                    bytes.write(value.charAt(i));
                }
            }
            return bytes.toString(UTF_8);
        }
        Matcher quoted = QUOTED.matcher(disposition);
        return quoted.find() ? quoted.group(1).replaceAll("\\\\(.)", "$1") : "no name";
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void theEndingTellsTheType(Server server, @TempDir Path dir) throws IOException {
        Map<String, String> types = Map.of(
                "a.txt", "text/plain",
                "a.html", "text/html",
                "a.HTML", "text/html",
                "a.pdf", "application/pdf",
                "a.json", "application/json",
                "a.tar.zip", "application/zip",
                "a.unheard-of", "application/octet-stream",
                "none", "application/octet-stream",
                ".txt", "text/plain",
                "dot.", "application/octet-stream");
        SoftAssertions endings = new SoftAssertions();
        try (Server.Running running = server.start(dir)) {
            for (Map.Entry<String, String> type : types.entrySet()) {
                Files.writeString(dir.resolve(type.getKey()), "content");
                Answer answer = RawHttp.exchange(running.port(), "GET", "/files/plain/" + type.getKey());
                endings.assertThat(answer.text()).as(type.getKey()).isEqualTo("content");
                endings.assertThat(answer.header("Content-Type"))
                        .as(type.getKey())
                        .isEqualTo(type.getValue());
                endings.assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            }
        }
        endings.assertAll();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void theApplicationHasTheFirstWord(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        try (Server.Running running = server.start(dir)) {
            int port = running.port();
            for (String name : new String[] {"digits.txt", "large.bin"}) {
                String own = "/files/own-headers/" + name;
                for (String method : new String[] {"GET", "HEAD"}) {
                    Answer answer = RawHttp.exchange(port, method, own);
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.header("ETag")).isEqualTo("\"own\"");
                    assertThat(answer.header("Last-Modified")).isEqualTo("Sun, 09 Sep 2001 01:46:40 GMT");
                    assertThat(answer.header("Content-Type")).isEqualTo("text/x-own");
                    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
                }
                assertThat(RawHttp.exchange(port, "GET", own, "If-None-Match: \"own\"")
                                .status())
                        .isEqualTo(304);
                assertThat(RawHttp.exchange(port, "GET", own, "If-Modified-Since: Sun, 09 Sep 2001 01:46:40 GMT")
                                .status())
                        .isEqualTo(304);
                assertThat(RawHttp.exchange(port, "GET", own, "If-Match: \"other\"")
                                .status())
                        .isEqualTo(412);
                Answer parts = RawHttp.exchange(port, "GET", own, "If-Range: \"own\"", "Range: bytes=0-0,2-2");
                assertThat(parts.status()).isEqualTo(206);
                assertThat(parts.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
                assertThat(parts.text()).contains("\r\nContent-Type: text/x-own\r\n");

                Answer described = RawHttp.exchange(port, "GET", "/files/described/" + name);
                assertThat(described.header("ETag")).isEqualTo("\"v1\"");
                assertThat(described.header("Content-Type")).isEqualTo("application/pdf");
                assertThat(described.header("Cache-Control")).isEqualTo("no-cache");
                Answer same = RawHttp.exchange(port, "GET", "/files/described/" + name, "If-None-Match: \"v1\"");
                assertThat(same.status()).isEqualTo(304);
                assertThat(same.header("ETag")).isEqualTo("\"v1\"");
                assertThat(same.header("Cache-Control")).isEqualTo("no-cache");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void anotherStatusSendsTheWholeFile(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        try (Server.Running running = server.start(dir)) {
            for (int status : new int[] {201, 404, 410, 500}) {
                for (String name : new String[] {"digits.txt", "large.bin", "empty.txt"}) {
                    byte[] content = Files.readAllBytes(dir.resolve(name));
                    for (String header : new String[] {"Range: bytes=3-5", "If-None-Match: *", "If-Match: \"x\""}) {
                        String path = "/files/status/" + status + "/" + name;
                        Answer answer = RawHttp.exchange(running.port(), "GET", path, header);
                        assertThat(answer.status()).isEqualTo(status);
                        assertThat(answer.body()).isEqualTo(content);
                        assertThat(answer.headers()).doesNotContainKeys("Content-Range", "Accept-Ranges");
                        Answer head = RawHttp.exchange(running.port(), "HEAD", path, header);
                        assertThat(head.status()).isEqualTo(status);
                        assertThat(head.header("Content-Length")).isEqualTo("" + content.length);
                    }
                }
            }
        }
    }
}

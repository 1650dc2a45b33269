// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes on between the requests of one connection. */
class ConnectionDownloadTest {

    @ParameterizedTest
    @EnumSource(Server.class)
    void requestsThatComeTogetherAreAnsweredInOrder(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        byte[] large = Files.readAllBytes(dir.resolve("large.bin"));
        try (Server.Running running = server.start(dir);
                RawHttp http = new RawHttp(running.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                requests.append(request("GET", "large.bin", ""))
                        .append(request("GET", "digits.txt", "Range: bytes=" + i + "-" + i + "\r\n"))
                        .append(request("HEAD", "large.bin", ""))
                        .append(request("GET", "digits.txt", "If-None-Match: *\r\n"))
                        .append(request("GET", "absent", ""))
                        .append(request("GET", "digits.txt", "Range: bytes=99-\r\n"))
                        .append(request("GET", "digits.txt", "If-Match: \"other\"\r\n"));
            }
            http.send(requests.toString().getBytes(US_ASCII));
            for (int i = 0; i < 5; i++) {
                assertThat(http.answer("GET").body()).isEqualTo(large);
                assertThat(http.answer("GET").text()).isEqualTo("" + i);
                assertThat(http.answer("HEAD").header("Content-Length")).isEqualTo("" + large.length);
                assertThat(http.answer("GET").status()).isEqualTo(304);
                assertThat(http.answer("GET").status()).isEqualTo(404);
                assertThat(http.answer("GET").status()).isEqualTo(416);
                assertThat(http.answer("GET").status()).isEqualTo(412);
            }
        }
    }

    /** Reactor Netty 1.3.5 reads no third request when the second had to wait and was answered before its handler returned. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void aRequestThatComesEarlyIsNotTheLast(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        byte[] large = Files.readAllBytes(dir.resolve("large.bin"));
        try (Server.Running running = server.start(dir, "server.tomcat.max-keep-alive-requests=-1");
                RawHttp http = new RawHttp(running.port())) {
            for (int i = 0; i < 30; i++) {
                http.send("GET", "/files/plain/large.bin").head();
                http.exactly(large.length / 2);
                http.send("GET", "/files/plain/digits.txt");
                http.exactly(large.length - large.length / 2);
                assertThat(http.answer("GET").text()).isEqualTo("0123456789");
                assertThat(http.send("GET", "/files/plain/digits.txt")
                                .answer("GET")
                                .text())
                        .isEqualTo("0123456789");
            }
        }
    }

    /** Or the client would wait for the bytes, or take the next answer for them. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void theLengthThatTheApplicationSaysIsNotThatOfAnError(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        try (Server.Running running = server.start(dir, List.of(OddDownloads.class));
                RawHttp http = new RawHttp(running.port())) {
            String path = "/odd/length/digits.txt?length=10";
            for (int i = 0; i < 3; i++) {
                assertThat(http.send("GET", path, "Range: bytes=99-")
                                .answer("GET")
                                .status())
                        .isEqualTo(416);
                assertThat(http.send("GET", path, "If-Match: \"other\"")
                                .answer("GET")
                                .status())
                        .isEqualTo(412);
                assertThat(http.send("GET", path, "If-None-Match: *")
                                .answer("GET")
                                .status())
                        .isEqualTo(304);
                assertThat(http.send("GET", path, "Range: bytes=2-3")
                                .answer("GET")
                                .text())
                        .isEqualTo("23");
                assertThat(http.send("GET", path).answer("GET").text()).isEqualTo("0123456789");
            }
        }
    }

    private static String request(String method, String name, String headers) {
        return method + " /files/plain/" + name + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void endsWhenTheClientWantsThat(Server server, @TempDir Path dir) throws IOException {
        RequestTable.write(dir);
        try (Server.Running running = server.start(dir)) {
            for (String name : new String[] {"digits.txt", "empty.txt", "large.bin"}) {
                byte[] content = Files.readAllBytes(dir.resolve(name));
                for (String headers : new String[] {"", "If-None-Match: *\r\n", "Range: bytes=-1\r\n"}) {
                    assertEnds(running, request("GET", name, headers + "Connection: close\r\n"), headers, content);
                    assertEnds(
                            running, "GET /files/plain/" + name + " HTTP/1.0\r\n" + headers + "\r\n", headers, content);
                }
            }
        }
    }

    private static void assertEnds(Server.Running running, String request, String headers, byte[] content)
            throws IOException {
        try (RawHttp http = new RawHttp(running.port())) {
            Answer answer = http.send(request.getBytes(US_ASCII)).answer("GET");
            if (headers.startsWith("If")) {
                assertThat(answer.status()).as(request).isEqualTo(304);
            } else if (headers.startsWith("Range") && content.length > 0) {
                assertThat(answer.body()).as(request).containsExactly(content[content.length - 1]);
            } else {
                assertThat(answer.body()).as(request).isEqualTo(content);
            }
            Assertions.assertThatThrownBy(() -> http.exactly(1)).as(request).isInstanceOf(EOFException.class);
        }
    }
}

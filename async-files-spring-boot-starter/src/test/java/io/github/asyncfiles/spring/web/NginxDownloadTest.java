// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nginx makes of the {@link RequestTable}: a look at it by other eyes. Of its errors, the pages it sends are not
 * compared.
 */
class NginxDownloadTest {

    /** Request | what nginx answers | why ours is another answer: sections of RFC 9110. */
    private static final String DIFFERENCES = """
            GET digits.txt | If-Match: {tag} && If-Unmodified-Since: {before} | 412: none | Section 13.2.2: the date is only for requests without If-Match.
            GET digits.txt | If-None-Match: "other" && If-None-Match: {tag} | 400: none | Section 5.3: lines of a list are one list.
            GET digits.txt | If-None-Match: {tag} && If-Modified-Since: {before} | 200: 0-9 | Section 13.1.3: the date must be ignored where there is If-None-Match.
            GET digits.txt | If-Unmodified-Since: yesterday | 412: none | Section 13.1.4: what is no date must be ignored.
            GET digits.txt | Range: bytes=-{huge} | 416 bytes */10: none | Section 14.1.2: of a suffix that is too long, there is the whole file.
            GET digits.txt | Range: bytes=5-{huge} | 416 bytes */10: none | Section 14.1.2: a last position past the end is the end, and section 17.5: beware of overflows.
            GET digits.txt | Range: bytes=, ,3-5 | 416 bytes */10: none | Section 5.6.1.2: empty elements of lists must be accepted.
            GET digits.txt | Range: bytes=3-5, | 416 bytes */10: none | Section 5.6.1.2, too.
            GET digits.txt | Range: bytes=0-1,,4-5 | 416 bytes */10: none | Section 5.6.1.2, too.
            GET digits.txt | Range: bytes=0-1 ,	4-5 | 416 bytes */10: none | Section 5.6.1: tabs may be where spaces may be.
            GET digits.txt | Range: bytes=0-0,5-4 | 206 bytes 0-0/10: 0-0 | Section 14.1.1: one range that ends before it starts makes all of them invalid.
            GET digits.txt | Range: bytes=1 -2 | 206 bytes 1-2/10: 1-2 | Section 14.1.2: there is no space in a range, so that it is invalid.
            GET digits.txt | Range: bytes=1- 2 | 206 bytes 1-2/10: 1-2 | Section 14.1.2, too.
            GET digits.txt | Range: bytes=5-4 | 416 bytes */10: none | Section 14.2: an invalid header may be ignored or refused, and what is ignored costs the client nothing but bytes.
            GET digits.txt | Range: bytes=, , | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=- | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=--1 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=1 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=1-2-3 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=a-b | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=0x1-2 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=+1-2 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=1-2;4-5 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=1-2 4-5 | 416 bytes */10: none | Section 14.2: invalid, too.
            GET digits.txt | Range: bytes=99-,1-x | 416 bytes */10: none | Section 14.2: invalid, too.
            GET empty.txt | Range: bytes=0- | 200: 0--1 | Section 15.5.17: no first position is in an empty file, so that 416 may be told.
            GET empty.txt | Range: bytes=0-0 | 200: 0--1 | Section 15.5.17, too.
            GET empty.txt | Range: bytes=-0 | 200: 0--1 | Section 15.5.17, too.
            HEAD digits.txt | If-Range: {tag} && Range: bytes=2-3 | 206 bytes 2-3/10: 0-1 | Section 14.2: Range must be ignored with other methods than GET.
            HEAD digits.txt | Range: bytes=0-0,5-5 | 206: 0-195 | Section 14.2, too.
            HEAD digits.txt | Range: bytes=3-5 | 206 bytes 3-5/10: 0-2 | Section 14.2, too.
            HEAD digits.txt | Range: bytes=99- | 416 bytes */10: none | Section 14.2, too.
            HEAD large.bin | Range: bytes=0- | 206 bytes 0-1000002/1000003: 0-1000002 | Section 14.2, too.
            POST digits.txt | If-Match: "other" | 405: none | Section 9.3.3: what POST does is told by the application, which lets it send a file here.
            POST digits.txt | If-Modified-Since: {date} | 405: none | Section 9.3.3, too.
            POST digits.txt | If-None-Match: {tag} | 405: none | Section 9.3.3, too.
            POST digits.txt | If-Unmodified-Since: {before} | 405: none | Section 9.3.3, too.
            POST digits.txt | Range: bytes=3-5 | 405: none | Section 9.3.3, too.
            POST digits.txt | Range: bytes=99- | 405: none | Section 9.3.3, too.
            """;

    @Test
    void answersLikeNginxButForGoodReasons(@TempDir Path dir) throws Exception {
        Optional<Path> nginx = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (nginx.isEmpty() && Boolean.parseBoolean(System.getenv("ASYNC_FILES_REQUIRE_NATIVE"))) {
            fail("nginx is required, and not installed");
        }
        assumeTrue(nginx.isPresent(), "nginx is not installed");
        RequestTable.write(Files.createDirectory(dir.resolve("files")));
        Map<String, String> seen = new TreeMap<>();
        try (Nginx running = Nginx.start(nginx.get(), dir)) {
            for (RequestTable.Row row : RequestTable.rows()) {
                byte[] content = Files.readAllBytes(dir.resolve("files").resolve(row.file()));
                String tag =
                        RawHttp.exchange(running.port, "HEAD", "/" + row.file()).header("ETag");
                Answer answer = RawHttp.exchange(running.port, row.method(), "/" + row.file(), row.headers(tag));
                String actual = RequestTable.seen(answer, row.method(), content);
                if (!actual.equals(row.expected(content))) {
                    seen.put(row.name(), actual);
                }
            }
        }
        Map<String, String> expected = new TreeMap<>();
        for (String line : DIFFERENCES.lines().filter(line -> !line.isBlank()).toList()) {
            String[] cells = line.split("\\|");
            assertThat(cells).as(line).hasSize(4);
            expected.put(cells[0].strip() + " | " + cells[1].strip(), cells[2].strip());
        }
        assertThat(seen).containsExactlyInAnyOrderEntriesOf(expected);
    }

    /** A server that runs as a child, and ends with the test. */
    private record Nginx(Process process, int port) implements AutoCloseable {

        static Nginx start(Path program, Path dir) throws Exception {
            for (int attempt = 0; attempt < 5; attempt++) {
                Nginx nginx = tryToStart(program, dir);
                await().until(() -> !nginx.process.isAlive() || nginx.accepts());
                if (nginx.process.isAlive()) {
                    return nginx;
                }
                // Somebody else may have taken the port.
            }
            throw new IllegalStateException("nginx does not start: " + Files.readString(dir.resolve("error.log")));
        }

        private static Nginx tryToStart(Path program, Path dir) throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
            Path config = Files.writeString(dir.resolve("nginx.conf"), user + """
                            daemon off;
                            master_process off;
                            pid %1$s/nginx.pid;
                            error_log %1$s/error.log;
                            events {}
                            http {
                                access_log off;
                                client_body_temp_path %1$s/body;
                                proxy_temp_path %1$s/proxy;
                                fastcgi_temp_path %1$s/fastcgi;
                                uwsgi_temp_path %1$s/uwsgi;
                                scgi_temp_path %1$s/scgi;
                                default_type text/plain;
                                if_modified_since before;
                                max_ranges 16;
                                server {
                                    listen localhost:%2$d;
                                    root %1$s/files;
                                }
                            }
                            """.formatted(dir, port));
            List<String> command = List.of(program.toString(), "-p", dir.toString(), "-c", config.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("error.log").toFile())
                    .start();
            return new Nginx(process, port);
        }

        private boolean accepts() {
            try (Socket socket = new Socket("localhost", port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}

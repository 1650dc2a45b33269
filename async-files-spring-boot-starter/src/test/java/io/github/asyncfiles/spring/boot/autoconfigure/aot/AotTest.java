// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncfiles.spring.actuate.AsyncFilesEndpoint;
import java.io.File;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor.Settings;

/** An application is prepared ahead of time, as for a native image, and started from that on a JVM. */
class AotTest {

    private static final Pattern PORT = Pattern.compile("started on port (\\d+)");

    @TempDir
    Path dir;

    private Process application;

    @AfterEach
    void stop() throws InterruptedException {
        if (application != null) {
            application.destroy();
            application.waitFor();
        }
    }

    @Test
    void anApplicationOnTomcatWorksAsPrepared() throws Exception {
        worksAsPrepared("servlet");
    }

    @Test
    @EnabledIfSystemProperty(named = "aot.netty", matches = "true", disabledReason = "takes long; CI does it")
    void anApplicationOnNettyWorksAsPrepared() throws Exception {
        worksAsPrepared("reactive");
    }

    private void worksAsPrepared(String webApplicationType) throws Exception {
        Files.writeString(dir.resolve("file"), "content");
        List<String> arguments = List.of(
                "--spring.main.web-application-type=" + webApplicationType,
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--dir=" + dir,
                "--async-files.templates.archive.engine=portable",
                "--management.endpoint.health.show-details=always",
                "--management.endpoints.web.exposure.include=health,metrics,asyncfiles");
        assertThat(JsonPath.<List<String>>read(prepare(arguments), "$.reflection[*].type"))
                .contains(AsyncFilesEndpoint.Template.class.getName(), AsyncFilesEndpoint.Leaks.class.getName());

        URI server = start(arguments);

        assertThat(get(server.resolve("/text/file"))).isEqualTo("content");
        assertThat(get(server.resolve("/archive/file"))).isEqualTo("content");
        assertThat(get(server.resolve("/download/file"))).isEqualTo("content");
        assertThat(send(HttpRequest.newBuilder(server.resolve("/upload/new"))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofString("uploaded"))))
                .isEqualTo("8");
        assertThat(dir.resolve("new")).hasContent("uploaded");
        assertThat(JsonPath.<Map<String, ?>>read(
                        get(server.resolve("/actuator/health")), "$.components.asyncFiles.components"))
                .containsOnlyKeys("default", "archive");
        assertThat(JsonPath.<String>read(
                        get(server.resolve("/actuator/asyncfiles")), "$.templates.archive.engine.reason"))
                .startsWith("asked for");
        assertThat(JsonPath.<List<String>>read(
                        get(server.resolve("/actuator/metrics/async.files.operations")),
                        "$.availableTags[?(@.tag == 'template')].values[*]"))
                .containsExactlyInAnyOrder("default", "archive");
    }

    /** Returns what a native image would be told. */
    private String prepare(List<String> arguments) throws IOException {
        Settings settings = Settings.builder()
                .sourceOutput(dir.resolve("sources"))
                .resourceOutput(dir.resolve("classes"))
                .classOutput(dir.resolve("classes"))
                .groupId("group")
                .artifactId("app")
                .build();
        new SpringApplicationAotProcessor(AotApp.class, settings, arguments.toArray(String[]::new)).process();
        compile(dir.resolve("sources"), dir.resolve("classes"));
        return Files.readString(dir.resolve("classes/META-INF/native-image/group/app/reachability-metadata.json"));
    }

    private static void compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> files = Files.walk(sources)) {
            List<Path> units =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-d", classes.toString(), "-cp", classPath(classes), "-proc:none", "-Xlint:none", "-nowarn");
            assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(units))
                            .call())
                    .isTrue();
        }
    }

    private static String classPath(Path more) {
        return more + File.pathSeparator + System.getProperty("java.class.path");
    }

    private URI start(List<String> arguments) throws IOException {
        Path output = dir.resolve("output");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.aot.enabled=true",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(dir.resolve("classes")),
                AotApp.class.getName()));
        words.addAll(arguments);
        application = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !application.isAlive() || Files.readString(output).contains("Started Aot"));
        String log = Files.readString(output);
        Matcher port = PORT.matcher(log);
        assertThat(port.find()).as(log).isTrue();
        assertThat(log).contains("Starting AOT-processed");
        return URI.create("http://localhost:" + port.group(1));
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri));
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}

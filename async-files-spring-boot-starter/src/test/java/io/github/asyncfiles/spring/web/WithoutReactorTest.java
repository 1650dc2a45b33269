// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spring.web.RawHttp.Answer;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Most applications with Spring MVC have no Reactor. */
class WithoutReactorTest {

    @TempDir
    Path dir;

    @Test
    void filesAreSentAndTaken() throws Exception {
        Files.writeString(dir.resolve("file"), "content");
        URL[] others = Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .map(Path::of)
                .filter(entry -> !entry.getFileName()
                        .toString()
                        .matches("(reactor|reactive-streams|netty|spring-webflux|blockhound|kotlinx|rxjava).*"))
                .map(WithoutReactorTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            assertThat(loader.getResource("reactor/core/publisher/Mono.class")).isNull();
            assertThat(loader.getResource("org/reactivestreams/Publisher.class"))
                    .isNull();
            Callable<?> exchange = (Callable<?>) loader.loadClass(Exchange.class.getName())
                    .getConstructor(String.class)
                    .newInstance(dir.toString());
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                assertThat(exchange.call()).isEqualTo("content 7 [a]");
            } finally {
                thread.setContextClassLoader(before);
            }
        }
        assertThat(dir.resolve("copy")).hasContent("content");
        assertThat(dir.resolve("a")).hasContent("content of a");
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Sends and takes files of this directory. */
    public static final class Exchange implements Callable<String> {

        private final String dir;

        public Exchange(String dir) {
            this.dir = dir;
        }

        @Override
        public String call() throws Exception {
            try (ConfigurableApplicationContext application = new SpringApplicationBuilder(App.class)
                    .web(WebApplicationType.SERVLET)
                    .properties("server.port=0", "dir=" + dir, "spring.main.banner-mode=off", "logging.level.root=warn")
                    .run()) {
                int port = Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
                Answer sent = RawHttp.exchange(port, "GET", "/file");
                try (RawHttp http = new RawHttp(port)) {
                    http.send("POST", "/copy", "Content-Length: 7").send("content".getBytes(UTF_8));
                    Answer taken = http.answer("POST");
                    byte[] form = UploadContract.form("name=\"a\"; filename=\"a\"", "content of a");
                    http.send(
                                    "POST",
                                    "/",
                                    "Content-Type: multipart/form-data; boundary=XX",
                                    "Content-Length: " + form.length)
                            .send(form);
                    return sent.text() + " " + taken.text() + " "
                            + http.answer("POST").text();
                }
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(FileController.class)
    static class App {}

    @RestController
    static class FileController {

        private final Path dir;

        FileController(Environment environment) {
            this.dir = Path.of(environment.getRequiredProperty("dir"));
        }

        @GetMapping("/{name}")
        FileDownload file(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @PostMapping("/{name}")
        CompletableFuture<Long> save(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(dir.resolve(name));
        }

        @PostMapping("/")
        CompletableFuture<String> form(FileUpload upload) {
            return upload.forEach(
                            file -> file.saveTo(dir.resolve(file.fieldName())).thenApply(bytes -> file.fieldName()))
                    .thenApply(Object::toString);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.boot.autoconfigure.web.AsyncFilesWebFluxAutoConfiguration;
import io.github.asyncfiles.spring.boot.autoconfigure.web.AsyncFilesWebMvcAutoConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** A wrong value stops the start, and what is printed names the key, the value and the reason. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        async-files.engine                     | steam | There is no engine 'steam'; there are: auto, portable
        async-files.engine                     | ''    | There is no engine ''; there are: auto, portable
        async-files.root                       | /absent/root | there is no directory
        async-files.root                       | /etc/passwd  | is no directory
        async-files.executor.max-threads       | 0     | maxThreads must be at least 1, not 0
        async-files.executor.max-threads       | many  | For input string
        async-files.executor.keep-alive        | 0s    | keepAlive must be longer than 0, not PT0S
        async-files.executor.keep-alive        | -1s   | keepAlive must be longer than 0, not PT-1S
        async-files.executor.queue-capacity    | -1    | queueCapacity must be at least 0, not -1
        async-files.executor.virtual-threads   | maybe | Invalid boolean value
        async-files.inline-limit               | -1B   | inlineLimit must be at least 0, not -1
        async-files.inline-limit               | 2GB   | must be at most 2147483647 bytes
        async-files.buffer-size                | 511B  | bufferSize must be at least 512, not 511
        async-files.read-ahead                 | -1    | readAhead must be at least 0, not -1
        async-files.read-ahead                 | few   | For input string
        async-files.max-file-size              | 0B    | maxFileSize must be at least 1, not 0
        async-files.max-file-size              | huge  | does not match data size pattern
        async-files.max-line-length            | 0B    | maxLineLength must be at least 1, not 0
        async-files.max-line-length            | 2GB   | must be at most 2147483647 bytes
        async-files.charset                    | UTF-9 | UnsupportedCharsetException
        async-files.timeout                    | 0s    | timeout must be longer than 0, not PT0S
        async-files.timeout                    | -1s   | timeout must be longer than 0, not PT-1S
        async-files.timeout                    | soon  | is not a valid duration
        async-files.slow-operation-threshold   | 0s    | slowOperationThreshold must be longer than 0, not PT0S
        async-files.slow-operation-threshold   | -1s   | slowOperationThreshold must be longer than 0, not PT-1S
        async-files.slow-operation-threshold   | soon  | is not a valid duration
        async-files.stuck-after                | 0s    | must be longer than 0
        async-files.stuck-after                | -1s   | must be longer than 0
        async-files.observations.enabled       | maybe | Invalid boolean value
        async-files.shutdown-timeout           | -1s   | shutdownTimeout must be at least PT0S, not PT-1S
        """)
    void namesKeyValueAndReason(String key, String value, String reason, CapturedOutput output) {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThat(catchThrowable(() -> application.run("--" + key + "=" + value)))
                .isNotNull();

        assertThat(output).contains("APPLICATION FAILED TO START", key, value, reason);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aRootThatMayNotBeWrittenStopsTheStart(@TempDir Path temporary, CapturedOutput output) throws Exception {
        Path root = Files.createDirectory(temporary.resolve("root"));
        // The administrator may write everywhere but where nobody can.
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", root.toString());
        if (!mounted) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        try {
            assertThat(Files.isWritable(root)).isFalse();
            SpringApplication application = new SpringApplication(App.class);
            application.setWebApplicationType(WebApplicationType.NONE);

            assertThat(catchThrowable(() -> application.run("--async-files.root=" + root)))
                    .isNotNull();

            assertThat(output)
                    .contains(
                            "APPLICATION FAILED TO START",
                            "async-files.root",
                            root.toString(),
                            "this process may not write there");
        } finally {
            if (mounted) {
                assertThat(run("umount", root.toString())).isTrue();
            }
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        async-files.web.enabled                     | maybe | Invalid boolean value
        async-files.web.idle-timeout                | 0s    | must be longer than 0
        async-files.web.idle-timeout                | -1s   | must be longer than 0
        async-files.web.idle-timeout                | soon  | is not a valid duration
        async-files.web.download.max-ranges         | 0     | must be at least 1
        async-files.web.download.max-ranges         | many  | For input string
        async-files.web.upload.max-file-size        | 0B    | must be at least 1
        async-files.web.upload.max-file-size        | huge  | does not match data size pattern
        async-files.web.upload.max-request-size     | 0B    | must be at least 1
        async-files.web.upload.max-request-size     | -1B   | must be at least 1
        async-files.web.upload.max-parts            | 0     | must be at least 1
        async-files.web.upload.max-part-header-size | 63B   | must be at least 64 and at most 2147483647 bytes
        async-files.web.upload.max-part-header-size | 2GB   | must be at least 64 and at most 2147483647 bytes
        async-files.web.upload.max-field-size       | -1B   | must be at least 0 and at most 2147483647 bytes
        async-files.web.upload.max-field-size       | 2GB   | must be at least 0 and at most 2147483647 bytes
        """)
    void namesKeyValueAndReasonOfWhatConcernsTheWeb(String key, String value, String reason, CapturedOutput output) {
        for (Stack stack : Stack.values()) {
            int before = output.getAll().length();
            SpringApplication application = new SpringApplication(stack.app);
            application.setWebApplicationType(stack.type);
            application.setApplicationContextFactory(ApplicationContextFactory.of(stack.context));

            assertThat(catchThrowable(() -> application.run("--" + key + "=" + value)))
                    .isNotNull();

            assertThat(output.getAll().substring(before))
                    .as(stack.name())
                    .contains("APPLICATION FAILED TO START", key, value, reason);
        }
    }

    @Test
    void anUnknownTemplateIsToldWithThoseThatThereAre(CapturedOutput output) {
        SpringApplication application = new SpringApplication(WithArchive.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThat(catchThrowable(() -> application.run("--async-files.templates.slow-disk.engine=portable")))
                .isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "Parameter 0 of method service")
                .contains("asks for a file template that does not exist. The templates are: default, slow-disk.");
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AsyncFilesAutoConfiguration.class, AsyncFilesTemplatesAutoConfiguration.class})
    static class WithArchive {

        @Bean
        Runnable service(@Qualifier("archive") AsyncFileOperations archive) {
            return archive::hashCode;
        }
    }

    @Test
    void twoTemplatesOfOneNameAreToldInBothSpellings(CapturedOutput output) {
        SpringApplication application = new SpringApplication(WithArchive.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThat(catchThrowable(() -> application.run(
                        "--async-files.templates.my-archive.read-ahead=1",
                        "--async-files.templates.myArchive.read-ahead=1")))
                .isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "async-files.templates")
                .contains("Two templates have the same name in different spelling: my-archive and myArchive");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPathThatThePlatformCannotExpressSaysWhatHelps() throws Exception {
        assertThat(startWithLocale("POSIX"))
                .contains("APPLICATION FAILED TO START", "of desk.folder cannot be expressed here")
                .contains("the charset of file names is ANSI_X3.4-1968", "Start Java with LC_ALL=C.UTF-8");
        assertThat(startWithLocale("C.UTF-8")).contains("Started").doesNotContain("FAILED");
    }

    /** The JDK looks at the locale when it starts. */
    private static String startWithLocale(String locale) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithAPath.class.getName())
                .redirectErrorStream(true);
        program.environment().put("LC_ALL", locale);
        Process process = program.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(AsyncFilesAutoConfiguration.class)
    static class WithAPath {

        @Bean
        Path folder(Environment environment) {
            return Binder.get(environment).bind("desk.folder", Path.class).get();
        }

        public static void main(String[] arguments) {
            new SpringApplicationBuilder(WithAPath.class)
                    .web(WebApplicationType.NONE)
                    .properties("desk.folder=/srv/B\u00fccher")
                    .run(arguments);
        }
    }

    /** Without a server: it would not start, but starts before. */
    private enum Stack {
        MVC(WebApplicationType.SERVLET, AnnotationConfigServletWebApplicationContext::new, Mvc.class),
        WEB_FLUX(WebApplicationType.REACTIVE, AnnotationConfigReactiveWebApplicationContext::new, WebFlux.class);

        private final WebApplicationType type;
        private final Supplier<ConfigurableApplicationContext> context;
        private final Class<?> app;

        Stack(WebApplicationType type, Supplier<ConfigurableApplicationContext> context, Class<?> app) {
            this.type = type;
            this.context = context;
            this.app = app;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(AsyncFilesAutoConfiguration.class)
    static class App {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AsyncFilesAutoConfiguration.class, AsyncFilesWebMvcAutoConfiguration.class})
    static class Mvc {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        AsyncFilesAutoConfiguration.class,
        AsyncFilesWebFluxAutoConfiguration.class,
        WebFluxAutoConfiguration.class
    })
    static class WebFlux {}
}

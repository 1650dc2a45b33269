// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import java.io.File;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The starter as a module, which it is only as a jar. */
class StarterModuleTest {

    private static final String NAME = "io.github.asyncfiles.spring";

    private static final Path STARTER = Path.of(URI.create(AsyncFileTemplateBuilderCustomizer.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toString()));

    @TempDir
    Path dir;

    @BeforeEach
    void itIsPackaged() {
        assumeTrue(Files.isRegularFile(STARTER), "Only 'mvn package' and later phases make the starter's jar");
    }

    @Test
    void itsNameIsThatOfItsPackage() {
        assertThat(ModuleFinder.of(STARTER).findAll())
                .extracting(module -> module.descriptor().name())
                .containsExactly(NAME);
    }

    @Test
    void theApplicationStartsWithTheLibraryOnTheModulePath() throws Exception {
        Map<Boolean, String> paths = Stream.of(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .collect(groupingBy(
                        path -> Path.of(path).getFileName().toString().startsWith("async-files-"),
                        joining(File.pathSeparator)));
        Path output = dir.resolve("output");

        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path=" + paths.get(true),
                        "--add-modules=io.github.asyncfiles.core," + NAME,
                        "--enable-native-access=io.github.asyncfiles.linux",
                        "-cp",
                        paths.get(false),
                        SampleApplication.class.getName(),
                        "--spring.main.web-application-type=none",
                        "--file-desk.folder=" + dir.resolve("desk")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output).content().contains("Started SampleApplication").doesNotContain("WARN", "ERROR");
    }
}

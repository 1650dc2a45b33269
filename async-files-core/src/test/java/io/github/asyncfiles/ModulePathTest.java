// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.spi.FileEngineProvider;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the library shows as a module, and a program that is one too: with the engine that is under test here. */
class ModulePathTest {

    private static final String MODULE = """
            module program {
                requires io.github.asyncfiles.core;
            }
            """;

    private static final String MAIN = """
            package program;

            import io.github.asyncfiles.AsyncFileTemplate;
            import io.github.asyncfiles.AsyncFiles;
            import java.nio.file.Path;

            class Main {
                public static void main(String[] arguments) throws Exception {
                    try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
                        Path path = Path.of(arguments[0]);
                        AsyncFiles.await(files.writeString(path, "content"));
                        System.out.println(files.engineName() + " reads " + AsyncFiles.await(files.readString(path)));
                    }
                }
            }
            """;

    @TempDir
    Path dir;

    @Test
    void apiAndSpiAreForAllAndTheRestIsNot() {
        assertThat(core().exports())
                .filteredOn(exports -> !exports.isQualified())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("io.github.asyncfiles", "io.github.asyncfiles.spi");
        assertThat(core().opens()).isEmpty();
    }

    @Test
    void nothingIsRequiredThatIsNotInEveryJava() {
        assertThat(core().requires())
                .filteredOn(requires -> !requires.modifiers().contains(Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactly("java.base");
    }

    /** Neither the annotations nor the Flight Recorder are there when it runs. */
    @Test
    void aProgramRunsWithTheLibraryAlone() throws Exception {
        List<Path> library = new ArrayList<>(List.of(location(AsyncFileTemplate.class)));
        for (FileEngineProvider provider : ServiceLoader.load(FileEngineProvider.class)) {
            library.add(location(provider.getClass()));
        }
        String modules = ModuleFinder.of(library.toArray(Path[]::new)).findAll().stream()
                .map(ModuleReference::descriptor)
                .map(ModuleDescriptor::name)
                .collect(joining(","));
        Path program = compiled(library);
        library.add(program);
        Path output = dir.resolve("output");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path=" + joined(library),
                        "--limit-modules=" + modules,
                        "--enable-native-access=" + modules,
                        "--module=program/program.Main",
                        dir.resolve("file").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        try (AsyncFileTemplate here = AsyncFileTemplate.create()) {
            assertThat(output)
                    .content()
                    .contains(here.engineName() + " reads content")
                    .doesNotContain("WARNING");
        }
    }

    private static ModuleDescriptor core() {
        return ModuleFinder.of(location(AsyncFileTemplate.class))
                .find("io.github.asyncfiles.core")
                .orElseThrow()
                .descriptor();
    }

    private Path compiled(List<Path> library) throws Exception {
        Path classes = dir.resolve("classes");
        Path module = Files.writeString(dir.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(dir.resolve("Main.java"), MAIN);
        List<Path> modulePath = Stream.concat(library.stream(), Stream.of(location(NullMarked.class)))
                .toList();
        StringWriter output = new StringWriter();
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(output),
                        new PrintWriter(output),
                        "-Xlint:all",
                        "-Werror",
                        "--module-path",
                        joined(modulePath),
                        "-d",
                        classes.toString(),
                        module.toString(),
                        main.toString());
        assertThat(status).as(output.toString()).isZero();
        return classes;
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(joining(File.pathSeparator));
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}

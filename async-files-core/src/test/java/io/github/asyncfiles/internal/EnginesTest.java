// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineProvider;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which engine is chosen, and that one which cannot be loaded does not keep the others. */
class EnginesTest {

    @TempDir
    Path classPath;

    private URLClassLoader loader;

    @AfterEach
    void closeLoader() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    @Test
    void withoutProvidersThePortableEngineServes() throws IOException {
        assertThat(Engines.select("auto", providers()).engine().name()).isEqualTo("portable");
        assertThat(Engines.select("portable", providers()).engine().name()).isEqualTo("portable");
    }

    @Test
    void autoTakesTheBestThatWorks() throws IOException {
        ClassLoader all = providers(
                "no.such.Provider",
                Fast.class.getName(),
                Broken.class.getName(),
                Slow.class.getName(),
                Best.class.getName());

        assertThat(Engines.select("auto", all).engine().name()).isEqualTo("fast");
        assertThat(Engines.select("slow", all).engine().name()).isEqualTo("slow");
        assertThat(Engines.select("portable", all).engine().name()).isEqualTo("portable");
    }

    @Test
    void autoPrefersThePortableEngineToWorseOnes() throws IOException {
        assertThat(Engines.select("auto", providers(Slow.class.getName()))
                        .engine()
                        .name())
                .isEqualTo("portable");
    }

    @Test
    void anEngineThatDoesNotWorkHereSaysWhy() throws IOException {
        ClassLoader all = providers("no.such.Provider", Best.class.getName(), Fast.class.getName());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Engines.select("best", all))
                .withMessage("Engine 'best' does not work here: start with --enable-magic");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Engines.select("unknown", all))
                .withMessageContainingAll("'unknown'", "auto, portable, best, fast", "no.such.Provider");
    }

    @Test
    void oneThatNeedsALaterJavaIsToldOnce() throws IOException {
        ClassLoader broken = providers(Broken.class.getName(), AlsoBroken.class.getName());

        assertThat(Engines.select("auto", broken).reason())
                .isEqualTo("the best one that works here; skipped: one that needs a later Java");
    }

    private ClassLoader providers(String... classNames) throws IOException {
        Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.write(services.resolve(FileEngineProvider.class.getName()), java.util.List.of(classNames));
        loader = new URLClassLoader(
                new URL[] {classPath.toUri().toURL()}, getClass().getClassLoader());
        return loader;
    }

    private record Named(String name) implements FileEngine {
        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
            throw new AssertionError("not for use");
        }
    }

    private abstract static class Provider implements FileEngineProvider {

        private final String name;
        private final int rank;

        Provider(String name, int rank) {
            this.name = name;
            this.rank = rank;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public FileEngine create(FileEngine portable) throws FileEngineUnavailableException {
            return new Named(name);
        }
    }

    /** The best one does not work here. */
    public static final class Best extends Provider {
        public Best() {
            super("best", 100);
        }

        @Override
        public FileEngine create(FileEngine portable) throws FileEngineUnavailableException {
            throw new FileEngineUnavailableException("start with --enable-magic");
        }
    }

    public static final class Fast extends Provider {
        public Fast() {
            super("fast", 50);
        }
    }

    public static final class Slow extends Provider {
        public Slow() {
            super("slow", -1);
        }
    }

    public static final class AlsoBroken extends Broken {}

    public static class Broken extends Provider {
        public Broken() {
            super("broken", 60);
            throw new UnsupportedClassVersionError("compiled for a later Java");
        }
    }
}

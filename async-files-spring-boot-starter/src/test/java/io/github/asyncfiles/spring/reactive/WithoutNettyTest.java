// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileTemplate;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.buffer.DataBuffer;

/** On a class path where Netty is not. */
class WithoutNettyTest {

    @TempDir
    Path dir;

    @Test
    void filesAreReadIntoArraysAndWritten() throws Exception {
        Files.writeString(dir.resolve("file"), "content");
        URL[] others = Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .map(Path::of)
                .filter(entry -> !entry.getFileName().toString().startsWith("netty"))
                .map(WithoutNettyTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            assertThat(loader.getResource("io/netty/buffer/ByteBuf.class")).isNull();
            Callable<?> copy = (Callable<?>) loader.loadClass(Copy.class.getName())
                    .getConstructor(String.class)
                    .newInstance(dir.toString());

            assertThat(copy.call()).isEqualTo("DefaultDataBuffer");
        }
        assertThat(dir.resolve("copy")).hasContent("content");
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Copies a file in this directory. */
    public static final class Copy implements Callable<String> {

        private final Path dir;

        public Copy(String dir) {
            this.dir = Path.of(dir);
        }

        @Override
        public String call() {
            try (AsyncFileTemplate operations = AsyncFileTemplate.create()) {
                ReactiveAsyncFileTemplate files = new ReactiveAsyncFileTemplate(operations);
                String[] type = new String[1];
                files.write(
                                dir.resolve("copy"),
                                files.read(dir.resolve("file"))
                                        .doOnNext((DataBuffer buffer) ->
                                                type[0] = buffer.getClass().getSimpleName()))
                        .block();
                return type[0];
            }
        }
    }
}

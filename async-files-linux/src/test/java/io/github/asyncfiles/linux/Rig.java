// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** What the tests of this engine share: what they need of the machine, cold files, and waiting with a bound. */
final class Rig {

    static final boolean NATIVE_IS_REQUIRED = Boolean.parseBoolean(System.getenv("ASYNC_FILES_REQUIRE_NATIVE"));

    private static final int PATIENCE_SECONDS = 60;
    private static final int CACHESTAT = 451;
    private static final int POSIX_FADV_DONTNEED = 4;

    private Rig() {}

    /** Skips the test, unless this machine is said to have everything. */
    static void require(boolean available, String otherwise) {
        if (!available) {
            missing(otherwise);
        }
    }

    private static void missing(String what) {
        if (NATIVE_IS_REQUIRED) {
            fail(what);
        }
        abort(what);
    }

    /** {@return an engine of its own} */
    static LinuxFileEngine engine() {
        try {
            return (LinuxFileEngine) new LinuxFileEngineProvider().create(new BlockingFileEngine());
        } catch (FileEngineUnavailableException e) {
            missing("No Linux engine: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    static Architecture architecture() {
        return Objects.requireNonNull(Architecture.of(System.getProperty("os.arch")));
    }

    /** {@return a template on an engine of its own} */
    static AsyncFileTemplateBuilder template() {
        return AsyncFileTemplate.builder().engine(engine());
    }

    /** Skips the test where the kernel cannot read without waiting. */
    static void requireCachedReads(Path dir) {
        if (!readsCached(dir)) {
            // Not even where everything is required: a machine whose disk is an overlay cannot run it.
            abort("No file system that reads without waiting (ext4, xfs, btrfs): " + dir);
        }
    }

    private static boolean readsCached(Path dir) {
        engine();
        try {
            Path file = Files.createTempFile(dir, "probe", null);
            try {
                Files.writeString(file, "content");
                return cachedBytes(file) == "content".length();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return how many bytes, up to a page, the page cache gives from the start of a file; a negated error number} */
    private static int cachedBytes(Path file) {
        return descriptor(file, (scratch, descriptor) -> scratch.readCached(descriptor, 4096, 0, 0x8));
    }

    /** Drops a file from the page cache, from a position on. */
    static void makeCold(Path file, long from) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        int fadvise64 = System.getProperty("os.arch").equals("aarch64") ? 223 : 221;
        int result = descriptor(file, (scratch, descriptor) -> {
            try (Arena arena = Arena.ofConfined()) {
                return (int) SystemCalls.call(
                        arena.allocate(SystemCalls.ERRNO_BYTES, 8),
                        fadvise64,
                        descriptor,
                        from,
                        0,
                        POSIX_FADV_DONTNEED,
                        0,
                        0);
            }
        });
        assertThat(result).isZero();
    }

    /**
     * {@return whether none of a file is in the page cache, from a position on; as far as the kernel can tell (6.5). To try
     * a cached read instead would start to fetch it}
     */
    static boolean isCold(Path file, long from) {
        return descriptor(file, (scratch, descriptor) -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment memory = arena.allocate(128, 8);
                        memory.set(ValueLayout.JAVA_LONG, 64, from);
                        MemorySegment errno = arena.allocate(SystemCalls.ERRNO_BYTES, 8);
                        long address = memory.address();
                        long result = SystemCalls.call(errno, CACHESTAT, descriptor, address + 64, address, 0, 0, 0);
                        return result == 0 ? (int) memory.get(ValueLayout.JAVA_LONG, 0) : 0;
                    }
                })
                == 0;
    }

    private interface OnDescriptor {
        int call(Scratch scratch, int descriptor);
    }

    private static int descriptor(Path file, OnDescriptor call) {
        Scratch scratch = new Scratch(architecture());
        scratch.path(file.toAbsolutePath().toString());
        int descriptor = scratch.open();
        if (descriptor < 0) {
            return descriptor;
        }
        try {
            return call.call(scratch, descriptor);
        } finally {
            scratch.close(descriptor);
        }
    }

    static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** {@return the words that start a JVM like this one, on a main class of the tests} */
    static List<String> java(List<String> options, Class<?> main, String... arguments) {
        return words(options, List.of("-cp", System.getProperty("java.class.path"), main.getName()), arguments);
    }

    /** {@return the same, with engine and core as modules, and the main class in the engine's} */
    static List<String> javaOfModules(List<String> options, Class<?> main, String... arguments) {
        String modulePath = location(FileEngine.class) + File.pathSeparator + location(LinuxFileEngine.class);
        List<String> program = List.of(
                "--module-path=" + modulePath,
                "--patch-module=io.github.asyncfiles.linux=" + location(main),
                "--module=io.github.asyncfiles.linux/" + main.getName());
        return words(options, program, arguments);
    }

    private static List<String> words(List<String> options, List<String> program, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        words.addAll(program);
        Collections.addAll(words, arguments);
        return words;
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** What a process printed, both streams together, and how it ended. */
    record Ended(int status, List<String> lines) {}

    static Ended run(List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile("output", null);
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                fail("Still running: " + words + Files.readAllLines(output));
            }
            return new Ended(process.exitValue(), Files.readAllLines(output));
        } finally {
            Files.delete(output);
        }
    }

    static boolean succeeds(String... words) {
        try {
            return run(List.of(words)).status() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Temporary directories where the kernel reads without waiting: below the module if possible, else anywhere. */
    static final class OnDisk implements TempDirFactory {

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path target = Path.of("target").toAbsolutePath();
            return Files.isDirectory(target) && readsCached(target)
                    ? Files.createTempDirectory(target, "test")
                    : Files.createTempDirectory("test");
        }
    }
}

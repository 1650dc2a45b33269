// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * System calls fail, as {@code strace} makes them fail, on the files that are read and nowhere else: what can be had is
 * had, what cannot fails with the exception of the JDK, and no descriptor is left.
 */
class InjectionTest {

    private static final int CALLS = 24;
    private static final int ROUNDS = 3;

    private static final Predicate<String> RIGHT = line -> line.endsWith(": right");

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    @BeforeEach
    void write() throws IOException {
        Rig.requireCachedReads(dir);
        Rig.require(
                Rig.succeeds("strace", "-f", "-o", "/dev/null", "true"), "strace is not installed, or may not trace");
        Files.write(dir.resolve("small"), Injected.content(1_000));
        Files.write(dir.resolve("large"), Injected.content(100_000));
    }

    /** {@return what the program printed while a call failed as {@code strace} has it} */
    private List<String> outputWith(String call, String failure) throws Exception {
        List<String> words = new ArrayList<>(List.of("strace", "-f", "--seccomp-bpf", "-qq", "-o"));
        Path trace = dir.resolve("trace");
        words.add(trace.toString());
        words.addAll(List.of("-e", "trace=" + call, "-e", "inject=" + call + ":" + failure));
        for (String name : List.of("small", "large")) {
            words.addAll(List.of("-P", dir.resolve(name).toString()));
        }
        words.addAll(Rig.java(List.of("--enable-native-access=ALL-UNNAMED"), Injected.class, dir.toString()));
        Rig.Ended ended = Rig.run(words);

        assertThat(ended.status()).as("%s", ended.lines()).isZero();
        // Otherwise nothing was tested.
        assertThat(trace).content().contains("(INJECTED)");
        List<String> results =
                ended.lines().stream().filter(line -> line.contains(": ")).toList();
        assertThat(results).contains("files open: 0");
        return results;
    }

    private static List<String> operations(List<String> output) {
        List<String> operations = output.stream()
                .filter(line -> line.contains(" small: ") || line.contains(" large: "))
                .toList();
        assertThat(operations).hasSize(CALLS * ROUNDS);
        return operations;
    }

    /** What fails where nothing has to wait is done in the long way, or tried again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "openat2 error=EINTR:when=1+3",
                "openat2 error=EAGAIN",
                "openat2 error=EOPNOTSUPP",
                "openat2 error=ENOSYS",
                "openat2 error=EPERM",
                "openat2 error=EMFILE:when=2+2",
                "openat2 error=EIO",
                "openat2 error=EACCES",
                "preadv2 error=EINTR:when=1+3",
                "preadv2 error=EAGAIN:when=1+2",
                "preadv2 error=EOPNOTSUPP",
                "preadv2 error=ENOSYS",
                "preadv2 error=EPERM",
                "preadv2 error=EIO",
                "pread64 error=EINTR:when=1+2"
            })
    void isNotNoticed(String call, String failure) throws Exception {
        List<String> output = outputWith(call, failure);

        assertThat(operations(output)).allMatch(RIGHT);
        assertThat(output).contains("descriptors left: 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = "pread64 error=EIO")
    void aWaitingReadThatFailsFailsAsInTheJdk(String call, String failure) throws Exception {
        List<String> output = outputWith(call, failure);

        String expected = "java.nio.file.FileSystemException: " + dir.resolve("large") + ": Input/output error";
        assertThat(operations(output)).allMatch(RIGHT.or(line -> line.endsWith(": " + expected)));
        assertThat(output).contains("readAllBytes small: right", "readAllBytes large: " + expected);
        assertThat(output).contains("descriptors left: 0");
    }

    /** The JDK asks in the same way, so that some operations fail, but with its exceptions. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"statx error=ENOSYS", "statx error=EINTR:when=1+3"})
    void withoutStatusNothingIsWrong(String call, String failure) throws Exception {
        List<String> output = outputWith(call, failure);

        assertThat(operations(output))
                .noneMatch(line -> line.contains("wrong") && !line.startsWith("exists") && !line.startsWith("is"))
                .allMatch(RIGHT.or(
                        line -> line.contains(": wrong ") || line.contains("java.nio.file.FileSystemException")))
                .anyMatch(RIGHT);
        assertThat(output).contains("descriptors left: 0");
    }

    /** A close that is made to fail is not carried out, so that descriptors are left: that is not the engine's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"close error=EINTR:when=1+3", "close error=EIO:when=1+3"})
    void aFailingCloseHarmsNoResult(String call, String failure) throws Exception {
        assertThat(operations(outputWith(call, failure)))
                .allMatch(RIGHT.or(line -> line.contains("java.nio.file.FileSystemException")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sample application as a process of its own, with an {@link AccessLog}. */
final class SampleProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    /** Starts it, and waits until it is up. */
    SampleProcess(Path log, List<String> arguments) throws IOException {
        this.log = log;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SampleApplication.class.getName(),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.reactor.netty.shutdown-quiet-period=0s",
                "--spring.main.sources=" + AccessLog.class.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitLog("Started SampleApplication");
    }

    int port() throws IOException {
        Matcher started = Pattern.compile("started on port (\\d+)").matcher(log());
        if (!started.find()) {
            throw new IllegalStateException("Not started: " + log());
        }
        return Integer.parseInt(started.group(1));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Waits until it has logged something, or cannot any more. */
    void awaitLog(String text) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> log().contains(text) || !process.isAlive());
    }

    /** {@return what follows a word in the lines of an access log} */
    static Stream<String> logged(String word, String log) {
        return log.lines().filter(line -> line.startsWith(word + " ")).map(line -> line.substring(word.length() + 1));
    }

    /** Sends {@code SIGTERM}. */
    void terminate() {
        process.destroy();
    }

    /** {@return how it ended, if it did so within a time} */
    int exitCode(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Still running after " + limit);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

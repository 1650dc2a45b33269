// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link Worker}, seen from outside. */
final class WorkerProcess implements Workload {

    /** As much memory as those have that nothing is said about. */
    static final String MAX_HEAP = "2g";

    /** A round takes a second; what takes so long hangs. */
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final PrintStream commands;

    WorkerProcess(Case comparison, Contender contender, Site site, Path logs) throws IOException {
        log = logs.resolve(comparison.name + "-" + contender.name().replace('/', '-') + ".log");
        process = java(
                site.directory(),
                log,
                comparison.maxHeap,
                Worker.class,
                comparison.name,
                contender.name(),
                site.directory().toString(),
                String.valueOf(site.quick()));
        answers = process.inputReader();
        commands = new PrintStream(process.getOutputStream(), true);
    }

    /** Starts a JVM like this one with another main class. */
    static Process java(Path directory, Path log, String maxHeap, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx" + maxHeap,
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(log.toFile())
                .start();
    }

    private static String classPath() {
        return String.join(
                System.getProperty("path.separator"),
                List.of(System.getProperty("java.class.path").split(System.getProperty("path.separator"))).stream()
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    void awaitStart() throws IOException {
        answer();
    }

    void open() throws IOException {
        ask("open");
    }

    private String ask(String command) throws IOException {
        commands.println(command);
        return answer();
    }

    private String answer() throws IOException {
        CompletableFuture<?> watch = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("it died: " + Files.readString(log).strip());
            }
            return answer;
        } finally {
            watch.cancel(false);
        }
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("Only whole rounds");
    }

    @Override
    public double round(long nanos) throws IOException {
        return Double.parseDouble(ask(String.valueOf(nanos)));
    }

    @Override
    public String note() {
        try {
            return ask(Worker.NOTE);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Override
    public void close() throws InterruptedException {
        commands.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

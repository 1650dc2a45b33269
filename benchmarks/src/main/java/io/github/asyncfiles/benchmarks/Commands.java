// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Programs of the system. */
final class Commands {

    private Commands() {}

    /** {@return what it printed} */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (var stream = process.getInputStream()) {
            String output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output.strip());
            }
            return output;
        }
    }

    /** {@return what it printed, nothing when it does not work} */
    static Optional<String> tried(String... command) {
        try {
            return Optional.of(run(command));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** {@return why not all of some programs can be started, if so} */
    static Optional<String> missing(List<String> programs) {
        List<String> missing = programs.stream()
                .filter(program -> tried("sh", "-c", "command -v " + program).isEmpty())
                .toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of("not installed: " + String.join(", ", missing));
    }
}

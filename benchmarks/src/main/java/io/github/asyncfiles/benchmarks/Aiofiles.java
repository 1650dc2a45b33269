// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The same by Python's {@code aiofiles}. */
record Aiofiles(String python, String script, String mode, Path file) implements Workload {

    interface Place {
        Path in(Site site) throws IOException;
    }

    static Contender contender(String mode, Place place) {
        return Contender.outside(
                "aiofiles",
                () -> findPython().isPresent() ? Optional.empty() : Optional.of("not installed: Python's aiofiles"),
                site -> new Aiofiles(findPython().orElseThrow(), loadScript(), mode, place.in(site)));
    }

    static Optional<String> findPython() {
        return List.of("python3", "/usr/bin/python3").stream()
                .filter(python ->
                        Commands.tried(python, "-c", "import aiofiles").isPresent())
                .findFirst();
    }

    private static String loadScript() throws IOException {
        try (InputStream script = Aiofiles.class.getResourceAsStream("/aiofiles_reads.py")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public long run() {
        throw new UnsupportedOperationException("Python measures by itself");
    }

    @Override
    public double round(long nanos) throws Exception {
        return Double.parseDouble(Commands.run(python, "-c", script, mode, file.toString(), String.valueOf(nanos / 1e9))
                .strip());
    }
}

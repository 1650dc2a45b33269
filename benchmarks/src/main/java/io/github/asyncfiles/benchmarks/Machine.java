// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.core.SpringVersion;

/** Where a comparison was made, and with which versions. */
final class Machine {

    private Machine() {}

    static String of(Site site) throws IOException {
        return "%d × %s, %s %s, %s; JDK %s, Vert.x %s, Spring Framework %s, %s, %s."
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Files.getFileStore(site.directory()).type(),
                        Runtime.version(),
                        Optional.ofNullable(Vertx.class.getPackage().getImplementationVersion())
                                .orElse("5"),
                        SpringVersion.getVersion(),
                        aiofiles(),
                        Commands.tried("fio", "--version").map(String::strip).orElse("no fio"));
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        List<String> lines = Files.exists(info) ? Files.readAllLines(info) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String aiofiles() {
        String script = "import platform, importlib.metadata as m;"
                + "print('aiofiles', m.version('aiofiles'), 'on Python', platform.python_version())";
        return Aiofiles.findPython()
                .flatMap(python -> Commands.tried(python, "-c", script))
                .map(String::strip)
                .orElse("no aiofiles");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The words after the command.
 *
 * @param only which cases are run
 * @param out where the report goes
 * @param directory where the files are made: on the disk that is to be measured
 */
record Options(boolean quick, Pattern only, Path out, Path directory) {

    static final String USAGE = """
            -quick         in under 4 minutes, with less certain figures
            -only <regex>  only the cases with such names
            -out <dir>     where the report is written (benchmarks/target/report)
            -dir <dir>     where the files are made that are read and written (benchmarks/target/files)""";

    static Options of(String... words) {
        boolean quick = false;
        Pattern only = Pattern.compile("");
        Path out = Path.of("benchmarks/target/report");
        Path directory = Path.of("benchmarks/target/files");
        for (Iterator<String> rest = List.of(words).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "-quick" -> quick = true;
                case "-only" -> only = Pattern.compile(value(word, rest));
                case "-out" -> out = Path.of(value(word, rest));
                case "-dir" -> directory = Path.of(value(word, rest));
                default -> throw new IllegalArgumentException("Unknown: " + word + "\n" + USAGE);
            }
        }
        return new Options(quick, only, out.toAbsolutePath(), directory.toAbsolutePath());
    }

    private static String value(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(word + " needs a value\n" + USAGE);
        }
        return rest.next();
    }
}

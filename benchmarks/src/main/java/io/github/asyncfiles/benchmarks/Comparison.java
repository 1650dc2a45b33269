// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the comparisons and prints the table: figures, ratios, targets, verdicts. Writes it as Markdown and as a chart.
 *
 * <pre>mvn -q package -pl benchmarks -am -DskipTests &amp;&amp; java -jar benchmarks/target/benchmarks.jar</pre>
 */
public final class Comparison {

    private Comparison() {}

    /**
     * @param args see {@link Options}
     */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        // However this ends, nothing that it started stays.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
        Site site = new Site(Files.createDirectories(options.directory()), options.quick());
        Path logs = Files.createDirectories(options.out().resolve("logs"));
        long start = System.nanoTime();
        List<Contest.Outcome> outcomes = new ArrayList<>();
        for (Case comparison : Cases.all()) {
            if (options.only().matcher(comparison.name).find()) {
                System.out.println(comparison.name + ": " + comparison.title);
                try (Contest contest = new Contest(comparison, site, logs)) {
                    Contest.Outcome outcome = contest.run();
                    outcome.figures()
                            .forEach((name, figure) -> System.out.printf(
                                    "    %-28s %12s %s %s%n",
                                    name,
                                    Figures.rounded(figure),
                                    comparison.unit,
                                    outcome.notes().getOrDefault(name, "")));
                    outcomes.add(outcome);
                }
            }
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        String report = Report.of(outcomes, Machine.of(site), seconds, site.quick());
        Files.writeString(options.out().resolve("comparison.md"), report);
        Files.writeString(options.out().resolve("comparison.svg"), Chart.of(outcomes));
        System.out.println("\n" + report);
        System.out.println("Written to " + options.out());
    }
}

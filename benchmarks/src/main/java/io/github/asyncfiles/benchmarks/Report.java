// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static io.github.asyncfiles.benchmarks.Figures.rounded;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The tables as Markdown: first the targets, then every figure. */
final class Report {

    private final StringBuilder text = new StringBuilder();

    private Report() {}

    static String of(List<Contest.Outcome> outcomes, String machine, long seconds, boolean quick) {
        Report report = new Report();
        report.line(machine + " Taken in " + seconds + " s" + (quick ? ", a quick run." : "."));
        report.line("");
        report.line("| case | engine | figure | target | reached | verdict |");
        report.line("|---|---|---:|---|---:|---|");
        outcomes.forEach(report::targets);
        report.line("");
        report.line("| case | contender | figure | compared with the best of ours |");
        report.line("|---|---|---:|---:|");
        outcomes.forEach(report::figures);
        return report.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void targets(Contest.Outcome outcome) {
        String title = outcome.comparison().title;
        for (Target target : outcome.comparison().targets) {
            Double figure = outcome.figures().get(target.contender());
            OptionalDouble reached = target.reached(outcome.figures());
            line("| %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            title,
                            target.contender().replace("async-files/", ""),
                            figure == null ? "" : rounded(figure) + " " + outcome.comparison().unit,
                            target,
                            reached.isPresent() ? rounded(reached.getAsDouble()) : "",
                            target.verdict(outcome.figures())));
            title = "";
        }
    }

    private void figures(Contest.Outcome outcome) {
        Case comparison = outcome.comparison();
        Map<String, Double> figures = outcome.figures();
        OptionalDouble ours = figures.entrySet().stream()
                .filter(entry -> comparison.contender(entry.getKey()).isOurs())
                .mapToDouble(Map.Entry::getValue)
                .reduce((a, b) -> comparison.moreIsBetter() == a > b ? a : b);
        String title = comparison.title + ", " + comparison.unit;
        for (Contender contender : comparison.contenders) {
            Double figure = figures.get(contender.name());
            String note = outcome.notes().getOrDefault(contender.name(), "");
            line("| %s | %s | %s%s | %s |"
                    .formatted(
                            title,
                            contender.name(),
                            figure == null ? "" : rounded(figure),
                            note.isEmpty() ? "" : " (" + note + ")",
                            figure == null || ours.isEmpty() ? "" : rounded(figure / ours.getAsDouble())));
            title = "";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All figures as bars, one panel for each case, each to its own scale. */
final class Chart {

    private static final int WIDTH = 860;
    private static final int LABEL_WIDTH = 210;
    private static final int BAR_WIDTH = 500;
    private static final int LINE_HEIGHT = 20;
    private static final int PANEL_GAP = 24;

    private final StringBuilder body = new StringBuilder();
    private int y = PANEL_GAP;

    private Chart() {}

    static String of(List<Contest.Outcome> outcomes) {
        Chart chart = new Chart();
        outcomes.stream().filter(outcome -> !outcome.figures().isEmpty()).forEach(chart::panel);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <style>
                .title { font-weight: bold; font-size: 13px }
                .ours { fill: #2f7d4f }
                .peer { fill: #b4bcc4 }
                </style>
                <rect width="100%%" height="100%%" fill="white"/>
                %s</svg>
                """.formatted(WIDTH, chart.y, chart.body);
    }

    private void panel(Contest.Outcome outcome) {
        Case comparison = outcome.comparison();
        String direction = comparison.moreIsBetter() ? "" : ", less is better";
        text(8, "title", comparison.title.replace("`", "") + " (" + comparison.unit + direction + ")");
        double longest = outcome.figures().values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        outcome.figures().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> bar(
                        entry.getKey(),
                        entry.getValue(),
                        entry.getValue() / longest,
                        comparison.contender(entry.getKey()).isOurs()));
        y += PANEL_GAP;
    }

    private void bar(String name, double figure, double part, boolean ours) {
        double width = Math.max(1, part * BAR_WIDTH);
        body.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"14\"/>%n",
                ours ? "ours" : "peer",
                LABEL_WIDTH,
                y - 11,
                width));
        int line = y;
        text(LABEL_WIDTH + (int) width + 6, "figure", Figures.rounded(figure));
        y = line;
        text(8, "label", name);
    }

    private void text(int x, String style, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        body.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, x, y, escaped));
        y += LINE_HEIGHT;
    }
}

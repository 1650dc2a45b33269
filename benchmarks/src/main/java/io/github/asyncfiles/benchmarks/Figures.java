// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** Numbers: their middle, and how they are written. */
final class Figures {

    private Figures() {}

    static double median(double[] rounds) {
        double[] sorted = DoubleStream.of(rounds).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@return the least and the greatest of the rounds, if there are several} */
    static String range(double[] rounds) {
        if (rounds.length == 1) {
            return "";
        }
        return rounded(DoubleStream.of(rounds).min().getAsDouble()) + "–"
                + rounded(DoubleStream.of(rounds).max().getAsDouble());
    }

    /** Three digits are all that a run can tell. */
    static String rounded(double figure) {
        if (figure < 10) {
            return String.format(Locale.ROOT, "%.2f", figure);
        }
        if (figure < 100) {
            return String.format(Locale.ROOT, "%.1f", figure);
        }
        double unit = Math.pow(10, Math.floor(Math.log10(figure)) - 2);
        return String.format(Locale.ROOT, "%,d", Math.round(Math.round(figure / unit) * unit));
    }

    static String plain(double bound) {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.format(Locale.ROOT, "%.2f", bound);
    }
}

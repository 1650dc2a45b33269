// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * What a contender is to reach: a multiple of what the best of some others reaches in the same run, or a bound by itself.
 *
 * @param against others; empty for a bound by itself
 */
record Target(String contender, boolean atLeast, double bound, List<String> against) {

    static Target atLeast(double factor, String contender, String... against) {
        return new Target(contender, true, factor, List.of(against));
    }

    static Target atMost(double factor, String contender, String... against) {
        return new Target(contender, false, factor, List.of(against));
    }

    /** {@return the figure, or how many times that of the best of the others it is; empty when one was not measured} */
    OptionalDouble reached(Map<String, Double> figures) {
        Double figure = figures.get(contender);
        if (figure == null) {
            return OptionalDouble.empty();
        }
        if (against.isEmpty()) {
            return OptionalDouble.of(figure);
        }
        DoubleStream others =
                against.stream().map(figures::get).filter(Objects::nonNull).mapToDouble(Double::doubleValue);
        OptionalDouble best = atLeast ? others.max() : others.min();
        return best.isPresent() ? OptionalDouble.of(figure / best.getAsDouble()) : best;
    }

    String verdict(Map<String, Double> figures) {
        OptionalDouble reached = reached(figures);
        if (reached.isEmpty()) {
            return "not measured";
        }
        boolean met = atLeast ? reached.getAsDouble() >= bound : reached.getAsDouble() <= bound;
        return met ? "reached" : "**missed**";
    }

    @Override
    public String toString() {
        String sign = atLeast ? "≥ " : "≤ ";
        return sign + Figures.plain(bound) + (against.isEmpty() ? "" : " × " + String.join(" or ", against));
    }
}

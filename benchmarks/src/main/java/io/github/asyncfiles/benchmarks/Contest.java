// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One case being run: everybody is started and warmed up, then they take turns, a round each, so that what happens to the
 * machine meanwhile happens to all. The figure of each is the median of its rounds.
 */
final class Contest implements AutoCloseable {

    /**
     * How long things take.
     *
     * @param warmUps rounds that do not count
     * @param ownRounds rounds of cases that time themselves, which are long
     */
    record Pace(int warmUps, int rounds, int ownRounds, long roundNanos) {
        static Pace of(boolean quick) {
            return quick ? new Pace(3, 3, 1, 150_000_000) : new Pace(4, 5, 3, 800_000_000);
        }
    }

    /**
     * What came out.
     *
     * @param figures by contender
     * @param notes more about a contender, or why it was left out
     */
    record Outcome(Case comparison, Map<String, Double> figures, Map<String, String> notes) {}

    private final Case comparison;
    private final Site site;
    private final Path logs;
    private final Pace pace;
    private final Map<String, Workload> running = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    Contest(Case comparison, Site site, Path logs) {
        this.comparison = comparison;
        this.site = site;
        this.logs = logs;
        this.pace = Pace.of(site.quick());
    }

    Outcome run() throws Exception {
        comparison.preparation.in(site);
        start();
        int warmUps = comparison.timed ? pace.warmUps() : 0;
        int rounds = comparison.timed ? pace.rounds() : pace.ownRounds();
        Map<String, double[]> measured = new LinkedHashMap<>();
        for (String name : List.copyOf(running.keySet())) {
            measured.put(name, new double[rounds]);
            // One after the other: the compiler needs the second processor.
            for (int i = 0; i < warmUps; i++) {
                round(name);
            }
        }
        for (int i = 0; i < rounds; i++) {
            List<String> order = new ArrayList<>(running.keySet());
            if (i % 2 == 1) {
                order = order.reversed();
            }
            for (String name : order) {
                int index = i;
                round(name).ifPresent(figure -> measured.get(name)[index] = figure);
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        running.forEach((name, workload) -> {
            figures.put(name, Figures.median(measured.get(name)));
            notes.put(
                    name,
                    Stream.of(Figures.range(measured.get(name)), workload.note())
                            .filter(note -> !note.isEmpty())
                            .collect(Collectors.joining(", ")));
        });
        return new Outcome(comparison, figures, notes);
    }

    /** The processes start together, which is the longest part; what follows is done one by one. */
    private void start() {
        Map<String, WorkerProcess> processes = new LinkedHashMap<>();
        for (Contender contender : comparison.contenders) {
            Optional<String> missing = contender.missing().get();
            if (missing.isPresent()) {
                leaveOut(contender.name(), missing.get());
                continue;
            }
            try {
                if (contender.ownProcess()) {
                    WorkerProcess process = new WorkerProcess(comparison, contender, site, logs);
                    running.put(contender.name(), process);
                    processes.put(contender.name(), process);
                } else {
                    running.put(contender.name(), contender.start().in(site));
                }
            } catch (Exception e) {
                leaveOut(contender.name(), e.toString());
            }
        }
        processes.forEach((name, process) -> {
            try {
                process.awaitStart();
            } catch (Exception e) {
                leaveOut(name, e.getMessage());
            }
        });
        processes.forEach((name, process) -> {
            try {
                if (running.containsKey(name)) {
                    process.open();
                }
            } catch (Exception e) {
                leaveOut(name, e.getMessage());
            }
        });
    }

    private Optional<Double> round(String name) {
        Workload workload = running.get(name);
        if (workload == null) {
            return Optional.empty();
        }
        try {
            workload.prepareRound();
            return Optional.of(workload.round(pace.roundNanos()));
        } catch (Exception e) {
            leaveOut(name, e.toString());
            return Optional.empty();
        }
    }

    private void leaveOut(String name, String reason) {
        System.out.println("    " + name + " is left out: " + reason);
        notes.put(name, "left out: " + reason.lines().findFirst().orElse(""));
        close(running.remove(name));
    }

    private static void close(Workload workload) {
        try {
            if (workload != null) {
                workload.close();
            }
        } catch (Exception e) {
            System.out.println("    not closed: " + e);
        }
    }

    @Override
    public void close() {
        running.values().forEach(Contest::close);
    }
}

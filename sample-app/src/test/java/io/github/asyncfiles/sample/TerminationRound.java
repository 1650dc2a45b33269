// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** The life of one application under load, which {@code SIGTERM} ends, and what became of its requests. */
final class TerminationRound {

    private static final String DRAINS = "Commencing graceful shutdown";

    private static final int PHASE_SECONDS = 20;
    private static final int SHUTDOWN_SECONDS = 10;

    /** Requests that were accepted, and got no right answer, and what they got. */
    final List<String> unanswered = new ArrayList<>();

    /** The same, of requests that were accepted when the server had begun to drain. */
    final List<String> unansweredLate = new ArrayList<>();

    /** Writes that were acknowledged, and are not on disk. */
    final Set<Integer> lost = new TreeSet<>();

    /** What else is in the folder: parts of files, temporary ones. */
    final List<String> remains = new ArrayList<>();

    final List<String> threadsLeft;
    final int exitCode;
    final long stopMillis;

    private final int accepted;
    private final int acceptedLate;
    private final int refused;
    private final int acknowledged;

    TerminationRound(Path folder, int seed, String... arguments) throws Exception {
        Random random = new Random(seed);
        Path desk = Files.createDirectories(folder.resolve("desk"));
        Files.write(desk.resolve("" + TerminationLoad.LARGE), TerminationLoad.content(TerminationLoad.LARGE));
        List<String> settings = new ArrayList<>(List.of(arguments));
        settings.add("--file-desk.folder=" + desk);
        settings.add("--spring.lifecycle.timeout-per-shutdown-phase=" + PHASE_SECONDS + "s");
        settings.add("--async-files.shutdown-timeout=" + SHUTDOWN_SECONDS + "s");
        // Has a thread of its own.
        settings.add("--async-files.timeout=1m");
        try (SampleProcess application = new SampleProcess(folder.resolve("log"), settings)) {
            TerminationLoad load = new TerminationLoad(application.port(), random);
            application.awaitLog("accepted " + TerminationLoad.SLOW_UPLOAD + "\n");
            application.awaitLog("accepted " + TerminationLoad.SLOW_DOWNLOAD + "\n");
            int enough = random.nextInt(300);
            await().until(() -> load.answered.size() >= enough);

            load.applicationEnds();
            long start = System.nanoTime();
            application.terminate();
            application.awaitLog(DRAINS);
            load.applicationStops();
            exitCode = application.exitCode(Duration.ofSeconds(PHASE_SECONDS + SHUTDOWN_SECONDS));
            stopMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            load.join();

            Set<Integer> all = ids(application.log());
            Set<Integer> early = ids(application.log().split(DRAINS)[0]);
            assertThat(all).containsAll(load.answered);
            // No excuse for these, wherever they got lost.
            all.addAll(load.failedEarly);
            early.addAll(load.failedEarly);
            for (Integer id : all) {
                if (!load.answered.contains(id)) {
                    (early.contains(id) ? unanswered : unansweredLate).add(id + ": " + load.failed.get(id));
                }
            }
            accepted = all.size();
            acceptedLate = all.size() - early.size();
            refused = load.failed.size() - unanswered.size() - unansweredLate.size();
            acknowledged = load.acknowledged.size();
            threadsLeft = SampleProcess.logged("left", application.log()).toList();
            lost.addAll(load.acknowledged);
        }
        look(desk);
        FileSystemUtils.deleteRecursively(folder);
    }

    private static Set<Integer> ids(String log) {
        return SampleProcess.logged("accepted", log).map(Integer::valueOf).collect(Collectors.toSet());
    }

    private void look(Path desk) throws IOException {
        try (Stream<Path> files = Files.list(desk)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("\\d+")
                        && Arrays.equals(Files.readAllBytes(file), TerminationLoad.content(Integer.parseInt(name)))) {
                    lost.remove(Integer.valueOf(name));
                } else {
                    remains.add(name + ", " + Files.size(file) + " bytes");
                }
            }
        }
    }

    @Override
    public String toString() {
        return ("accepted %d, not answered %d; %d of them late, not answered %d; refused %d; acknowledged writes %d, lost %d;"
                        + " stopped in %d ms")
                .formatted(
                        accepted,
                        unanswered.size(),
                        acceptedLate,
                        unansweredLate.size(),
                        refused,
                        acknowledged,
                        lost.size(),
                        stopMillis);
    }
}

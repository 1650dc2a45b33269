// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code SIGTERM} in the middle of a load: what was accepted is answered, and what was acknowledged is on disk. Once, or as
 * often as {@code -Dtermination.rounds=20} says.
 *
 * <p>A request is accepted when it has reached the application, which writes that down. Others may fail: a server that stops
 * refuses connections, also those that wait to be accepted, and may close one that is kept alive just as its client sends.
 */
@EnabledOnOs(OS.LINUX)
abstract class TerminationContract {

    private static final int ROUNDS = Integer.getInteger("termination.rounds", 1);

    private final String applicationType;

    TerminationContract(String applicationType) {
        this.applicationType = "--spring.main.web-application-type=" + applicationType;
    }

    @Test
    void nothingThatWasAcceptedIsLost(@TempDir Path dir) throws Exception {
        for (int number = 0; number < ROUNDS; number++) {
            TerminationRound round = new TerminationRound(dir.resolve("round" + number), number, applicationType);
            System.getLogger("termination").log(System.Logger.Level.INFO, round);
            assertThat(round.unanswered).isEmpty();
            assertLateOnes(round.unansweredLate);
            assertThat(round.lost).isEmpty();
            assertThat(round.remains).isEmpty();
            assertThat(round.threadsLeft).isEmpty();
            assertThat(round.exitCode).isEqualTo(128 + 15);
        }
    }

    /** Requests that reached the application when the server had begun to drain. */
    void assertLateOnes(List<String> unanswered) {
        assertThat(unanswered).isEmpty();
    }
}

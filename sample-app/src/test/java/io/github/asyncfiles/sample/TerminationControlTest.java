// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileTemplate;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** Would {@link TerminationContract} notice? Applications that stop in a wrong order. */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(
        named = "termination.rounds",
        matches = ".+",
        disabledReason = "takes long; with the long form")
class TerminationControlTest {

    @ParameterizedTest
    @CsvSource({
        "servlet, --server.shutdown=immediate",
        "reactive, --spring.main.sources=io.github.asyncfiles.sample.TerminationControlTest$ClosesEarly"
    })
    void requestsThatAreCutOffAreNoticed(String applicationType, String mistake, @TempDir Path dir) throws Exception {
        TerminationRound round = new TerminationRound(
                dir.resolve("round"), 0, "--spring.main.web-application-type=" + applicationType, mistake);
        System.getLogger("termination").log(System.Logger.Level.INFO, round);
        assertThat(round.unanswered).isNotEmpty();
    }

    /** Closes the template before the server has drained. */
    record ClosesEarly(AsyncFileTemplate files) {

        @EventListener(ContextClosedEvent.class)
        void contextCloses() {
            files.close();
        }
    }
}

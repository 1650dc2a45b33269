// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is forgotten is closed, and reported once, with the place that opened it. */
class LeakTest {

    @TempDir
    Path dir;

    private final Logger logger = Logger.getLogger("io.github.asyncfiles");
    private final Queue<LogRecord> warnings = new ConcurrentLinkedQueue<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            if (logged.getMessage().contains(dir.toString())) {
                warnings.add(logged);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void record() {
        logger.addHandler(recorder);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(recorder);
        logger.setUseParentHandlers(true);
    }

    @Test
    void isClosedAfterWhatWasCalledAndReportedWithThePlace() {
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().leakDetection(true).build()) {
            openAndForget(files);
            openTextAndForget(files);

            await().untilAsserted(() -> {
                System.gc();
                assertThat(files.openFiles()).isZero();
            });

            assertThat(dir.resolve("bytes")).hasContent("written");
            assertThat(dir.resolve("text")).hasContent("written");
            assertThat(warnings).hasSize(2).allSatisfy(warning -> {
                assertThat(warning.getMessage()).startsWith("A file was never closed: ");
                assertThat(warning.getThrown().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().endsWith("AndForget"));
            });
        }
    }

    @Test
    void withoutDetectionItIsReportedToo() {
        try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
            openAndForget(files);
            await().untilAsserted(() -> {
                System.gc();
                assertThat(files.openFiles()).isZero();
            });
            assertThat(warnings)
                    .singleElement()
                    .satisfies(warning -> assertThat(warning.getMessage()).contains("switch leak detection on"));
        }
    }

    @Test
    void whatIsClosedIsNotReported() {
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().leakDetection(true).build()) {
            for (int i = 0; i < 100; i++) {
                valueOf(valueOf(files.open(dir.resolve("closed"), WRITE, CREATE))
                        .close());
            }
            openAndForget(files);
            await().untilAsserted(() -> {
                System.gc();
                assertThat(warnings).hasSize(1);
            });
        }
    }

    private void openAndForget(AsyncFileTemplate files) {
        valueOf(files.open(dir.resolve("bytes"), WRITE, CREATE)).write("written".getBytes());
    }

    private void openTextAndForget(AsyncFileTemplate files) {
        valueOf(files.openText(dir.resolve("text"), WRITE, CREATE)).write("written");
    }
}

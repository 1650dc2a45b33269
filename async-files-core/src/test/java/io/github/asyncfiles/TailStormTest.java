// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.await;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.TailEvent.Line;
import io.github.asyncfiles.TailEvent.Truncated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that is written as fast as it can be, and rotated many times meanwhile ({@code -Dtail.rotations}). Every line has its number, so that
 * one that is lost, repeated or out of order shows.
 */
class TailStormTest {

    private static final int ROTATIONS = Integer.getInteger("tail.rotations", 200);
    private static final long SEED = System.nanoTime();

    @TempDir
    Path dir;

    private final AsyncFileTemplate files = AsyncFileTemplate.create();
    private final Random random = new Random(SEED);
    private final Numbers numbers = new Numbers();
    private Path log;
    private long written;

    @BeforeEach
    void follow() throws IOException {
        log = dir.resolve("app.log");
        try (FileChannel channel = FileChannel.open(log, APPEND, CREATE)) {
            writeLines(channel, 1);
        }
        files.tail(log, TailFrom.beginning()).subscribe(numbers);
        await().until(() -> numbers.next.get() == 1);
    }

    @AfterEach
    void close() {
        numbers.subscription.cancel();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    /** Checks the numbers as they come. */
    private static final class Numbers implements Flow.Subscriber<TailEvent> {

        final AtomicLong next = new AtomicLong();
        volatile Flow.Subscription subscription;
        volatile String wrong;
        long truncations;
        long lost;
        boolean mayLack;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(TailEvent event) {
            if (event instanceof Truncated) {
                truncations++;
                mayLack = true;
            } else if (event instanceof Line line && wrong == null) {
                long number = numberOf(line.text());
                long expected = next.get();
                if (number < expected || number > expected && !mayLack) {
                    wrong = line + " instead of " + expected + (mayLack ? " or later" : "");
                }
                lost += number - expected;
                mayLack = false;
                next.set(number + 1);
            }
        }

        private static long numberOf(String line) {
            String[] words = line.split(" ");
            return words.length == 3 && words[0].equals("line") && words[2].equals("end")
                    ? Long.parseLong(words[1])
                    : -1;
        }

        @Override
        public void onError(Throwable failure) {
            wrong = "failed: " + failure;
        }

        @Override
        public void onComplete() {
            wrong = "completed";
        }
    }

    private void writeLines(FileChannel channel, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            channel.write(ByteBuffer.wrap(("line " + written++ + " end\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void awaitAll() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(numbers.wrong != null || numbers.next.get() == written)
                        .as("%s of %s", numbers.next, written)
                        .isTrue());
        assertThat(numbers.wrong).as("with seed " + SEED).isNull();
        System.getLogger(TailStormTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} lines, {1} truncations seen, {2} lines cut off",
                        written,
                        numbers.truncations,
                        numbers.lost);
    }

    @Test
    void renamedToGrowingNumbersEveryLineComesOnce() throws IOException {
        for (int i = 1; i <= ROTATIONS; i++) {
            try (FileChannel channel = FileChannel.open(log, APPEND, CREATE)) {
                writeLines(channel, 1 + random.nextInt(400));
                // As some do: renamed while it is open, and written to yet.
                Files.move(log, dir.resolve("app.log." + i));
                writeLines(channel, random.nextInt(3));
            }
        }
        finish();
    }

    @Test
    void renamedToShiftedNumbersEveryLineComesOnce() throws IOException {
        int kept = 100;
        for (int i = 1; i <= ROTATIONS; i++) {
            try (FileChannel channel = FileChannel.open(log, APPEND, CREATE)) {
                writeLines(channel, 1 + random.nextInt(400));
            }
            for (int older = Math.min(i - 1, kept); older >= 1; older--) {
                Files.move(
                        dir.resolve("app.log." + older),
                        dir.resolve("app.log." + (older + 1)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(log, dir.resolve("app.log.1"));
        }
        finish();
    }

    @Test
    void deletedWhenItIsFinishedAndCreatedAnewEveryLineComesOnce() throws IOException {
        for (int i = 0; i < ROTATIONS; i++) {
            try (FileChannel channel = FileChannel.open(log, APPEND, CREATE)) {
                writeLines(channel, 1);
                // A file that comes and goes unseen is lost to everybody: each is opened once.
                long first = written;
                await().until(() -> numbers.wrong != null || numbers.next.get() >= first);
                writeLines(channel, random.nextInt(800));
            }
            Files.delete(log);
        }
        finish();
    }

    private void finish() throws IOException {
        try (FileChannel channel = FileChannel.open(log, APPEND, CREATE)) {
            writeLines(channel, 10);
        }
        awaitAll();
        assertThat(numbers.truncations).isZero();
        assertThat(numbers.lost).isZero();
    }

    @Test
    void copiedAndTruncatedNoLineComesTwiceAndEveryGapIsReported() throws IOException {
        try (FileChannel channel = FileChannel.open(log, APPEND, CREATE)) {
            for (int i = 0; i < ROTATIONS; i++) {
                writeLines(channel, 1 + random.nextInt(400));
                Files.copy(log, dir.resolve("app.log." + i % 3), StandardCopyOption.REPLACE_EXISTING);
                writeLines(channel, random.nextInt(3));
                channel.truncate(0);
                if (random.nextInt(4) == 0) {
                    // Now and then it is emptied and written far beyond where it was.
                    writeLines(channel, 1000);
                }
            }
            writeLines(channel, 10);
        }
        awaitAll();
        assertThat(numbers.truncations).isPositive();
    }
}

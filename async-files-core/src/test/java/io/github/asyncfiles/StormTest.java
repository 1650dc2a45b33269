// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations by many threads on the same open files, with cancels and closes. Each file ends like its model, every
 * future completes once, and no descriptor is left. Lasts 5 seconds, or as many as {@code -Dstorm.seconds} says; repeats a
 * run with {@code -Dstorm.seed}, as far as the scheduling of threads repeats.
 */
class StormTest {

    private static final int FILES = 10;
    private static final int THREADS = 8;

    /** The first part belongs to the cursor, then comes a part for the positional writes of each thread. */
    private static final int CURSOR_BYTES = 40_000;

    private static final int OWN_BYTES = 2_000;
    private static final int FILE_BYTES = CURSOR_BYTES + THREADS * OWN_BYTES;
    private static final int OPERATIONS_A_ROUND = 200;

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("storm.seconds", 3));
    private static final long SEED = Long.getLong("storm.seed", System.nanoTime());

    @TempDir
    Path dir;

    private final AsyncFileTemplate files =
            AsyncFileTemplate.builder().maxThreads(8).queueCapacity(1_000_000).build();
    private final AtomicLong called = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    /** A file, what should be in it, and where that is uncertain because somebody cancelled a write. */
    private final class Shared {

        private final Path path;
        private AsyncFile file;

        // Guarded by this, together with the calls: what is called in order is done in order.
        private final byte[] model = new byte[FILE_BYTES];
        private final BitSet uncertain = new BitSet(FILE_BYTES);

        Shared(Path path) {
            this.path = path;
        }

        void open() {
            file = valueOf(files.open(path, READ, WRITE, CREATE));
            valueOf(file.write(model));
        }

        void closeAndCompare() throws IOException {
            valueOf(file.close());
            assertEqual(Files.readAllBytes(path), 0, model.clone(), uncertain);
            uncertain.clear();
        }

        synchronized void write(Random random) {
            byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300)];
            random.nextBytes(bytes);
            int position = random.nextInt(CURSOR_BYTES - bytes.length);
            watch(file.position(position));
            CompletableFuture<Integer> write = file.write(bytes);
            watch(write);
            System.arraycopy(bytes, 0, model, position, bytes.length);
            uncertain.set(position, position + bytes.length, false);
            if (random.nextInt(20) == 0) {
                write.cancel(true);
                uncertain.set(position, position + bytes.length);
            }
        }

        synchronized void read(Random random) {
            int length = random.nextInt(2_000);
            int position = random.nextInt(CURSOR_BYTES - length);
            byte[] expected = model.clone();
            BitSet maybe = (BitSet) uncertain.clone();
            watch(file.position(position));
            CompletableFuture<byte[]> read = file.read(length);
            watch(read);
            if (random.nextInt(20) == 0) {
                read.cancel(true);
                return;
            }
            check(read.thenAccept(bytes -> {
                assertThat(bytes).hasSize(length);
                assertEqual(bytes, position, expected, maybe);
            }));
        }

        void writeOwn(Random random, int thread) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            int position = CURSOR_BYTES + thread * OWN_BYTES + random.nextInt(OWN_BYTES - bytes.length);
            synchronized (this) {
                System.arraycopy(bytes, 0, model, position, bytes.length);
            }
            CompletableFuture<Integer> write = file.write(ByteBuffer.wrap(bytes), position);
            watch(write);
            // Positional ones run in no order: each thread keeps its own.
            assertThat(valueOf(write)).isEqualTo(bytes.length);
            ByteBuffer back = ByteBuffer.allocate(bytes.length);
            CompletableFuture<Integer> read = file.read(back, position);
            watch(read);
            assertThat(valueOf(read)).isEqualTo(bytes.length);
            assertThat(back.array()).isEqualTo(bytes);
        }

        synchronized void wait(Random random) {
            watch(
                    switch (random.nextInt(20)) {
                        case 0 -> file.force(false);
                        case 1 -> file.truncate(FILE_BYTES);
                        case 2 -> file.size();
                        default -> file.flush();
                    });
        }
    }

    private static void assertEqual(byte[] actual, int offset, byte[] model, BitSet uncertain) {
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] != model[offset + i] && !uncertain.get(offset + i)) {
                throw new AssertionError("Byte " + (offset + i) + " is " + actual[i] + ", not " + model[offset + i]);
            }
        }
    }

    private void watch(CompletableFuture<?> future) {
        called.incrementAndGet();
        future.whenComplete((value, failure) -> completed.incrementAndGet());
    }

    private void check(CompletableFuture<?> future) {
        future.whenComplete((value, failure) -> {
            if (failure != null) {
                failures.add(failure);
            }
        });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void filesEqualTheirModelsAndNothingIsLeft() throws Exception {
        System.getLogger("storm").log(System.Logger.Level.INFO, "Storm with seed {0}", Long.toString(SEED));
        long descriptors = descriptors();
        List<Shared> shared = new ArrayList<>();
        for (int f = 0; f < FILES; f++) {
            shared.add(new Shared(dir.resolve("file" + f)));
        }
        shared.forEach(Shared::open);
        long end = System.nanoTime() + LENGTH.toNanos();
        CyclicBarrier round = new CyclicBarrier(THREADS, () -> startNextRound(shared, end));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            Thread thread = new Thread(() -> play(shared, number, round));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).as("seed %s", SEED).isEmpty();
        await().untilAsserted(() -> assertThat(completed).as("seed %s", SEED).hasValue(called.get()));
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
        await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
        System.getLogger("storm").log(System.Logger.Level.INFO, "{0} operations", called.get());
    }

    private void startNextRound(List<Shared> shared, long end) {
        try {
            for (Shared file : shared) {
                file.closeAndCompare();
            }
            over = System.nanoTime() - end > 0 || !failures.isEmpty();
            if (!over) {
                shared.forEach(Shared::open);
            }
        } catch (Throwable t) {
            failures.add(t);
            over = true;
        }
    }

    private void play(List<Shared> shared, int number, CyclicBarrier round) {
        Random random = new Random(SEED + number);
        try {
            while (!over) {
                for (int i = 0; i < OPERATIONS_A_ROUND && failures.isEmpty(); i++) {
                    Shared file = shared.get(random.nextInt(FILES));
                    switch (random.nextInt(10)) {
                        case 0, 1, 2, 3 -> file.write(random);
                        case 4, 5, 6 -> file.read(random);
                        case 7 -> file.writeOwn(random, number);
                        case 8 -> file.wait(random);
                        default -> disturb(file.path, random);
                    }
                }
                round.await();
            }
        } catch (Throwable t) {
            failures.add(t);
            over = true;
            round.reset();
        }
    }

    /** Opens, reads, cancels and closes a file that others use, in any order. */
    private void disturb(Path path, Random random) {
        CompletableFuture<AsyncFile> opening = files.open(path, READ);
        watch(opening);
        if (random.nextInt(3) == 0 && opening.cancel(true)) {
            return;
        }
        long seed = random.nextLong();
        opening.whenComplete((file, failure) -> {
            if (failure != null) {
                return;
            }
            Random dice = new Random(seed);
            List<CompletableFuture<?>> reads = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                reads.add(dice.nextBoolean() ? file.readLine() : file.read(ByteBuffer.allocate(100), i * 50L));
            }
            reads.forEach(this::watch);
            reads.get(dice.nextInt(reads.size())).cancel(true);
            file.close();
        });
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}

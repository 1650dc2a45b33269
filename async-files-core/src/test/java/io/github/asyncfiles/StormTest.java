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
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on many files by many threads, with cancels and closes. Each file is written like a model, every
 * future completes once, and no descriptor is left. Lasts 5 seconds, or as many as {@code -Dstorm.seconds} says; repeats a
 * run with {@code -Dstorm.seed}.
 */
class StormTest {

    private static final int FILES = 10;
    private static final int THREADS = 8;
    private static final int FILE_BYTES = 50_000;

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("storm.seconds", 5));
    private static final long SEED = Long.getLong("storm.seed", System.nanoTime());

    @TempDir
    Path dir;

    @Test
    @EnabledOnOs(OS.LINUX)
    void filesEqualTheirModelsAndNothingIsLeft() throws Exception {
        System.getLogger("storm").log(System.Logger.Level.INFO, "Storm with seed {0}", Long.toString(SEED));
        AsyncFileTemplate files = AsyncFileTemplate.builder().maxThreads(8).build();
        long descriptors = descriptors();
        AtomicInteger called = new AtomicInteger();
        AtomicInteger completed = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                Random random = new Random(SEED + number);
                long end = System.nanoTime() + LENGTH.toNanos();
                while (System.nanoTime() < end && failures.isEmpty()) {
                    try {
                        for (int f = number; f < FILES; f += THREADS) {
                            playOneFile(files, dir.resolve("file" + f), random, called, completed);
                        }
                        disturb(files, dir.resolve("file" + random.nextInt(FILES)), random, called, completed);
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }
            });
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

    /** Un-awaited cursor and positional operations on a file of one's own, compared with a model in memory. */
    private static void playOneFile(
            AsyncFileTemplate files, Path path, Random random, AtomicInteger called, AtomicInteger completed)
            throws IOException {
        AsyncFile file = valueOf(files.open(path, READ, WRITE, CREATE));
        valueOf(file.truncate(0));
        byte[] model = new byte[FILE_BYTES];
        int cursor = 0;
        int size = 0;
        List<CompletableFuture<?>> checks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<?> future;
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : 300)];
                    random.nextBytes(bytes);
                    if (cursor + bytes.length > FILE_BYTES) {
                        continue;
                    }
                    future = file.write(bytes);
                    System.arraycopy(bytes, 0, model, cursor, bytes.length);
                    cursor += bytes.length;
                    size = bytes.length == 0 ? size : Math.max(size, cursor);
                }
                case 3 -> {
                    int length = random.nextInt(2_000);
                    byte[] expected = cursor >= size
                            ? new byte[0]
                            : Arrays.copyOfRange(model, cursor, Math.min(size, cursor + length));
                    future = file.read(length)
                            .thenAccept(read -> assertThat(read).isEqualTo(expected));
                    cursor += expected.length;
                }
                case 4 -> {
                    cursor = random.nextInt(size + 1);
                    future = file.position(cursor);
                }
                case 5 -> {
                    long expected = cursor;
                    future = file.position()
                            .thenAccept(position -> assertThat(position).isEqualTo(expected));
                }
                case 6 -> future = random.nextInt(20) == 0 ? file.force(false) : file.flush();
                default -> {
                    // In order only when nothing else is under way.
                    checks.forEach(Outcomes::valueOf);
                    valueOf(file.flush());
                    int position = random.nextInt(size + 1);
                    byte[] bytes = new byte[Math.min(random.nextInt(200), FILE_BYTES - position)];
                    random.nextBytes(bytes);
                    future = file.write(ByteBuffer.wrap(bytes), position);
                    valueOf(future);
                    System.arraycopy(bytes, 0, model, position, bytes.length);
                    size = bytes.length == 0 ? size : Math.max(size, position + bytes.length);
                }
            }
            called.incrementAndGet();
            checks.add(future.whenComplete((value, failure) -> completed.incrementAndGet()));
        }
        valueOf(file.close());
        checks.forEach(Outcomes::valueOf);
        assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(model, size));
    }

    /** Opens, reads, cancels and closes somebody else's file in any order. */
    private static void disturb(
            AsyncFileTemplate files, Path path, Random random, AtomicInteger called, AtomicInteger completed) {
        CompletableFuture<AsyncFile> opening = files.open(path, READ);
        called.incrementAndGet();
        opening.whenComplete((file, failure) -> completed.incrementAndGet());
        if (random.nextInt(3) == 0 && opening.cancel(true)) {
            return;
        }
        opening.whenComplete((file, failure) -> {
            if (failure != null) {
                return;
            }
            List<CompletableFuture<?>> reads = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                reads.add(random.nextBoolean() ? file.readLine() : file.read(ByteBuffer.allocate(100), i * 50L));
            }
            for (CompletableFuture<?> read : reads) {
                called.incrementAndGet();
                read.whenComplete((value, problem) -> completed.incrementAndGet());
            }
            reads.get(random.nextInt(reads.size())).cancel(true);
            file.close();
        });
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}

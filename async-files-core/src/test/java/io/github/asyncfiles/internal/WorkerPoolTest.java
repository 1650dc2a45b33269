// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No task is stranded, none runs twice, and the bounds hold, whatever races with what. */
class WorkerPoolTest {

    private final ExecutorService threads = WorkerThreads.executor(8, Duration.ofMillis(50), "pool-test-");

    @AfterEach
    void shutDown() {
        threads.shutdown();
    }

    @Test
    void everyTaskIsRunOnceOrRemovedOrRefused() throws Exception {
        long seed = System.nanoTime();
        for (int workers : new int[] {1, 2, 8}) {
            WorkerPool pool = new WorkerPool(threads, workers, 50);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<List<Counted>> offered = new ArrayList<>();
            List<Thread> submitters = new ArrayList<>();
            AtomicInteger removed = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            for (int s = 0; s < 4; s++) {
                List<Counted> mine = new ArrayList<>();
                offered.add(mine);
                Random random = new Random(seed + s);
                Thread submitter = new Thread(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        Counted task = new Counted(running, most);
                        if (!pool.offer(task)) {
                            refused.incrementAndGet();
                            Thread.onSpinWait();
                            continue;
                        }
                        if (random.nextInt(10) == 0 && pool.remove(task)) {
                            removed.incrementAndGet();
                        } else {
                            mine.add(task);
                        }
                    }
                });
                submitters.add(submitter);
                submitter.start();
            }
            for (Thread submitter : submitters) {
                submitter.join();
            }
            assertThat(pool.close(TimeUnit.SECONDS.toNanos(30)))
                    .as("drained; seed %s", seed)
                    .isTrue();

            int run = 0;
            for (List<Counted> tasks : offered) {
                assertThat(tasks).as("seed %s", seed).allMatch(task -> task.runs.get() == 1);
                run += tasks.size();
            }
            assertThat(run + removed.get() + refused.get()).isEqualTo(80_000);
            assertThat(most.get()).isLessThanOrEqualTo(workers);
            assertThat(pool.offer(new Counted(running, most))).as("closed").isFalse();
            assertThat(pool.queued()).isZero();
        }
    }

    @Test
    void aSingleTaskNeverStaysBehind() throws Exception {
        WorkerPool pool = new WorkerPool(threads, 2, 100);
        for (int i = 0; i < 50_000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            pool.offer(task(done::countDown));
            assertThat(done.await(10, TimeUnit.SECONDS)).as("task %s", i).isTrue();
        }
    }

    @Test
    void aPoolWhoseExecutorSometimesRefusesStrandsNothing() throws Exception {
        Random random = new Random(5);
        AtomicInteger ended = new AtomicInteger();
        Executor moody = command -> {
            if (random.nextInt(3) == 0) {
                throw new RejectedExecutionException("moody");
            }
            threads.execute(command);
        };
        WorkerPool pool = new WorkerPool(moody, 4, 100_000);
        for (int i = 0; i < 20_000; i++) {
            assertThat(pool.offer(task(ended::incrementAndGet))).isTrue();
        }
        await().untilAsserted(() -> assertThat(ended).hasValue(20_000));
        assertThat(pool.close(TimeUnit.SECONDS.toNanos(10))).isTrue();
    }

    @Test
    void aTaskHandedOverJustAsTheLastThreadEndsIsRun() throws Exception {
        ThreadPoolExecutor empty = WorkerThreads.executor(1, Duration.ofMillis(50), "empty-");
        CountDownLatch done = new CountDownLatch(1);
        assertThat(empty.getPoolSize()).isZero();

        WorkerThreads.enqueueWhenFull().rejectedExecution(done::countDown, empty);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        empty.shutdown();
    }

    @Test
    void theCapacityIsExact() {
        CountDownLatch gate = new CountDownLatch(1);
        WorkerPool pool = new WorkerPool(threads, 3, 4);
        int accepted = 0;
        while (pool.offer(task(() -> awaitGate(gate)))) {
            accepted++;
        }
        assertThat(accepted).isEqualTo(7);
        await().untilAsserted(() -> assertThat(pool.active()).isEqualTo(3));
        assertThat(pool.queued()).isEqualTo(4);
        assertThat(pool.waiting()).hasSize(4);
        assertThat(pool.offerAlways(task(() -> {})))
                .as("cleaning up is not refused")
                .isTrue();
        gate.countDown();
        await().untilAsserted(() -> assertThat(pool.queued() + pool.active()).isZero());
        assertThat(pool.offer(task(() -> {}))).isTrue();
    }

    private static void awaitGate(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Counts as ended, whether it is run or refused. */
    private static WorkerPool.Task task(Runnable end) {
        return new WorkerPool.Task() {
            @Override
            public void run() {
                end.run();
            }

            @Override
            public void refused(Throwable cause) {
                end.run();
            }
        };
    }

    private record Counted(AtomicInteger runs, AtomicInteger running, AtomicInteger most) implements WorkerPool.Task {

        Counted(AtomicInteger running, AtomicInteger most) {
            this(new AtomicInteger(), running, most);
        }

        @Override
        public void run() {
            int now = running.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            runs.incrementAndGet();
            running.decrementAndGet();
        }

        @Override
        public void refused(Throwable cause) {
            throw new AssertionError(cause);
        }

        // A record is equal to another with the same counters: here each is itself.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}

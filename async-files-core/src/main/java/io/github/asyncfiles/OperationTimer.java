// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.WorkerThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a template that looks at the clock: ends operations that take too long, and warns of such that take
 * long. All operations have the same time, so whatever is called while it sleeps is due no sooner than a whole time later:
 * it need not be told of each, and costs them nothing.
 */
final class OperationTimer {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    /** However short the times are: looking takes time, too. */
    private static final long SHORTEST_LOOK_NANOS = 1_000_000;

    /** Warnings of one look; the others are counted. */
    private static final int LOGGED_AT_ONCE = 10;

    private final OperationRunner runner;
    /** 0 for none. */
    private final long timeoutNanos;
    /** 0 for none. */
    private final long slowNanos;

    private final Thread thread;
    private volatile boolean stopped;

    private OperationTimer(OperationRunner runner, AsyncFileTemplateBuilder settings) {
        this.runner = runner;
        this.timeoutNanos = nanos(settings.timeout);
        this.slowNanos = nanos(settings.slowOperationThreshold);
        this.thread = WorkerThreads.daemon(settings.threadNamePrefix + "timer", this::lookUntilStopped);
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 2);
    }

    /** {@return a timer that runs, {@code null} if there is nothing for it to look at} */
    static @Nullable OperationTimer start(OperationRunner runner, AsyncFileTemplateBuilder settings) {
        if (settings.timeout == null && settings.slowOperationThreshold == null) {
            return null;
        }
        OperationTimer timer = new OperationTimer(runner, settings);
        timer.thread.start();
        return timer;
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    private void lookUntilStopped() {
        while (!stopped) {
            long now = System.nanoTime();
            List<Operation<?>> waiting = runner.waiting();
            List<Operation<?>> running = runner.running();
            long next = Long.MAX_VALUE;
            if (slowNanos > 0) {
                next = warnOrNot(waiting, running, now);
            }
            if (timeoutNanos > 0) {
                next = Math.min(next, Math.min(timeOut(waiting, now), timeOut(running, now)));
            }
            LockSupport.parkNanos(this, Math.max(next, SHORTEST_LOOK_NANOS));
        }
    }

    private long timeOut(List<Operation<?>> operations, long now) {
        long next = timeoutNanos;
        for (Operation<?> operation : operations) {
            if (!operation.isAbandoned()) {
                long left = operation.calledNanos() + timeoutNanos - now;
                if (left > 0) {
                    next = Math.min(next, left);
                } else {
                    operation.timeOut("took longer than " + Duration.ofNanos(timeoutNanos));
                }
            }
        }
        return next;
    }

    /** Whatever the log does: operations still have to be timed out. */
    private long warnOrNot(List<Operation<?>> waiting, List<Operation<?>> running, long now) {
        try {
            return warn(waiting, running, now);
        } catch (RuntimeException | Error e) {
            return slowNanos;
        }
    }

    private long warn(List<Operation<?>> waiting, List<Operation<?>> running, long now) {
        Warnings warnings = new Warnings(now);
        // The running ones first: mostly they are why the others wait.
        running.forEach(operation -> warnings.look(operation, true));
        waiting.forEach(operation -> warnings.look(operation, false));
        warnings.end();
        return warnings.nextNanos;
    }

    /** What is found slow in one look. */
    private final class Warnings {

        private final long now;
        private int found;
        private long nextNanos = slowNanos;

        Warnings(long now) {
            this.now = now;
        }

        void look(Operation<?> operation, boolean started) {
            long left = operation.calledNanos() + slowNanos - now;
            if (left > 0) {
                nextNanos = Math.min(nextNanos, left);
            } else if ((started ? operation.isAtWork() : operation.isWaiting()) && operation.isNewlySlow()) {
                found++;
                Thread worker = started ? runner.workerOf(operation) : null;
                SlowOperation slow = new SlowOperation(
                        operation.unfinished(started), worker == null ? List.of() : List.of(worker.getStackTrace()));
                if (found <= LOGGED_AT_ONCE) {
                    log(slow, worker);
                }
                runner.observe(slow);
            }
        }

        private void log(SlowOperation slow, @Nullable Thread worker) {
            StringBuilder message = new StringBuilder("Slow: ").append(slow.operation());
            if (worker != null) {
                message.append(", on ").append(worker.getName());
            }
            slow.stack().forEach(frame -> message.append("\n\tat ").append(frame));
            LOGGER.log(System.Logger.Level.WARNING, message);
        }

        void end() {
            if (found > LOGGED_AT_ONCE) {
                LOGGER.log(System.Logger.Level.WARNING, "Slow: {0} more operations", found - LOGGED_AT_ONCE);
            }
        }
    }
}

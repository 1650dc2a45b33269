// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one place where threads are made. They are daemons: an operation that hangs for ever must not keep the JVM from
 * ending.
 *
 * <p>A {@link ThreadPoolExecutor} that uses {@link #handoverQueue()} and {@link #enqueueWhenFull()} and has no core
 * threads prefers an idle thread to a new one, and a new one (up to its maximum) to the queue.
 */
public final class WorkerThreads {

    private WorkerThreads() {}

    /**
     * Creates an executor whose threads start on demand and end after the keep-alive. It never interrupts them.
     *
     * @param maxThreads how many, at least 1
     * @param keepAlive how long an idle thread waits for work
     * @param namePrefix followed by a number, from 1
     * @return the executor, which the caller shuts down
     */
    public static ThreadPoolExecutor executor(int maxThreads, Duration keepAlive, String namePrefix) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> daemon(namePrefix + number.incrementAndGet(), task);
        return new ThreadPoolExecutor(
                0,
                maxThreads,
                TimeUnit.NANOSECONDS.convert(keepAlive),
                TimeUnit.NANOSECONDS,
                handoverQueue(),
                factory,
                enqueueWhenFull());
    }

    /** {@return a queue that takes by {@code offer} only what an idle thread is waiting for} */
    public static BlockingQueue<Runnable> handoverQueue() {
        return new HandoverQueue();
    }

    /** {@return a handler that queues what found neither an idle thread nor room for a new one} */
    public static RejectedExecutionHandler enqueueWhenFull() {
        return (task, executor) -> {
            if (executor.isShutdown()) {
                throw new RejectedExecutionException("The executor was shut down");
            }
            executor.getQueue().add(task);
            // The last thread may have ended just before, and nobody would look into the queue again.
            if (executor.getPoolSize() == 0 && executor.remove(task)) {
                executor.execute(task);
            }
        };
    }

    /**
     * Creates a thread, not yet started.
     *
     * @param name its name
     * @param task what it runs
     * @return the thread
     */
    public static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private static final class HandoverQueue extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        @Override
        public boolean add(Runnable task) {
            put(task);
            return true;
        }
    }
}

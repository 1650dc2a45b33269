// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of tasks, served by a bounded number of workers on threads that an {@link Executor} lends.
 *
 * <p>The bounds are kept here and not in the executor, so that they hold for every executor: a thread pool, a virtual
 * thread for each worker, or {@code Runnable::run}. A worker takes task after task and gives its thread back when there
 * are none, so that a busy pool hands over through one lock-free queue and wakes nobody.
 *
 * <h2>Who starts workers</h2>
 *
 * <p>At most one worker at a time is <em>looking</em>: it holds {@link #looking}, is on its way to the queue, and will
 * look into it after letting go. So nobody needs to start another one meanwhile:
 *
 * <pre>
 *   submitter:  enqueue;  if nobody is looking: take looking, start a worker
 *   worker:     let go of looking;  poll;  found one and there are more: take looking, start a worker;  run it
 *               found none:  take looking, wait a moment, let go, poll again;  still none: leave, look again
 * </pre>
 *
 * <p>Thus a burst of slow tasks gets a worker each, one waking the next, up to the maximum before anything waits; and a
 * burst of fast ones is served by the one or two that are awake.
 *
 * <p>No task is stranded: whoever saw <em>looking</em> taken enqueued before the holder polls; whoever saw all workers
 * busy enqueued before the first of them to leave looks again; and whoever took <em>looking</em> in vain checks once
 * more after letting go.
 */
public final class WorkerPool {

    /** How often a worker without work looks again before it gives its thread back: some microseconds. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

    /** Stands for the task that a worker is just taking from the queue, so that none is out of sight in between. */
    private static final Task TAKING = new Task() {
        @Override
        public void run() {}

        @Override
        public void refused(Throwable cause) {}
    };

    private final Executor executor;
    private final int maxWorkers;
    private final int capacity;
    private final Queue<Task> queue = new ConcurrentLinkedQueue<>();
    /** Tasks accepted and not yet finished, queued ones and running ones. */
    private final AtomicInteger accepted = new AtomicInteger();
    /** Workers that run or have been submitted to the executor. */
    private final AtomicInteger workers = new AtomicInteger();

    private final AtomicBoolean looking = new AtomicBoolean();
    private final Set<Worker> atWork = ConcurrentHashMap.newKeySet();
    private final CountDownLatch idle = new CountDownLatch(1);
    private volatile boolean closed;

    /** What the pool runs. */
    public interface Task extends Runnable {

        /** Does the work; never throws. */
        @Override
        void run();

        /**
         * Is called instead of {@link #run()} when the executor lends no thread.
         *
         * @param cause what the executor threw
         */
        void refused(Throwable cause);
    }

    /**
     * Creates a pool.
     *
     * @param executor lends the threads; not owned by the pool
     * @param maxWorkers how many tasks run at the same time, at least 1
     * @param queueCapacity how many more may wait while that many run, at least 0
     */
    public WorkerPool(Executor executor, int maxWorkers, int queueCapacity) {
        this.executor = executor;
        this.maxWorkers = maxWorkers;
        this.capacity = (int) Math.min(Integer.MAX_VALUE, (long) maxWorkers + queueCapacity);
    }

    /**
     * Accepts a task, unless the pool is full or closed. May run it on the calling thread if the executor does.
     *
     * @param task to run
     * @return whether it was accepted; if so, it is run or refused, or it is {@linkplain #remove removed} before
     */
    public boolean offer(Task task) {
        if (!admit()) {
            return false;
        }
        enqueue(task);
        return true;
    }

    /**
     * Accepts a task however full the pool is, for cleaning up and for serving what was {@linkplain #enter accepted}
     * before.
     *
     * @param task to run
     * @return whether it was accepted; not when the pool is closed and everything is done
     */
    public boolean offerAlways(Task task) {
        int others = accepted.getAndIncrement();
        if (closed && others == 0) {
            finished();
            return false;
        }
        enqueue(task);
        return true;
    }

    /**
     * Takes a place for something that waits elsewhere, to be given back by {@link #leave}.
     *
     * @return whether there was one
     */
    public boolean enter() {
        return admit();
    }

    /** Gives back a place that was taken by {@link #enter}. */
    public void leave() {
        finished();
    }

    /**
     * Takes a waiting task back and frees its place.
     *
     * @param task to remove
     * @return whether it was still waiting; if not, it has been or will be run
     */
    public boolean remove(Task task) {
        if (!queue.remove(task)) {
            return false;
        }
        finished();
        return true;
    }

    /** {@return how many tasks are running, roughly while it changes} */
    public int active() {
        int active = 0;
        for (Worker worker : atWork) {
            Task task = worker.current;
            if (task != null && task != TAKING) {
                active++;
            }
        }
        return active;
    }

    /** {@return how many places are taken by what is not running, roughly while it changes} */
    int queued() {
        return Math.max(0, accepted.get() - active());
    }

    /** {@return the tasks now running: all that were accepted and are neither waiting nor done} */
    public List<Task> running() {
        List<Task> tasks = new ArrayList<>();
        for (Worker worker : atWork) {
            Task task = worker.current;
            while (task == TAKING) {
                Thread.onSpinWait();
                task = worker.current;
            }
            if (task != null) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    /**
     * Finds out who is at a task.
     *
     * @param task perhaps running
     * @return the thread, {@code null} if it is not running
     */
    public @Nullable Thread workerOf(Task task) {
        for (Worker worker : atWork) {
            if (worker.current == task) {
                return worker.thread;
            }
        }
        return null;
    }

    /** {@return the tasks now waiting, the oldest first} */
    public List<Task> waiting() {
        return new ArrayList<>(queue);
    }

    /**
     * Accepts nothing more and waits until everything accepted is done.
     *
     * @param timeoutNanos how long to wait at most
     * @return whether all is done
     * @throws InterruptedException when the waiting thread is interrupted; the pool stays closed
     */
    public boolean close(long timeoutNanos) throws InterruptedException {
        closed = true;
        if (accepted.get() == 0) {
            idle.countDown();
        }
        return idle.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Runs on the calling thread what is waiting, beyond the maximum of workers: for when they are stuck. */
    public void runWaiting() {
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            try {
                task.run();
            } finally {
                finished();
            }
        }
    }

    private boolean admit() {
        int count;
        do {
            count = accepted.get();
            if (count >= capacity) {
                return false;
            }
        } while (!accepted.compareAndSet(count, count + 1));
        // After counting: close() either sees the count or is seen here.
        if (closed) {
            finished();
            return false;
        }
        return true;
    }

    private void finished() {
        if (accepted.decrementAndGet() == 0 && closed) {
            idle.countDown();
        }
    }

    private void enqueue(Task task) {
        queue.add(task);
        startWorkerIfNeeded();
    }

    private void startWorkerIfNeeded() {
        while (!looking.get() && !queue.isEmpty() && addWorkerCount()) {
            if (!looking.compareAndSet(false, true)) {
                workers.decrementAndGet();
                continue;
            }
            startWorker();
            return;
        }
    }

    private boolean addWorkerCount() {
        int count = workers.get();
        while (count < maxWorkers) {
            if (workers.compareAndSet(count, count + 1)) {
                return true;
            }
            count = workers.get();
        }
        return false;
    }

    private void startWorker() {
        try {
            executor.execute(new Worker());
        } catch (RuntimeException | Error e) {
            // RejectedExecutionException, or no more threads to be had. Workers at work will take what waits.
            looking.set(false);
            if (workers.decrementAndGet() == 0) {
                refuseAll(e);
            }
        }
    }

    private void refuseAll(Throwable cause) {
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            task.refused(cause);
            finished();
        }
    }

    private final class Worker implements Runnable {

        volatile @Nullable Task current;
        private volatile @Nullable Thread thread;
        private boolean interrupted;

        @Override
        public void run() {
            looking.set(false);
            thread = Thread.currentThread();
            atWork.add(this);
            try {
                while (takeNext()) {
                    runCurrent();
                }
            } finally {
                atWork.remove(this);
                workers.decrementAndGet();
                startWorkerIfNeeded();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void runCurrent() {
            try {
                startWorkerIfNeeded();
                // A callback may have left it set, and a channel is closed when a thread that uses it is interrupted.
                interrupted |= Thread.interrupted();
                current.run();
            } finally {
                current = null;
                finished();
            }
        }

        private boolean takeNext() {
            if (take()) {
                return true;
            }
            if (SPINS == 0 || !looking.compareAndSet(false, true)) {
                return false;
            }
            for (int i = 0; i < SPINS && queue.isEmpty(); i++) {
                Thread.onSpinWait();
            }
            looking.set(false);
            return take();
        }

        private boolean take() {
            current = TAKING;
            Task task = queue.poll();
            current = task;
            return task != null;
        }
    }
}

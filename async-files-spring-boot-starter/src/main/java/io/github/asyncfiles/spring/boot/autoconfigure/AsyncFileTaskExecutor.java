// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.internal.WorkerThreads;
import java.io.Serial;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Lends threads to the template: up to the maximum before anything waits, given back after the keep-alive.
 *
 * <p>It goes on working while the context closes, until it is destroyed after the template: requests that are drained
 * meanwhile still get their files. It never interrupts its threads, which would close the files they work on.
 */
final class AsyncFileTaskExecutor extends ThreadPoolTaskExecutor {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long keepAliveNanos;

    AsyncFileTaskExecutor(AsyncFilesProperties.Executor properties) {
        keepAliveNanos = TimeUnit.NANOSECONDS.convert(properties.keepAlive());
        setCorePoolSize(0);
        setMaxPoolSize(properties.maxThreads());
        setThreadNamePrefix(properties.threadNamePrefix());
        setDaemon(true);
        setRejectedExecutionHandler(WorkerThreads.enqueueWhenFull());
        setAcceptTasksAfterContextClose(true);
        setWaitForTasksToCompleteOnShutdown(true);
    }

    @Override
    protected BlockingQueue<Runnable> createQueue(int queueCapacity) {
        // How many operations may wait is the template's business; here only threads are handed over.
        return WorkerThreads.handoverQueue();
    }

    @Override
    protected ExecutorService initializeExecutor(ThreadFactory threadFactory, RejectedExecutionHandler handler) {
        ExecutorService executor = super.initializeExecutor(threadFactory, handler);
        // The setter of the superclass knows only seconds.
        ((ThreadPoolExecutor) executor).setKeepAliveTime(keepAliveNanos, TimeUnit.NANOSECONDS);
        return executor;
    }

    /** Nothing is paused: what was accepted before the context stopped is done, and the template waits for it. */
    @Override
    public void stop(Runnable callback) {
        callback.run();
    }

    @Override
    public void stop() {
        // See above.
    }

    /** Fails with an {@link IllegalArgumentException} where there are none. */
    static Executor virtual(AsyncFilesProperties.Executor properties) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(properties.threadNamePrefix());
        try {
            executor.setVirtualThreads(true);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException(
                    "virtual threads need Java 21 or later, this is Java "
                            + Runtime.version().feature(),
                    e);
        }
        return executor;
    }
}

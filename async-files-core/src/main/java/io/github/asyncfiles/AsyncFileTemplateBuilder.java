// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.Engines;
import io.github.asyncfiles.internal.FileNames;
import io.github.asyncfiles.internal.SizeLimit;
import io.github.asyncfiles.internal.root.RootEngine;
import io.github.asyncfiles.spi.FileEngine;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link AsyncFileTemplate}s. Not thread-safe; may be used again after {@link #build()}, which copies what it
 * needs.
 *
 * <p>Wrong values are refused at once by an {@link IllegalArgumentException} that names the setting and the value.
 */
public final class AsyncFileTemplateBuilder {

    String engineName = Engines.AUTO;

    @Nullable FileEngine engine;

    @Nullable Path root;

    @Nullable Executor executor;

    int maxThreads = 64;
    Duration keepAlive = Duration.ofSeconds(30);
    String threadNamePrefix = "async-files-";
    int queueCapacity = 10_000;
    int bufferBytes = 64 * 1024;
    int readAhead = 2;
    int inlineLimitBytes = 64 * 1024;
    long maxFileSizeBytes = 1L << 30;
    int maxLineLength = 1 << 20;
    Charset charset = StandardCharsets.UTF_8;

    @Nullable Duration timeout;

    Duration shutdownTimeout = Duration.ofSeconds(30);
    AsyncFileObserver observer = AsyncFileObserver.NONE;
    CallerContext callerContext = CallerContext.NONE;
    boolean leakDetection;

    @Nullable Duration slowOperationThreshold;

    AsyncFileTemplateBuilder() {}

    /**
     * Chooses the engine by name. It is looked up by {@link #build()}, which fails with an
     * {@link IllegalArgumentException} and the reason when it is unknown or does not work on this machine.
     *
     * @param name {@code auto} (the default) for the best one that works here, {@code portable}, or the name of another
     *     one on the class path
     * @return this builder
     */
    public AsyncFileTemplateBuilder engine(String name) {
        engineName = Objects.requireNonNull(name, "engine");
        engine = null;
        return this;
    }

    /**
     * Uses this engine, for example a double in a test.
     *
     * @param engine that touches the disk
     * @return this builder
     */
    public AsyncFileTemplateBuilder engine(FileEngine engine) {
        this.engine = Objects.requireNonNull(engine, "engine");
        return this;
    }

    /**
     * Keeps the template to a directory, as {@link AsyncFileOperations#under} does. It is opened by {@link #build()}, which
     * fails with an {@link IllegalArgumentException} and the reason when it cannot be, and held open until the template is
     * closed.
     *
     * @param root the directory, or {@code null} (the default) for none
     * @return this builder
     */
    public AsyncFileTemplateBuilder root(@Nullable Path root) {
        this.root = root;
        return this;
    }

    /**
     * Lends the threads for the workers, instead of a pool of the template's own. The template uses at most
     * {@link #maxThreads(int)} of them at a time and does not shut the executor down. {@code Runnable::run} makes every
     * operation complete on the caller, which is handy in tests.
     *
     * <p>It must run what it accepts: a worker that it drops is missing for good. Threads that are shared with other work are shared both ways: a worker keeps one for as long as there is file
     * work waiting. Never interrupt them: the JDK closes an open file when a thread that uses it is interrupted.
     *
     * @param executor that lends threads
     * @return this builder
     */
    public AsyncFileTemplateBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * How many operations run at the same time. Threads start on demand, and all of them before anything waits.
     *
     * @param maxThreads at least 1; default 64
     * @return this builder
     */
    public AsyncFileTemplateBuilder maxThreads(int maxThreads) {
        this.maxThreads = Checks.atLeast(1, maxThreads, "maxThreads");
        return this;
    }

    /**
     * How long an idle thread of the template's own pool lives on.
     *
     * @param keepAlive longer than 0; default 30 seconds
     * @return this builder
     */
    public AsyncFileTemplateBuilder keepAlive(Duration keepAlive) {
        this.keepAlive = Checks.positive(keepAlive, "keepAlive");
        return this;
    }

    /**
     * How the threads of the template's own pool are called, before their number.
     *
     * @param prefix default {@code async-files-}
     * @return this builder
     */
    public AsyncFileTemplateBuilder threadNamePrefix(String prefix) {
        this.threadNamePrefix = Objects.requireNonNull(prefix, "threadNamePrefix");
        return this;
    }

    /**
     * How many operations wait while all threads are busy; the next one is refused with a
     * {@link FileOperationRejectedException}. An operation keeps its place until what is chained to its future has run on
     * the worker, so that with no capacity at all, the next link of a chain may find none.
     *
     * @param queueCapacity at least 0; default 10,000
     * @return this builder
     */
    public AsyncFileTemplateBuilder queueCapacity(int queueCapacity) {
        this.queueCapacity = Checks.atLeast(0, queueCapacity, "queueCapacity");
        return this;
    }

    /**
     * How large the chunks of a stream are, and how far an open file is read ahead of its cursor, whose buffer is taken
     * when it is needed, small at first.
     *
     * @param bytes at least 512; default 64 KiB
     * @return this builder
     */
    public AsyncFileTemplateBuilder bufferSize(int bytes) {
        this.bufferBytes = Checks.atLeast(512, bytes, "bufferSize");
        return this;
    }

    /**
     * How many chunks of a stream (or batches of lines or entries) are fetched before its subscriber has asked for them,
     * so that reading and consuming overlap: those that wait for the subscriber and the one on its way are never more.
     * Nothing is fetched ahead before the first request, nor while what is wanted is in memory anyway.
     *
     * @param chunks at least 0; 0 fetches each when it is asked for; default 2
     * @return this builder
     */
    public AsyncFileTemplateBuilder readAhead(int chunks) {
        this.readAhead = Checks.atLeast(0, chunks, "readAhead");
        return this;
    }

    /**
     * The most bytes that are copied on the thread of the caller at a time, where the engine can tell that they are in
     * memory already. Larger reads, and all that would have to wait, go to a worker.
     *
     * @param bytes at least 0; 0 serves everything on workers; default 64 KiB
     * @return this builder
     */
    public AsyncFileTemplateBuilder inlineLimit(int bytes) {
        this.inlineLimitBytes = Checks.atLeast(0, bytes, "inlineLimit");
        return this;
    }

    /**
     * The largest file that is read as a whole; larger ones fail with a {@link FileTooLargeException} before memory is
     * taken. An array of the JVM holds 2 GiB less 9 bytes at most, whatever is set here.
     *
     * @param bytes at least 1; default 1 GiB
     * @return this builder
     */
    public AsyncFileTemplateBuilder maxFileSize(long bytes) {
        this.maxFileSizeBytes = Checks.atLeast(1L, bytes, "maxFileSize");
        return this;
    }

    /**
     * The longest line that is read as one, from an open file; a longer one fails with a {@link LineTooLongException}.
     *
     * @param length in bytes, or in characters where text is read, at least 1; default 1,048,576
     * @return this builder
     */
    public AsyncFileTemplateBuilder maxLineLength(int length) {
        this.maxLineLength = Checks.atLeast(1, length, "maxLineLength");
        return this;
    }

    /**
     * The charset of text methods that are not given one.
     *
     * @param charset default UTF-8
     * @return this builder
     */
    public AsyncFileTemplateBuilder charset(Charset charset) {
        this.charset = Objects.requireNonNull(charset, "charset");
        return this;
    }

    /**
     * How long one operation may take, the time in the queue included. After that its future fails with a
     * {@link FileOperationTimeoutException}, while the work itself, if it had begun, goes on to its end. What is chained to
     * the future runs on the template's timer then, and must not block.
     *
     * @param timeout longer than 0, or {@code null} (the default) for no limit
     * @return this builder
     */
    public AsyncFileTemplateBuilder timeout(@Nullable Duration timeout) {
        this.timeout = timeout == null ? null : Checks.positive(timeout, "timeout");
        return this;
    }

    /**
     * How long {@link AsyncFileTemplate#close()} waits for what was accepted.
     *
     * @param timeout at least 0; default 30 seconds
     * @return this builder
     */
    public AsyncFileTemplateBuilder shutdownTimeout(Duration timeout) {
        this.shutdownTimeout = Checks.atLeast(Duration.ZERO, timeout, "shutdownTimeout");
        return this;
    }

    /**
     * How long an operation may take, the time in the queue included, before a warning tells of it, and of what its worker is
     * at, once. Costs a thread that looks at what is not done, now and then.
     *
     * @param threshold longer than 0, or {@code null} (the default) for no warnings
     * @return this builder
     */
    public AsyncFileTemplateBuilder slowOperationThreshold(@Nullable Duration threshold) {
        this.slowOperationThreshold = threshold == null ? null : Checks.positive(threshold, "slowOperationThreshold");
        return this;
    }

    /**
     * Takes what belongs to the thread of a caller along to where its future completes.
     *
     * @param context default {@link CallerContext#NONE}
     * @return this builder
     */
    public AsyncFileTemplateBuilder callerContext(CallerContext context) {
        this.callerContext = Objects.requireNonNull(context, "callerContext");
        return this;
    }

    /**
     * Whether to remember where each file was opened, so that the warning about one that was never closed can say so.
     * Takes the time and memory of a stack trace for each opening.
     *
     * @param leakDetection default {@code false}
     * @return this builder
     */
    public AsyncFileTemplateBuilder leakDetection(boolean leakDetection) {
        this.leakDetection = leakDetection;
        return this;
    }

    /**
     * Is told of every operation that ended.
     *
     * @param observer default {@link AsyncFileObserver#NONE}
     * @return this builder
     */
    public AsyncFileTemplateBuilder observer(AsyncFileObserver observer) {
        this.observer = Objects.requireNonNull(observer, "observer");
        return this;
    }

    /**
     * Builds a template. Starts no worker until there is work.
     *
     * @return a new template, which the caller closes
     * @throws IllegalArgumentException when the engine asked for is unknown or does not work here, or the root cannot be
     *     opened
     */
    public AsyncFileTemplate build() {
        FileNames.warnIfLimited();
        return new AsyncFileTemplate(this);
    }

    Engines.Choice selectEngine() {
        return engine != null
                ? new Engines.Choice(engine, "given")
                : Engines.select(engineName, FileEngine.class.getClassLoader());
    }

    /** {@return the engine, kept to the root if there is one; opening that may block} */
    FileEngine rooted(FileEngine engine, Set<Runnable> closings) {
        if (root == null) {
            return engine;
        }
        RootEngine rooted = new RootEngine(engine, root, PathOutsideRootException::new, closings);
        try {
            rooted.open();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("root: there is no directory '" + root + "'", e);
        } catch (NotDirectoryException e) {
            throw new IllegalArgumentException("root: '" + root + "' is no directory", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new IllegalArgumentException("root: '" + root + "' cannot be opened: " + e.getMessage(), e);
        }
        return rooted;
    }

    SizeLimit sizeLimit() {
        long limit = Math.min(maxFileSizeBytes, SizeLimit.MAX_ARRAY_BYTES);
        return (path, size) -> {
            if (size > limit) {
                throw new FileTooLargeException(path, size, limit);
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.actuate;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.OpenHandle;
import io.github.asyncfiles.UnfinishedOperation;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows what templates are at: which engine, what runs and waits, what is open, what was never closed. It touches no disk, so
 * that it answers while everything hangs. It shows paths: expose it to those who may see them.
 */
@Endpoint(id = "asyncfiles")
public final class AsyncFilesEndpoint {

    private static final int MOST = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Map<String, AsyncFileTemplate> templates;
    private final Duration stuckAfter;

    /**
     * Creates an endpoint.
     *
     * @param templates by their names
     * @param stuckAfter how long an operation runs until it counts as stuck
     */
    public AsyncFilesEndpoint(Map<String, AsyncFileTemplate> templates, Duration stuckAfter) {
        this.templates = new LinkedHashMap<>(templates);
        this.stuckAfter = stuckAfter;
    }

    /**
     * Looks at all templates.
     *
     * @return what they are at, by name
     */
    @ReadOperation
    public Templates templates() {
        return new Templates(byName(this::describe));
    }

    /**
     * Has the garbage collector look for files that were never closed, which takes some time, and says which it found.
     *
     * @return files that were never closed, by the name of their template
     */
    @WriteOperation
    public Leaks findLeaks() {
        Map<String, Long> before = byName(AsyncFileTemplate::leakedFiles);
        long end = System.nanoTime() + PATIENCE_NANOS;
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        System.gc();
        while (garbage.get() != null && System.nanoTime() < end) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        // Until nothing new is found for a while: it is told by another thread.
        long leaked = -1;
        for (long now = total(); now != leaked && System.nanoTime() < end; now = total()) {
            leaked = now;
            LockSupport.parkNanos(2 * STEP_NANOS);
        }
        Map<String, Found> found = new LinkedHashMap<>();
        templates.forEach((name, template) -> {
            long more = template.leakedFiles() - before.get(name);
            List<OpenHandle> handles = template.leakedHandles();
            int shown = (int) Math.min(more, handles.size());
            found.put(
                    name,
                    new Found(
                            more,
                            handles.subList(handles.size() - shown, handles.size()).stream()
                                    .map(Handle::of)
                                    .toList()));
        });
        return new Leaks(found);
    }

    private long total() {
        return templates.values().stream()
                .mapToLong(AsyncFileTemplate::leakedFiles)
                .sum();
    }

    private <T> Map<String, T> byName(Function<AsyncFileTemplate, T> look) {
        Map<String, T> found = new LinkedHashMap<>();
        templates.forEach((name, template) -> found.put(name, look.apply(template)));
        return found;
    }

    private Template describe(AsyncFileTemplate template) {
        List<UnfinishedOperation> unfinished = template.unfinishedOperations();
        List<OpenHandle> open = template.openHandles();
        return new Template(
                new Engine(template.engineName(), template.engineReason()),
                template.root() == null ? null : template.root().toString(),
                new Limits(template.maxThreads(), template.queueCapacity()),
                unfinished.stream().filter(UnfinishedOperation::started).count(),
                unfinished.stream().filter(operation -> !operation.started()).count(),
                unfinished.stream()
                        .filter(operation -> operation.isStuck(stuckAfter))
                        .count(),
                unfinished.stream().limit(MOST).map(Operation::of).toList(),
                open.size(),
                open.stream().limit(MOST).map(Handle::of).toList(),
                template.leakedFiles());
    }

    /**
     * All templates.
     *
     * @param templates by name
     */
    public record Templates(Map<String, Template> templates) {}

    /**
     * What one template is at.
     *
     * @param engine that serves it
     * @param root the directory that it keeps to, if it does
     * @param limits what it takes on at most
     * @param running how many operations workers are at
     * @param waiting how many operations wait for a worker
     * @param stuck how many of the running ones have been running for too long
     * @param operations that are not done, the oldest first, at most 100
     * @param open how many files are open
     * @param openFiles the files, the one that was opened first before all, at most 100
     * @param leaked how many files were never closed by those who opened them
     */
    public record Template(
            Engine engine,
            @Nullable String root,
            Limits limits,
            long running,
            long waiting,
            long stuck,
            List<Operation> operations,
            int open,
            List<Handle> openFiles,
            long leaked) {}

    /**
     * What a template takes on at most; the next operation is refused.
     *
     * @param running operations at the same time
     * @param waiting operations that wait for a worker
     */
    public record Limits(int running, int waiting) {}

    /**
     * What touches the disk.
     *
     * @param name of the engine
     * @param reason for it, and why others were not taken
     */
    public record Engine(String name, String reason) {}

    /**
     * An operation that is not done.
     *
     * @param operation which one
     * @param path it works on
     * @param ageMillis since it was called, in milliseconds
     * @param state {@code running} or {@code waiting}
     */
    public record Operation(String operation, String path, long ageMillis, String state) {

        static Operation of(UnfinishedOperation unfinished) {
            return new Operation(
                    unfinished.operation().methodName(),
                    unfinished.path().toString(),
                    unfinished.age().toMillis(),
                    unfinished.started() ? "running" : "waiting");
        }
    }

    /**
     * A file that is open, or was never closed.
     *
     * @param path it was opened by
     * @param ageMillis since then, in milliseconds
     * @param openedAt where that was, the innermost call first; empty unless leak detection is on
     */
    public record Handle(String path, long ageMillis, List<String> openedAt) {

        static Handle of(OpenHandle handle) {
            return new Handle(
                    handle.path().toString(),
                    handle.age().toMillis(),
                    handle.openedAt().stream().map(StackTraceElement::toString).toList());
        }
    }

    /**
     * What was never closed.
     *
     * @param templates by name
     */
    public record Leaks(Map<String, Found> templates) {}

    /**
     * What was found to be never closed, and is closed now.
     *
     * @param found how many files
     * @param files the latest of them, at most 20
     */
    public record Found(long found, List<Handle> files) {}
}

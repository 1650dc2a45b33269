// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.actuate;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.FileOperation;
import io.github.asyncfiles.FileOperationRejectedException;
import io.github.asyncfiles.FileOperationTimeoutException;
import io.github.asyncfiles.UnfinishedOperation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether a template gets its work done. It is down while nothing moves: all that run have been running for so long that they
 * are stuck, on a mount that does not answer, say, and they are all that can run, or others wait. Where the template keeps to a root, it is down too
 * while nothing can be written there. The disk is asked by workers, and waited for only {@value #PATIENCE_MILLIS} ms: so this
 * answers while everything hangs, and a template that is merely busy is not down.
 */
public final class AsyncFilesHealthIndicator extends AbstractHealthIndicator {

    private static final long PATIENCE_MILLIS = 500;

    private final AsyncFileTemplate template;
    private final Duration stuckAfter;

    /**
     * Creates an indicator.
     *
     * @param template that is looked at
     * @param stuckAfter how long an operation runs until it counts as stuck
     */
    public AsyncFilesHealthIndicator(AsyncFileTemplate template, Duration stuckAfter) {
        super("The template cannot be looked at");
        this.template = template;
        this.stuckAfter = stuckAfter;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws InterruptedException {
        List<UnfinishedOperation> unfinished = template.unfinishedOperations();
        long running = unfinished.stream().filter(UnfinishedOperation::started).count();
        long waiting = unfinished.size() - running;
        long stuck = unfinished.stream()
                .filter(operation -> operation.isStuck(stuckAfter))
                .count();
        boolean full = waiting > 0 || running >= template.maxThreads();
        builder.status(full && running > 0 && stuck == running ? Status.DOWN : Status.UP)
                .withDetail("engine", template.engineName())
                .withDetail("running", running)
                .withDetail("waiting", waiting)
                .withDetail("stuck", stuck)
                .withDetail("openFiles", template.openFiles());
        Path root = template.root();
        if (root != null) {
            builder.withDetail("root", root.toString());
            // One question at a time: each may take a worker for good.
            if (unfinished.stream().noneMatch(operation -> isQuestion(operation, root))) {
                addRoot(builder, root);
            }
        }
    }

    private static boolean isQuestion(UnfinishedOperation operation, Path root) {
        return operation.path().equals(root)
                && (operation.operation() == FileOperation.IS_WRITABLE
                        || operation.operation() == FileOperation.GET_USABLE_SPACE);
    }

    private void addRoot(Health.Builder builder, Path root) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        // Both at once, so that one wait is enough.
        CompletableFuture<Boolean> writable = template.isWritable(root);
        CompletableFuture<Long> space = template.getUsableSpace(root);
        addAnswer(builder, "writable", writable, end);
        addAnswer(builder, "usableSpace", space, end);
        if (Boolean.FALSE.equals(writable.exceptionally(unknown -> null).getNow(null))) {
            builder.down();
        }
    }

    private static void addAnswer(Health.Builder builder, String detail, CompletableFuture<?> answer, long endNanos)
            throws InterruptedException {
        try {
            builder.withDetail(detail, answer.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(false);
            builder.withDetail(detail, "unknown");
        } catch (ExecutionException e) {
            builder.withDetail(detail, "unknown");
            if (!isBusy(e.getCause())) {
                builder.down(e.getCause());
            }
        }
    }

    private static boolean isBusy(Throwable failure) {
        return failure instanceof FileOperationRejectedException
                || failure instanceof FileOperationTimeoutException
                // What the portable engine cannot ask beneath a root.
                || failure instanceof UnsupportedOperationException;
    }
}

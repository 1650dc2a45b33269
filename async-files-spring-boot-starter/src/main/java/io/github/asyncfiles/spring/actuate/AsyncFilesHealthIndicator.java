// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.actuate;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.UnfinishedOperation;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether a template gets its work done. It is down while nothing moves: operations wait, and all that run have been running
 * for so long that they are stuck, on a mount that does not answer, say. Asks the disk nothing, so that it answers then too.
 */
public final class AsyncFilesHealthIndicator extends AbstractHealthIndicator {

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
    protected void doHealthCheck(Health.Builder builder) {
        List<UnfinishedOperation> unfinished = template.unfinishedOperations();
        long running = unfinished.stream().filter(UnfinishedOperation::started).count();
        long waiting = unfinished.size() - running;
        long stuck = unfinished.stream()
                .filter(operation -> operation.started() && operation.age().compareTo(stuckAfter) >= 0)
                .count();
        builder.status(waiting > 0 && running > 0 && stuck == running ? "DOWN" : "UP")
                .withDetail("engine", template.engineName())
                .withDetail("running", running)
                .withDetail("waiting", waiting)
                .withDetail("stuck", stuck)
                .withDetail("openFiles", template.openFiles());
    }
}

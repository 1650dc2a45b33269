// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;

/**
 * Steps that are served together: neighbouring writes by one system call, all forces by one at the end. Used by one thread
 * at a time.
 */
final class Batch {

    static final int STEPS = 1024;

    private static final int SMALL = 32;

    private final FileQueue file;
    private final List<Runnable> steps = new ArrayList<>();
    private final GatheredWrites writes;
    private final Deque<Step.Force> forces = new ArrayDeque<>();
    private boolean interrupted;

    Batch(FileQueue file) {
        this.file = file;
        this.writes = new GatheredWrites(file);
    }

    /**
     * Serves what waits, and takes it out of the queue when it is done.
     *
     * @return whether this is worth keeping for the next time: not when it has grown to hold a burst
     */
    boolean serve(Queue<Runnable> waiting) {
        for (Runnable next : waiting) {
            steps.add(next);
            if (steps.size() == STEPS) {
                break;
            }
        }
        try {
            steps.forEach(this::serve);
            writes.flush();
            forceOnce();
        } catch (Throwable t) {
            // Not the failure of an operation, those are dealt with: no memory or no stack is left, say.
            abandon(t);
        }
        boolean small = steps.size() <= SMALL;
        steps.forEach(waiting::remove);
        steps.clear();
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
        return small;
    }

    private void serve(Runnable next) {
        // A callback may have left it set, and a channel is closed when a thread that uses it is interrupted.
        interrupted |= Thread.interrupted();
        if (file.lastTurnCame() && next instanceof Step<?> late) {
            if (late.begin()) {
                late.end(null, new ClosedChannelException());
            }
            return;
        }
        if (next instanceof Step.Write write) {
            writes.add(write);
            return;
        }
        writes.flush();
        if (next instanceof Step.Force force) {
            if (force.begin()) {
                forces.add(force);
            }
        } else {
            if (next instanceof Step.Flush || file.isLastTurn(next)) {
                forceOnce();
            }
            next.run();
        }
    }

    private void abandon(Throwable cause) {
        writes.abandon(cause);
        for (Step.Force force = forces.poll(); force != null; force = forces.poll()) {
            force.end(null, cause);
        }
        for (Runnable next : steps) {
            if (file.isLastTurn(next)) {
                next.run();
            } else if (next instanceof Step<?> step && step.begin()) {
                step.end(null, cause);
            }
        }
    }

    /** One system call for all forces of the batch: it comes after all their writes. */
    private void forceOnce() {
        if (forces.isEmpty()) {
            return;
        }
        Throwable failure = null;
        try {
            file.requireHealthy();
            boolean metaData = forces.stream().anyMatch(force -> force.metaData);
            try {
                file.handle.force(metaData);
            } catch (Throwable t) {
                file.poison(t);
                throw t;
            }
        } catch (Throwable t) {
            failure = t;
        }
        for (Step.Force force = forces.poll(); force != null; force = forces.poll()) {
            force.end(null, failure);
        }
    }
}

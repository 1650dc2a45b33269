// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import java.time.Duration;

/**
 * An operation that was accepted and is not done.
 *
 * @param operation which one
 * @param path what it works on
 * @param age the time since it was called
 * @param started whether a worker is at it; if not, it waits for one
 * @param running the time since a worker has begun it; zero if none has
 */
public record UnfinishedOperation(FileOperation operation, Path path, Duration age, boolean started, Duration running) {

    /**
     * {@return whether a worker has been at it for that long: waiting for one is not being stuck}
     *
     * @param after how long is too long
     */
    public boolean isStuck(Duration after) {
        return started && running.compareTo(after) >= 0;
    }

    /** {@return for example {@code readString of notes.txt, running for 2100 ms}} */
    @Override
    public String toString() {
        return "%s of %s, %s for %d ms".formatted(operation, path, started ? "running" : "waiting", age.toMillis());
    }
}

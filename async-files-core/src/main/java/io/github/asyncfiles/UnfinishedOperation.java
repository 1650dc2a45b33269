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
 */
public record UnfinishedOperation(FileOperation operation, Path path, Duration age, boolean started) {

    /** {@return for example {@code readString of notes.txt, running for 2100 ms}} */
    @Override
    public String toString() {
        return "%s of %s, %s for %d ms".formatted(operation, path, started ? "running" : "waiting", age.toMillis());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.observation;

import io.github.asyncfiles.CompletedOperation.Outcome;
import io.github.asyncfiles.FileOperation;
import io.micrometer.observation.Observation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What conventions and handlers know of one operation. The end is known when it has come. */
public final class AsyncFileObservationContext extends Observation.Context {

    private final String template;
    private final FileOperation operation;
    private final Path path;
    private @Nullable Outcome outcome;
    private boolean servedInline;

    /**
     * Creates the context of an operation that begins.
     *
     * @param template the name of its template, {@code default} for the main one
     * @param operation which one
     * @param path the file or directory; of a copy or move, the source
     */
    public AsyncFileObservationContext(String template, FileOperation operation, Path path) {
        this.template = template;
        this.operation = operation;
        this.path = path;
    }

    void end(Outcome outcome, boolean servedInline) {
        this.outcome = outcome;
        this.servedInline = servedInline;
    }

    /** {@return the name of its template, {@code default} for the main one} */
    public String getTemplate() {
        return template;
    }

    /** {@return which operation it is} */
    public FileOperation getOperation() {
        return operation;
    }

    /** {@return the file or directory; of a copy or move, the source} */
    public Path getPath() {
        return path;
    }

    /** {@return how it ended, {@code null} before} */
    public @Nullable Outcome getOutcome() {
        return outcome;
    }

    /** {@return whether it was served on the calling thread; {@code false} before the end} */
    public boolean isServedInline() {
        return servedInline;
    }
}

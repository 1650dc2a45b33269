// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The file that is being received, and what is done with it: for the thread that drains.
 *
 * <p>It is over when its part has been read, the stage is complete, and nothing is written any more.
 *
 * @param <T> the type of the stage's result
 */
final class CurrentFile<T> {

    private record Outcome<T>(@Nullable T value, @Nullable Throwable thrown, boolean savingIsOver) {}

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private final PartContent content;
    private final boolean outlivesStage;
    private final long maxBytes;
    private final Runnable wake;
    private @Nullable CompletionStage<? extends T> stage;
    private volatile @Nullable Outcome<T> outcome;
    private boolean partHasEnded;
    private long bytes;

    /**
     * Creates it.
     *
     * @param outlivesStage whether the content is handed out after the stage is complete
     */
    CurrentFile(PartContent content, boolean outlivesStage, long maxBytes, Runnable wake) {
        this.content = content;
        this.outlivesStage = outlivesStage;
        this.maxBytes = maxBytes;
        this.wake = wake;
    }

    void follow(CompletionStage<? extends T> action) {
        stage = action;
        action.whenComplete((value, thrown) -> {
            Saving saving = content.saving();
            outcome = new Outcome<>(value, thrown, saving == null || saving.isTold());
            wake.run();
        });
    }

    /** Cancels the stage, if it can be cancelled; otherwise it goes on, and finds its content ended. */
    void cancelStage() {
        try {
            if (stage != null) {
                stage.toCompletableFuture().cancel(false);
            }
        } catch (RuntimeException e) {
            // Of the user's own making, or one that cannot be cancelled: nothing depends on it.
            LOGGER.log(System.Logger.Level.DEBUG, "A stage could not be cancelled", e);
        }
    }

    PartContent content() {
        return content;
    }

    boolean partHasEnded() {
        return partHasEnded;
    }

    /** {@return what the stage, the subscriber, or the saving for which nobody has waited failed with} */
    @Nullable Throwable failure() {
        Outcome<T> end = outcome;
        if (end != null && end.thrown != null) {
            return Problem.unwrapped(end.thrown);
        }
        if (content.thrown() != null) {
            return content.thrown();
        }
        Saving saving = content.saving();
        return end != null && !end.savingIsOver && saving != null ? saving.failure() : null;
    }

    /** {@return whether what comes is skipped} */
    boolean skips() {
        if (content.isGone()) {
            return true;
        }
        if (outcome == null || outlivesStage) {
            return false;
        }
        if (content.isFree()) {
            return content.close();
        }
        if (content.saving() == null) {
            content.end(new IllegalStateException("The stage for this file is complete: what is left is skipped"));
            return true;
        }
        return false;
    }

    /** {@return whether what comes is wanted} */
    boolean wants() {
        return !partHasEnded && content.wants();
    }

    void next(Chunk chunk) {
        bytes += chunk.bytes().remaining();
        if (bytes > maxBytes) {
            chunk.release();
            throw Problem.tooLarge("A file exceeds " + maxBytes + " bytes");
        }
        if (skips()) {
            chunk.release();
        } else {
            content.next(chunk);
        }
    }

    void endPart() {
        partHasEnded = true;
        if (!outlivesStage) {
            content.complete();
        }
    }

    /** {@return whether nothing is to come of it any more} */
    boolean isOver() {
        boolean subscribing = content.isBeingSubscribed();
        content.flush();
        if (!partHasEnded || outcome == null || subscribing) {
            return false;
        }
        if (!outlivesStage && content.close()) {
            return true;
        }
        Saving saving = content.saving();
        return saving == null || saving.isOver();
    }

    @Nullable T value() {
        return outcome.value;
    }
}

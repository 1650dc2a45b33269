// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the JDK Flight Recorder of operations, where there is one; costs nothing while nobody records. */
final class FlightRecorder {

    /** Not in every image that is linked by hand. */
    private static final boolean PRESENT = isPresent();

    private FlightRecorder() {}

    private static boolean isPresent() {
        try {
            new FileOperationEvent();
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** {@return an event that has begun, {@code null} if nobody records} */
    static @Nullable Object begin() {
        if (!PRESENT) {
            return null;
        }
        FileOperationEvent event = new FileOperationEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** Ends an event, and keeps it if it took long enough. */
    static void end(Object begun, CompletedOperation operation) {
        FileOperationEvent event = (FileOperationEvent) begun;
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        event.operation = operation.operation().methodName();
        event.path = operation.path().toString();
        event.outcome = operation.outcome().name().toLowerCase(Locale.ROOT);
        Throwable failure = operation.failure();
        event.exception = failure == null ? null : failure.getClass().getName();
        event.queued = operation.queuedNanos();
        event.bytesRead = operation.bytesRead();
        event.bytesWritten = operation.bytesWritten();
        event.commit();
    }
}

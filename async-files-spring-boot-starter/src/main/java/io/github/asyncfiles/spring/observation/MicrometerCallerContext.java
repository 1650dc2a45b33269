// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.observation;

import io.github.asyncfiles.CallerContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Takes along what Micrometer's context propagation knows of (the current observation, who is logged in, and what else is
 * registered), and the names of the log (MDC).
 */
public final class MicrometerCallerContext implements CallerContext {

    private final ContextSnapshotFactory snapshots;

    /**
     * Creates it.
     *
     * @param registry knows what belongs to a thread
     */
    public MicrometerCallerContext(ContextRegistry registry) {
        this.snapshots =
                ContextSnapshotFactory.builder().contextRegistry(registry).build();
    }

    @Override
    public Captured capture() {
        return new Taken(snapshots.captureAll(), MDC.getCopyOfContextMap());
    }

    private record Taken(ContextSnapshot snapshot, @Nullable Map<String, String> names) implements Captured {

        @Override
        public void run(Runnable task) {
            Map<String, String> before = MDC.getCopyOfContextMap();
            // First the names: an observation may set some of its own, and takes them back.
            set(names);
            try {
                snapshot.wrap(task).run();
            } finally {
                set(before);
            }
        }

        private static void set(@Nullable Map<String, String> names) {
            if (names == null || names.isEmpty()) {
                MDC.clear();
            } else {
                MDC.setContextMap(names);
            }
        }
    }
}

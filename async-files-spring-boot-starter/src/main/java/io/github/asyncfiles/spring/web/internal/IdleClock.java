// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at all clients, a few times a second, as long as there are any. A timer of its own for each would cost more than
 * sending a small file: setting it wakes a thread.
 */
final class IdleClock {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    /** How much later than it might a client is found to be idle. */
    private static final long TICK_MILLIS = 100;

    static final IdleClock SHARED =
            new IdleClock(CompletableFuture.delayedExecutor(TICK_MILLIS, TimeUnit.MILLISECONDS));

    private final Executor afterTick;
    private final Set<IdleWatch> watches = ConcurrentHashMap.newKeySet();

    /** Whether a tick is to come. Whoever sets it, sees to that. */
    private final AtomicBoolean ticks = new AtomicBoolean();

    /**
     * Creates a clock that stands still until somebody is to be looked at.
     *
     * @param afterTick runs what it is given a while later
     */
    IdleClock(Executor afterTick) {
        this.afterTick = afterTick;
    }

    void add(IdleWatch watch) {
        watches.add(watch);
        tickUnlessItDoes();
    }

    void remove(IdleWatch watch) {
        watches.remove(watch);
    }

    /** {@return how many are looked at} */
    int watches() {
        return watches.size();
    }

    private void tickUnlessItDoes() {
        if (!ticks.get() && ticks.compareAndSet(false, true)) {
            try {
                afterTick.execute(this::tick);
            } catch (RuntimeException | Error e) {
                // The next one who is added tries again.
                ticks.set(false);
                throw e;
            }
        }
    }

    private void tick() {
        ticks.set(false);
        long now = System.nanoTime();
        for (IdleWatch watch : watches) {
            try {
                if (!watch.look(now)) {
                    watch.forget();
                }
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "A client that is idle could not be ended", e);
            }
        }
        if (!watches.isEmpty()) {
            tickUnlessItDoes();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A descriptor that is closed by the last of its users: closed any earlier, its number could be that of another file by
 * the time it is used.
 */
final class HeldDescriptor {

    private final LinuxFileEngine engine;
    private final int descriptor;
    private final AtomicInteger users = new AtomicInteger(1);

    /** With one user, who lets go of it. */
    HeldDescriptor(LinuxFileEngine engine, int descriptor) {
        this.engine = engine;
        this.descriptor = descriptor;
    }

    /** {@return its number, between a successful {@link #acquire} and the {@link #release} after it} */
    int number() {
        return descriptor;
    }

    /** {@return whether there is one user more, who lets go of it; false when it is closed} */
    boolean acquire() {
        int before = users.get();
        while (before > 0) {
            if (users.compareAndSet(before, before + 1)) {
                return true;
            }
            before = users.get();
        }
        return false;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            engine.close(descriptor);
        }
    }
}

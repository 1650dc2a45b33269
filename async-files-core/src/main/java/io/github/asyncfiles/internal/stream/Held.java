// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Forgotten;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription holds while nothing runs: an open source, elements that nobody has asked for yet. It knows the
 * subscription only weakly, so that one whose subscriber has forgotten it can be collected, and all this given back.
 *
 * <p>A subscription that waits for its source to wake it, and whose subscriber wants more, is reached through
 * {@link #waiting}: it is not forgotten, it has nothing to do.
 */
final class Held<T> {

    private static final System.Logger LOGGER = System.getLogger("io.github.asyncfiles");

    private final Hops hops;
    private final WeakReference<StreamSubscription<T>> subscription;
    private final Runnable templateCloses = this::closeWithTemplate;
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile @Nullable StreamSubscription<T> waiting;
    private Cleaner.@Nullable Cleanable watch;

    @Nullable StreamSource<T> source;

    final Deque<Elements<T>> fetched = new ArrayDeque<>(2);

    Held(StreamSubscription<T> subscription, Hops hops) {
        this.subscription = new WeakReference<>(subscription);
        this.hops = hops;
    }

    // Waking

    /** Called by the source, on any thread. */
    void wake() {
        StreamSubscription<T> sleeper = subscription.get();
        if (sleeper != null && woken.compareAndSet(false, true)) {
            hops.execute(sleeper::drain);
        }
    }

    /** What happened until now is about to be looked at. */
    void listen() {
        woken.set(false);
    }

    boolean isWoken() {
        return woken.get();
    }

    void waits(@Nullable StreamSubscription<T> sleeper) {
        if (waiting != sleeper) {
            waiting = sleeper;
        }
    }

    // Letting go

    /** Sees to it that what is open is closed, also when the subscriber is never heard of again. */
    void guard(StreamSubscription<T> owner) {
        if (watch == null && (source != null || !fetched.isEmpty())) {
            watch = Forgotten.watch(owner, this::forgotten);
            hops.opened(templateCloses);
        }
    }

    private void forgotten() {
        if (release()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A subscription was neither read to its end nor cancelled: what it held open is closed now");
        }
    }

    private void closeWithTemplate() {
        StreamSubscription<T> owner = subscription.get();
        if (owner != null) {
            owner.closeWithTemplate();
        }
    }

    /** Gives all back. {@return whether there was anything} */
    boolean release() {
        boolean something = source != null || !fetched.isEmpty();
        for (Elements<T> elements = fetched.poll(); elements != null; elements = fetched.poll()) {
            // They have no source: it is here.
            closeQuietly(elements);
        }
        releaseSource();
        waiting = null;
        Cleaner.Cleanable over = watch;
        if (over != null) {
            watch = null;
            hops.closed(templateCloses);
            // Runs this once more, in vain.
            over.clean();
        }
        return something;
    }

    void releaseSource() {
        StreamSource<T> open = source;
        source = null;
        if (open != null && !open.tryClose()) {
            hops.release(open);
        }
    }

    private static void closeQuietly(Elements<?> elements) {
        try {
            elements.close();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "Could not be closed", e);
        }
    }
}

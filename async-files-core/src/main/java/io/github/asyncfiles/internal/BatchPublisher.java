// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * A cold publisher over a {@link BatchSource}: each subscription opens the source anew, at its first request.
 *
 * @param <T> what it yields
 */
public final class BatchPublisher<T> implements Flow.Publisher<T> {

    private final BatchSource.Opener<T> opener;
    private final Hops hops;

    /**
     * Creates a publisher; nothing is opened yet.
     *
     * @param opener opens the source
     * @param hops run the blocking parts
     */
    public BatchPublisher(BatchSource.Opener<T> opener, Hops hops) {
        this.opener = opener;
        this.hops = hops;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new BatchSubscription<>(opener, hops, subscriber).start();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * A cold publisher over a {@link StreamSource}: each subscription opens the source anew, at its first request.
 *
 * @param <T> what it yields
 */
public final class StreamPublisher<T> implements Flow.Publisher<T> {

    private final StreamSource.Opener<T> opener;
    private final Hops hops;
    private final int readAhead;

    /**
     * Creates a publisher; nothing is opened yet.
     *
     * @param opener opens the source
     * @param hops run the blocking parts
     * @param readAhead how many batches are fetched before they are wanted, at least 0
     */
    public StreamPublisher(StreamSource.Opener<T> opener, Hops hops, int readAhead) {
        this.opener = opener;
        this.hops = hops;
        this.readAhead = readAhead;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new StreamSubscription<>(opener, hops, readAhead, subscriber).start();
    }
}

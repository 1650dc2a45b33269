// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** Gives a subscriber buffers of its own, so that the memory of the server goes back whatever the subscriber does. */
final class CopyingSubscriber implements Flow.Subscriber<Chunk> {

    private final Flow.Subscriber<? super ByteBuffer> target;

    CopyingSubscriber(Flow.Subscriber<? super ByteBuffer> target) {
        this.target = target;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        target.onSubscribe(subscription);
    }

    @Override
    public void onNext(Chunk chunk) {
        ByteBuffer copy;
        try {
            copy = ByteBuffer.allocate(chunk.bytes().remaining());
            copy.put(chunk.bytes());
        } finally {
            chunk.release();
        }
        target.onNext(copy.flip());
    }

    @Override
    public void onError(Throwable thrown) {
        target.onError(thrown);
    }

    @Override
    public void onComplete() {
        target.onComplete();
    }

    /** Tells a subscriber that there is nothing for it. */
    static void refuse(Flow.Subscriber<?> subscriber, Throwable why) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(why);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber that writes down what it is told. */
class Probe implements Flow.Subscriber<ByteBuffer> {

    private final long first;
    final List<String> signals = new CopyOnWriteArrayList<>();
    volatile Flow.@Nullable Subscription subscription;
    volatile @Nullable Throwable thrown;

    Probe(long first) {
        this.first = first;
    }

    void next() {}

    void request(long n) {
        subscription.request(n);
    }

    void cancel() {
        subscription.cancel();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (first != 0) {
            given.request(first);
        }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        signals.add(java.nio.charset.StandardCharsets.ISO_8859_1.decode(buffer).toString());
        next();
    }

    @Override
    public void onError(Throwable why) {
        thrown = why;
        signals.add("error");
    }

    @Override
    public void onComplete() {
        signals.add("complete");
    }
}

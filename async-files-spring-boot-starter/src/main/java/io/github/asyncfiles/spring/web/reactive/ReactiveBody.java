// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.spring.reactive.DataBufferAllocator;
import io.github.asyncfiles.spring.web.internal.Body;
import io.github.asyncfiles.spring.web.internal.Chunk;
import io.github.asyncfiles.spring.web.internal.Drain;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.CoreSubscriber;

/**
 * The body of a reactive request, asked for buffer by buffer.
 *
 * <p><b>One at a time.</b> Signals and calls are left in fields and followed by {@link #drain}, as in the servlet body.
 */
final class ReactiveBody implements Body, CoreSubscriber<DataBuffer> {

    private final Publisher<DataBuffer> source;
    private final DataBufferAllocator buffers;

    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final Drain drain = new Drain(this::step);
    private final Queue<Chunk> come = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Subscription subscription;
    private volatile boolean arrived;
    private volatile boolean completed;
    private volatile boolean abandoned;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CompletableFuture<@Nullable Chunk> wanted;

    // Only while draining:
    private boolean requested;
    private boolean cancelled;

    ReactiveBody(Publisher<DataBuffer> source, DataBufferAllocator buffers) {
        this.source = source;
        this.buffers = buffers;
    }

    @Override
    public CompletableFuture<@Nullable Chunk> next() {
        CompletableFuture<@Nullable Chunk> next = new CompletableFuture<>();
        wanted = next;
        if (!abandoned && subscribed.compareAndSet(false, true)) {
            source.subscribe(this);
        }
        drain.run();
        return next;
    }

    @Override
    public void abandon() {
        abandoned = true;
        drain.run();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        drain.run();
    }

    @Override
    public void onNext(DataBuffer buffer) {
        List<ByteBuffer> pieces = buffers.content(buffer).stream()
                .filter(ByteBuffer::hasRemaining)
                .toList();
        AtomicInteger used = new AtomicInteger(pieces.size());
        pieces.forEach(piece -> come.add(new Chunk(piece, () -> {
            if (used.decrementAndGet() == 0) {
                DataBufferUtils.release(buffer);
            }
        })));
        if (pieces.isEmpty()) {
            DataBufferUtils.release(buffer);
        }
        arrived = true;
        drain.run();
    }

    @Override
    public void onError(Throwable thrown) {
        failure = thrown;
        drain.run();
    }

    @Override
    public void onComplete() {
        completed = true;
        drain.run();
    }

    private void step() {
        if (arrived) {
            arrived = false;
            requested = false;
        }
        if (abandoned) {
            giveUp();
            return;
        }
        CompletableFuture<@Nullable Chunk> next = wanted;
        if (next == null) {
            return;
        }
        Chunk chunk = come.poll();
        Subscription upstream = subscription;
        if (chunk != null) {
            wanted = null;
            next.complete(chunk);
        } else if (failure != null) {
            wanted = null;
            next.completeExceptionally(new IOException(failure.getMessage(), failure));
        } else if (completed) {
            wanted = null;
            next.complete(null);
        } else if (upstream != null && !requested) {
            requested = true;
            upstream.request(1);
        }
    }

    private void giveUp() {
        Subscription upstream = subscription;
        if (upstream != null && !cancelled) {
            cancelled = true;
            upstream.cancel();
        }
        for (Chunk chunk = come.poll(); chunk != null; chunk = come.poll()) {
            chunk.release();
        }
        CompletableFuture<@Nullable Chunk> next = wanted;
        if (next != null) {
            wanted = null;
            next.completeExceptionally(new IOException("The body is not read any more"));
        }
    }
}

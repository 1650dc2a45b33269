// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import io.github.asyncfiles.spring.reactive.DataBufferAllocator;
import io.github.asyncfiles.spring.web.internal.DownloadBody;
import io.github.asyncfiles.spring.web.internal.DownloadPlan;
import io.github.asyncfiles.spring.web.internal.IdleWatch;
import io.github.asyncfiles.spring.web.internal.OpenDownload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes the body of a response, one chunk after the other: the next one is read when the one before is with the client, or
 * at least with its socket. So a client that takes nothing holds one chunk, and servers that ask for much ahead get nothing
 * by it.
 */
final class DownloadBodyWriter {

    /** Twice what is read at once: what is sent together is sent faster. */
    private static final int CHUNK_BYTES = 128 * 1024;

    private final OpenDownload open;
    private final ServerHttpResponse response;
    private final long length;
    private final DownloadBody body;
    private final DataBufferAllocator buffers;
    private final IdleWatch idle;

    DownloadBodyWriter(OpenDownload open, DownloadPlan plan, ServerHttpResponse response, Duration idleTimeout) {
        this.open = open;
        this.response = response;
        this.length = plan.length();
        this.body = new DownloadBody(open, plan.segments());
        this.buffers = new DataBufferAllocator(DataBufferAllocator.defaultFactory());
        this.idle = new IdleWatch(
                idleTimeout,
                ForkJoinPool.commonPool(),
                () -> breakOff(new TimeoutException("The client has taken nothing for " + idleTimeout)));
    }

    Mono<Void> write() {
        if (Connections.isTestDouble(response)) {
            // It says that all is written before it has asked for anything.
            return Flux.concat(chunks(length))
                    .collectList()
                    .doFinally(signal -> idle.stop())
                    .flatMap(all -> response.writeWith(Flux.fromIterable(all)));
        }
        if (length <= CHUNK_BYTES) {
            return response.writeWith(watched(chunk((int) length))).doFinally(signal -> idle.stop());
        }
        // The first one before all: as long as nothing is sent, what goes wrong has a status.
        return watched(chunk(CHUNK_BYTES)).flatMap(this::writeFrom).doFinally(signal -> idle.stop());
    }

    private Mono<Void> writeFrom(DataBuffer first) {
        AtomicBoolean decided = new AtomicBoolean();
        Mono<DataBuffer> given = Mono.fromCallable(() -> decided.compareAndSet(false, true) ? first : null);
        return Mono.defer(() ->
                        response.writeAndFlushWith(chunks(length - CHUNK_BYTES).startWith(given)))
                .doFinally(signal -> releaseOnce(first, decided));
    }

    private Flux<Publisher<DataBuffer>> chunks(long bytesInAll) {
        return Flux.generate(() -> bytesInAll, (left, sink) -> {
            int bytes = (int) Math.min(left, CHUNK_BYTES);
            sink.next(watched(chunk(bytes)));
            if (bytes == left) {
                sink.complete();
            }
            return left - bytes;
        });
    }

    private Mono<DataBuffer> watched(Mono<DataBuffer> chunk) {
        return chunk.doOnSubscribe(subscription -> idle.arrived())
                .doOnNext(buffer -> idle.waiting())
                .doOnError(this::breakOff);
    }

    /** Ends the connection, once it is too late for an error: what the client has is to look like a part. */
    private void breakOff(Throwable thrown) {
        open.brokenOff(thrown);
        if (response.isCommitted()) {
            Connections.close(response);
        }
    }

    /** Reads as many bytes, into a buffer that is given away or released, whatever comes first. */
    private Mono<DataBuffer> chunk(int bytes) {
        return Mono.defer(() -> {
            DataBuffer buffer = buffers.allocate(bytes);
            AtomicBoolean decided = new AtomicBoolean();
            // Its memory may be a part of a larger piece.
            ByteBuffer room = buffers.room(buffer);
            CompletableFuture<Integer> read = body.readFully(room.slice(room.position(), bytes));
            return Outcome.of(read)
                    .doOnError(thrown -> releaseOnce(buffer, decided))
                    .<DataBuffer>handle((count, sink) -> {
                        if (decided.compareAndSet(false, true)) {
                            sink.next(buffers.filled(buffer, count));
                        }
                    })
                    .doOnCancel(() -> read.whenComplete((count, thrown) -> releaseOnce(buffer, decided)));
        });
    }

    private void releaseOnce(DataBuffer buffer, AtomicBoolean decided) {
        if (decided.compareAndSet(false, true)) {
            buffers.release(buffer);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.ByteBufferPool;
import io.github.asyncfiles.spi.BufferAllocator;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that takes its time: it requests one chunk, keeps it for a while, returns it, requests the next. Counts the
 * most buffers that are out at a time: its own, those that wait for it, and the one that is being filled.
 */
final class SlowSubscriber implements Workload {

    static final int READ_AHEAD = 2;

    private static final int CHUNKS = 500;
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);

    private final Path file;
    private final AsyncFileTemplate files;
    private final CountedBuffers buffers = new CountedBuffers();

    SlowSubscriber(Path file, String engine) {
        this.file = file;
        this.files = AsyncFileTemplate.builder()
                .engine(engine)
                .bufferSize(ChunkReader.CHUNK_BYTES)
                .readAhead(READ_AHEAD)
                .build();
    }

    /** What is in memory is not read ahead. */
    @Override
    public void prepareRound() throws Exception {
        Site.dropFromCache(file);
    }

    @Override
    public long run() {
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        files.read(file, 0, (long) CHUNKS * ChunkReader.CHUNK_BYTES, buffers).subscribe(new OneByOne(end));
        end.join();
        return 1;
    }

    @Override
    public double round(long nanos) {
        run();
        return buffers.most.get();
    }

    @Override
    public void close() {
        files.close();
    }

    private final class OneByOne implements Flow.Subscriber<ByteBuffer> {

        private final CompletableFuture<@Nullable Void> end;
        private Flow.@Nullable Subscription subscription;

        OneByOne(CompletableFuture<@Nullable Void> end) {
            this.end = end;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            LATER.execute(() -> {
                buffers.release(buffer);
                subscription.request(1);
            });
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }

    /** Those of a pool; knows how many are out. */
    private static final class CountedBuffers implements BufferAllocator<ByteBuffer> {

        private final ByteBufferPool pool = ByteBufferPool.of(ChunkReader.CHUNK_BYTES, 16);
        private final AtomicInteger out = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public ByteBuffer allocate(int bytes) {
            most.accumulateAndGet(out.incrementAndGet(), Math::max);
            return pool.allocate(bytes);
        }

        @Override
        public ByteBuffer room(ByteBuffer buffer) {
            return pool.room(buffer);
        }

        @Override
        public ByteBuffer filled(ByteBuffer buffer, int bytes) {
            return pool.filled(buffer, bytes);
        }

        @Override
        public List<ByteBuffer> content(ByteBuffer buffer) {
            return pool.content(buffer);
        }

        @Override
        public void release(ByteBuffer buffer) {
            out.decrementAndGet();
            pool.release(buffer);
        }
    }
}

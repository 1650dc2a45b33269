// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static java.nio.file.StandardOpenOption.READ;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.ByteBufferPool;
import io.github.asyncfiles.spring.reactive.ReactiveAsyncFileTemplate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;

/** A way to read a file from its beginning to its end, chunk by chunk. */
interface ChunkReader extends AutoCloseable {

    int CHUNK_BYTES = 64 * 1024;

    /**
     * Reads a file, and waits for that.
     *
     * @param chunk is given the length of each chunk
     */
    void read(Path file, IntConsumer chunk) throws Exception;

    @Override
    default void close() throws Exception {}

    /** On the calling thread, into one buffer that is used again and again: the limit. */
    static ChunkReader blocking() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
        return (file, chunk) -> {
            try (FileChannel channel = FileChannel.open(file, READ)) {
                while (channel.read(buffer.clear()) > 0) {
                    chunk.accept(buffer.flip().remaining());
                }
            }
        };
    }

    /** This library, with buffers that come back. */
    static ChunkReader recycled(String engine) {
        ByteBufferPool pool = ByteBufferPool.of(CHUNK_BYTES, 16);
        return ours(engine, files -> (file, chunk) -> {
            AsyncFiles.await(AsyncFiles.forEach(files.read(file, 0, Long.MAX_VALUE, pool), buffer -> {
                chunk.accept(buffer.remaining());
                pool.release(buffer);
            }));
        });
    }

    /** This library, with a new buffer for each chunk. */
    static ChunkReader fresh(String engine) {
        return ours(
                engine,
                files -> (file, chunk) -> AsyncFiles.await(
                        AsyncFiles.forEach(files.read(file), buffer -> chunk.accept(buffer.remaining()))));
    }

    /** This library's reactive template, with its pooled Netty buffers. */
    static ChunkReader reactive(String engine) {
        return ours(engine, files -> {
            ReactiveAsyncFileTemplate reactive = new ReactiveAsyncFileTemplate(files);
            return flux(reactive::read);
        });
    }

    private static ChunkReader ours(String engine, Function<AsyncFileTemplate, ChunkReader> way) {
        AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(engine)
                .bufferSize(CHUNK_BYTES)
                .build();
        ChunkReader reader = way.apply(files);
        return new ChunkReader() {
            @Override
            public void read(Path file, IntConsumer chunk) throws Exception {
                reader.read(file, chunk);
            }

            @Override
            public void close() {
                files.close();
            }
        };
    }

    static ChunkReader dataBufferUtils(DataBufferFactory factory) {
        return flux(file -> DataBufferUtils.read(file, factory, CHUNK_BYTES));
    }

    private static ChunkReader flux(Function<Path, Publisher<DataBuffer>> reading) {
        return (file, chunk) -> Flux.from(reading.apply(file))
                .doOnNext(buffer -> {
                    chunk.accept(buffer.readableByteCount());
                    DataBufferUtils.release(buffer);
                })
                .then()
                .block();
    }

    static ChunkReader vertx() {
        Vertx vertx = Vertx.vertx();
        return new ChunkReader() {
            @Override
            public void read(Path file, IntConsumer chunk) {
                vertx.fileSystem()
                        .open(file.toString(), new OpenOptions().setRead(true).setWrite(false))
                        .compose(open -> readOpen(open, chunk))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            }

            private Future<Void> readOpen(AsyncFile file, IntConsumer chunk) {
                Promise<Void> end = Promise.promise();
                file.setReadBufferSize(CHUNK_BYTES)
                        .exceptionHandler(end::fail)
                        .endHandler(end::complete)
                        .handler(buffer -> chunk.accept(buffer.length()));
                return end.future().eventually(file::close);
            }

            @Override
            public void close() {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        };
    }
}

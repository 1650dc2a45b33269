// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static java.nio.file.StandardOpenOption.READ;

import io.github.asyncfiles.AsyncFileTemplate;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/** A way to read a file as a text. */
interface TextReader extends AutoCloseable {

    CompletableFuture<String> read(Path file);

    default String readAndWait(Path file) throws Exception {
        return read(file).join();
    }

    @Override
    default void close() throws Exception {}

    static TextReader ours(String engine) {
        // A place in the queue for every file of a burst.
        AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(engine)
                .queueCapacity(ReadStrings.BURST)
                .build();
        return new TextReader() {
            @Override
            public CompletableFuture<String> read(Path file) {
                return files.readString(file);
            }

            @Override
            public void close() {
                files.close();
            }
        };
    }

    /** On the calling thread, which is the limit. */
    static TextReader blocking() {
        return new TextReader() {
            @Override
            public CompletableFuture<String> read(Path file) {
                CompletableFuture<String> text = new CompletableFuture<>();
                completeBlocking(text, file);
                return text;
            }

            @Override
            public String readAndWait(Path file) throws IOException {
                return Files.readString(file);
            }
        };
    }

    static TextReader virtualThreads() {
        return file -> {
            CompletableFuture<String> text = new CompletableFuture<>();
            Thread.startVirtualThread(() -> completeBlocking(text, file));
            return text;
        };
    }

    private static void completeBlocking(CompletableFuture<String> text, Path file) {
        try {
            text.complete(Files.readString(file));
        } catch (IOException e) {
            text.completeExceptionally(e);
        }
    }

    static TextReader dataBufferUtils() {
        return file -> DataBufferUtils.join(
                        DataBufferUtils.read(file, DefaultDataBufferFactory.sharedInstance, Site.PAGE_BYTES))
                .map(buffer -> {
                    String text = buffer.toString(StandardCharsets.UTF_8);
                    DataBufferUtils.release(buffer);
                    return text;
                })
                .toFuture();
    }

    static TextReader vertx() {
        Vertx vertx = Vertx.vertx();
        return new TextReader() {
            @Override
            public CompletableFuture<String> read(Path file) {
                return vertx.fileSystem()
                        .readFile(file.toString())
                        .map(buffer -> buffer.toString(StandardCharsets.UTF_8))
                        .toCompletionStage()
                        .toCompletableFuture();
            }

            @Override
            public void close() {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        };
    }

    /** Opens and asks for the size on the calling thread: there is no other way. */
    static TextReader asynchronousChannel() {
        return file -> {
            CompletableFuture<String> text = new CompletableFuture<>();
            try {
                AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ);
                ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
                channel.read(bytes, 0, text, new Decoding(channel, bytes));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
            return text;
        };
    }

    record Decoding(AsynchronousFileChannel channel, ByteBuffer bytes)
            implements CompletionHandler<Integer, CompletableFuture<String>> {
        @Override
        public void completed(Integer count, CompletableFuture<String> text) {
            try {
                channel.close();
                text.complete(new String(bytes.array(), 0, count, StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        }

        @Override
        public void failed(Throwable failure, CompletableFuture<String> text) {
            text.completeExceptionally(failure);
        }
    }
}

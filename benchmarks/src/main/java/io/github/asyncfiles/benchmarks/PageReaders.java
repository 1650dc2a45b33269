// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static java.nio.file.StandardOpenOption.READ;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways to read a page. All read into a direct buffer that is used again, but Vert.x, which has buffers of its own. */
final class PageReaders {

    private PageReaders() {}

    private static ByteBuffer page() {
        return ByteBuffer.allocateDirect(Site.PAGE_BYTES);
    }

    static PageReader ours(Path path, String engine, AsyncFileObserver observer) throws IOException {
        AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine(engine).observer(observer).build();
        AsyncFile file = AsyncFiles.await(files.open(path));
        return new PageReader() {
            @Override
            public Slot slot() {
                return new OurSlot(file, page());
            }

            @Override
            public void close() throws IOException {
                AsyncFiles.await(file.close());
                files.close();
            }
        };
    }

    private record OurSlot(AsyncFile file, ByteBuffer buffer) implements PageReader.Slot {
        @Override
        public void readAndWait(long position) throws IOException {
            AsyncFiles.await(file.read(buffer.clear(), position));
        }

        @Override
        public void read(long position, Consumer<? super @Nullable Throwable> reply) {
            file.read(buffer.clear(), position).whenComplete((count, failure) -> reply.accept(failure));
        }
    }

    /** On the calling thread, which is the limit. */
    static PageReader blocking(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, READ);
        return new ChannelReader(channel) {
            @Override
            public Slot slot() {
                return new BlockingSlot(channel, page());
            }
        };
    }

    private record BlockingSlot(FileChannel channel, ByteBuffer buffer) implements PageReader.Slot {
        @Override
        public void readAndWait(long position) throws IOException {
            channel.read(buffer.clear(), position);
        }

        @Override
        public void read(long position, Consumer<? super @Nullable Throwable> reply) {
            reply.accept(failureOf(channel, buffer, position));
        }
    }

    private static @Nullable Throwable failureOf(FileChannel channel, ByteBuffer buffer, long position) {
        try {
            channel.read(buffer.clear(), position);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    static PageReader virtualThreads(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, READ);
        return new ChannelReader(channel) {
            @Override
            public Slot slot() {
                return new VirtualSlot(channel, page());
            }
        };
    }

    private record VirtualSlot(FileChannel channel, ByteBuffer buffer) implements PageReader.Slot {
        @Override
        public void readAndWait(long position) throws InterruptedException {
            Thread.startVirtualThread(() -> failureOf(channel, buffer, position))
                    .join();
        }

        @Override
        public void read(long position, Consumer<? super @Nullable Throwable> reply) {
            Thread.startVirtualThread(() -> reply.accept(failureOf(channel, buffer, position)));
        }
    }

    private abstract static class ChannelReader implements PageReader {

        private final AutoCloseable channel;

        ChannelReader(AutoCloseable channel) {
            this.channel = channel;
        }

        @Override
        public void close() throws Exception {
            channel.close();
        }
    }

    static PageReader asynchronousChannel(Path path) throws IOException {
        AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, READ);
        return new ChannelReader(channel) {
            @Override
            public Slot slot() {
                return new AsynchronousSlot(channel, page());
            }
        };
    }

    private record AsynchronousSlot(AsynchronousFileChannel channel, ByteBuffer buffer)
            implements PageReader.Slot, CompletionHandler<Integer, Consumer<? super @Nullable Throwable>> {
        @Override
        public void readAndWait(long position) throws Exception {
            channel.read(buffer.clear(), position).get();
        }

        @Override
        public void read(long position, Consumer<? super @Nullable Throwable> reply) {
            channel.read(buffer.clear(), position, reply, this);
        }

        @Override
        public void completed(Integer count, Consumer<? super @Nullable Throwable> reply) {
            reply.accept(null);
        }

        @Override
        public void failed(Throwable failure, Consumer<? super @Nullable Throwable> reply) {
            reply.accept(failure);
        }
    }

    static PageReader vertx(Path path) {
        Vertx vertx = Vertx.vertx();
        Context context = vertx.getOrCreateContext();
        io.vertx.core.file.AsyncFile file = vertx.fileSystem()
                .open(path.toString(), new OpenOptions().setWrite(false).setCreate(false))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new PageReader() {
            @Override
            public Slot slot() {
                return new VertxSlot(file, Buffer.buffer(new byte[Site.PAGE_BYTES]));
            }

            @Override
            public Loop loop() {
                return new Loop(task -> context.runOnContext(nothing -> task.run()), true, () -> {});
            }

            @Override
            public void close() {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        };
    }

    private record VertxSlot(io.vertx.core.file.AsyncFile file, Buffer buffer) implements PageReader.Slot {
        @Override
        public void readAndWait(long position) {
            file.read(buffer, 0, position, Site.PAGE_BYTES)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }

        @Override
        public void read(long position, Consumer<? super @Nullable Throwable> reply) {
            file.read(buffer, 0, position, Site.PAGE_BYTES).onComplete(result -> reply.accept(result.cause()));
        }
    }
}

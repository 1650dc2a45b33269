// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import io.github.asyncfiles.spi.BufferAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBuffer.ByteBufferIterator;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.util.ClassUtils;

/**
 * Spring's buffers: files are read into, and written from, their own memory, without a copy in between.
 *
 * <p>A buffer that Netty has pooled is what Netty's server sends as it is; any other it copies first.
 *
 * <p>{@link ReactiveAsyncFileTemplate} uses it by itself. It is for those who read an open file into such buffers:
 * {@code file.read(0, file.size(), new DataBufferAllocator(response.bufferFactory()))}.
 */
public final class DataBufferAllocator implements BufferAllocator<DataBuffer> {

    private static final boolean NETTY =
            ClassUtils.isPresent("io.netty.buffer.PooledByteBufAllocator", DataBufferAllocator.class.getClassLoader());

    private final DataBufferFactory factory;

    /**
     * Creates an allocator.
     *
     * @param factory makes the buffers
     */
    public DataBufferAllocator(DataBufferFactory factory) {
        this.factory = factory;
    }

    /** {@return a factory of pooled buffers where Netty is, of arrays elsewhere} */
    public static DataBufferFactory defaultFactory() {
        return NETTY ? Netty.pooled() : DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    public DataBuffer allocate(int bytes) {
        return factory.allocateBuffer(bytes);
    }

    @Override
    public ByteBuffer room(DataBuffer buffer) {
        if (NETTY && buffer instanceof NettyDataBuffer netty && Netty.isOnePiece(netty)) {
            return Netty.room(netty);
        }
        try (ByteBufferIterator room = buffer.writableByteBuffers()) {
            return room.next();
        }
    }

    @Override
    public DataBuffer filled(DataBuffer buffer, int bytes) {
        return buffer.writePosition(buffer.writePosition() + bytes);
    }

    @Override
    public List<ByteBuffer> content(DataBuffer buffer) {
        if (NETTY && buffer instanceof NettyDataBuffer netty && Netty.isOnePiece(netty)) {
            return List.of(Netty.content(netty));
        }
        List<ByteBuffer> pieces = new ArrayList<>();
        try (ByteBufferIterator content = buffer.readableByteBuffers()) {
            content.forEachRemaining(pieces::add);
        }
        return pieces;
    }

    @Override
    public void release(DataBuffer buffer) {
        DataBufferUtils.release(buffer);
    }

    /** Loaded only where there is Netty. */
    private static final class Netty {

        static DataBufferFactory pooled() {
            return new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);
        }

        static boolean isOnePiece(NettyDataBuffer buffer) {
            return buffer.getNativeBuffer().nioBufferCount() == 1;
        }

        /** The buffer's own view of itself, made once for each piece of memory in the pool: nobody else uses it yet. */
        static ByteBuffer room(NettyDataBuffer buffer) {
            ByteBuf bytes = buffer.getNativeBuffer();
            return bytes.internalNioBuffer(bytes.writerIndex(), bytes.writableBytes());
        }

        /** A view of its own: others may read the same memory now. */
        static ByteBuffer content(NettyDataBuffer buffer) {
            return buffer.getNativeBuffer().nioBuffer();
        }
    }
}

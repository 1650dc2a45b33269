// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.github.asyncfiles.spi.BufferAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/** Netty's pooled buffers as Spring hands them around, filled where they are. */
final class NettyDataBuffers implements BufferAllocator<DataBuffer> {

    static final NettyDataBufferFactory FACTORY = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);

    private static ByteBuf bytes(DataBuffer buffer) {
        return ((NettyDataBuffer) buffer).getNativeBuffer();
    }

    @Override
    public DataBuffer allocate(int bytes) {
        return FACTORY.allocateBuffer(bytes);
    }

    @Override
    public ByteBuffer room(DataBuffer buffer) {
        ByteBuf bytes = bytes(buffer);
        return bytes.internalNioBuffer(bytes.writerIndex(), bytes.writableBytes());
    }

    @Override
    public DataBuffer filled(DataBuffer buffer, int bytes) {
        return buffer.writePosition(buffer.writePosition() + bytes);
    }

    @Override
    public List<ByteBuffer> content(DataBuffer buffer) {
        return List.of(bytes(buffer).nioBuffers());
    }

    @Override
    public void release(DataBuffer buffer) {
        DataBufferUtils.release(buffer);
    }
}

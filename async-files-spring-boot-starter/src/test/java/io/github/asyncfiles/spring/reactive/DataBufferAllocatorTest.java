// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.core.io.buffer.PooledDataBuffer;

@ParameterizedClass
@MethodSource("factories")
class DataBufferAllocatorTest {

    @Parameter
    DataBufferFactory factory;

    static List<DataBufferFactory> factories() {
        return List.of(
                new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT),
                new NettyDataBufferFactory(new PooledByteBufAllocator(false)),
                new NettyDataBufferFactory(new AdaptiveByteBufAllocator()),
                new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT),
                new DefaultDataBufferFactory(),
                new DefaultDataBufferFactory(true));
    }

    @Test
    void whatIsPutIntoTheRoomIsTheContent() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = allocator.allocate(100);

        ByteBuffer room = allocator.room(buffer);
        assertThat(room.remaining()).isGreaterThanOrEqualTo(100);
        room.put(bytes("the content"));
        DataBuffer filled = allocator.filled(buffer, 11);

        assertThat(filled.readPosition()).isZero();
        assertThat(filled.toString(StandardCharsets.UTF_8)).isEqualTo("the content");
        allocator.release(filled);
    }

    @Test
    void theRoomIsTheBuffersOwnMemory() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = allocator.allocate(8);
        ByteBuffer room = allocator.room(buffer);
        int start = room.position();
        DataBuffer filled = allocator.filled(buffer, 3);

        room.put(start, bytes("new"));

        assertThat(filled.toString(StandardCharsets.UTF_8)).isEqualTo("new");
        allocator.release(filled);
    }

    @Test
    void theContentIsWhatHasNotBeenRead() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = factory.allocateBuffer(20).write(bytes("read and unread"));
        buffer.readPosition(9);

        assertThat(text(allocator.content(buffer))).isEqualTo("unread");
        assertThat(buffer.readableByteCount()).isEqualTo(6);
        allocator.release(buffer);
    }

    @Test
    void theContentIsTheBuffersOwnMemory() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = factory.allocateBuffer(3).write(bytes("old"));
        List<ByteBuffer> content = allocator.content(buffer);

        buffer.writePosition(0).write(bytes("new"));

        assertThat(text(content)).isEqualTo("new");
        allocator.release(buffer);
    }

    @Test
    void twoCanLookAtTheContentAtATime() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = factory.allocateBuffer(8).write(bytes("content"));

        ByteBuffer one = allocator.content(buffer).get(0);
        ByteBuffer other = allocator.content(buffer).get(0);
        one.position(one.limit());

        assertThat(other.remaining()).isEqualTo(7);
        allocator.release(buffer);
    }

    @Test
    void anEmptyBufferHasNoContent() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = factory.wrap(new byte[0]);

        assertThat(text(allocator.content(buffer))).isEmpty();
        allocator.release(buffer);
    }

    @Test
    void joinedBuffersAreSeveralPieces() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer joined = factory.join(List.of(
                factory.allocateBuffer(4).write(bytes("one ")),
                factory.allocateBuffer(3).write(bytes("two"))));

        assertThat(text(allocator.content(joined))).isEqualTo("one two");
        allocator.release(joined);
    }

    @Test
    void releaseGivesBackOnce() {
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        DataBuffer buffer = allocator.allocate(8);

        allocator.release(buffer);

        if (buffer instanceof PooledDataBuffer pooled) {
            assertThat(pooled.isAllocated()).isFalse();
        }
    }

    @Test
    void roomInPiecesIsUsedPieceByPiece() {
        if (!(factory instanceof NettyDataBufferFactory netty)) {
            return;
        }
        DataBufferAllocator allocator = new DataBufferAllocator(factory);
        CompositeByteBuf pieces = netty.getByteBufAllocator().compositeBuffer();
        pieces.addComponent(false, netty.getByteBufAllocator().buffer(4, 4).writeZero(4));
        pieces.addComponent(false, netty.getByteBufAllocator().buffer(4, 4).writeZero(4));
        DataBuffer buffer = netty.wrap((ByteBuf) pieces);

        allocator.room(buffer).put(bytes("four"));

        assertThat(allocator.filled(buffer, 4).toString(StandardCharsets.UTF_8)).isEqualTo("four");
        allocator.release(buffer);
        assertThat(((NettyDataBuffer) buffer).getNativeBuffer().refCnt()).isZero();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(List<ByteBuffer> pieces) {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(StandardCharsets.UTF_8.decode(piece)));
        return text.toString();
    }
}

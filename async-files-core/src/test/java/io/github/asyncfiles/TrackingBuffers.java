// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.spi.BufferAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts buffers that are in existence, and notices those that are used in a wrong way. */
public final class TrackingBuffers implements BufferAllocator<TrackingBuffers.Buffer> {

    public final AtomicInteger held = new AtomicInteger();
    public final AtomicInteger most = new AtomicInteger();

    /** One of them. */
    public static final class Buffer {
        public final ByteBuffer bytes;

        boolean released;

        Buffer(ByteBuffer bytes) {
            this.bytes = bytes;
        }
    }

    @Override
    public Buffer allocate(int bytes) {
        most.accumulateAndGet(held.incrementAndGet(), Math::max);
        return new Buffer(ByteBuffer.allocate(bytes));
    }

    /** {@return one with content, as a publisher would have it} */
    Buffer of(byte[] content) {
        held.incrementAndGet();
        return new Buffer(ByteBuffer.wrap(content));
    }

    @Override
    public ByteBuffer room(Buffer buffer) {
        return buffer.bytes;
    }

    @Override
    public Buffer filled(Buffer buffer, int bytes) {
        buffer.bytes.position(0).limit(bytes);
        return buffer;
    }

    @Override
    public List<ByteBuffer> content(Buffer buffer) {
        if (buffer.released) {
            throw new AssertionError("A buffer was used after it was released");
        }
        return List.of(buffer.bytes);
    }

    @Override
    public void release(Buffer buffer) {
        if (buffer.released) {
            throw new AssertionError("A buffer was released twice");
        }
        buffer.released = true;
        held.decrementAndGet();
    }
}

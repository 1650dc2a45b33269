// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.spi.BufferAllocator;
import java.nio.ByteBuffer;
import java.util.List;

/** A new buffer for each chunk; the garbage collector has them back. */
public final class FreshBuffers implements BufferAllocator<ByteBuffer> {

    /** All there is to it. */
    public static final FreshBuffers INSTANCE = new FreshBuffers();

    private FreshBuffers() {}

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @Override
    public ByteBuffer room(ByteBuffer buffer) {
        return buffer;
    }

    @Override
    public ByteBuffer filled(ByteBuffer buffer, int bytes) {
        return buffer.position(0).limit(bytes);
    }

    @Override
    public List<ByteBuffer> content(ByteBuffer buffer) {
        return List.of(buffer);
    }

    @Override
    public void release(ByteBuffer buffer) {
        // Nobody wants it back.
    }
}

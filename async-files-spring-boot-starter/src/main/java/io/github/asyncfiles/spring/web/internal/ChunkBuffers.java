// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spi.BufferAllocator;
import java.nio.ByteBuffer;
import java.util.List;

/** Lets chunks be written to a file as they are. */
enum ChunkBuffers implements BufferAllocator<Chunk> {
    INSTANCE;

    @Override
    public Chunk allocate(int bytes) {
        throw new UnsupportedOperationException("Chunks come from the server");
    }

    @Override
    public ByteBuffer room(Chunk chunk) {
        throw new UnsupportedOperationException("Chunks come from the server");
    }

    @Override
    public Chunk filled(Chunk chunk, int bytes) {
        throw new UnsupportedOperationException("Chunks come from the server");
    }

    @Override
    public List<ByteBuffer> content(Chunk chunk) {
        return List.of(chunk.bytes());
    }

    @Override
    public void release(Chunk chunk) {
        chunk.release();
    }
}

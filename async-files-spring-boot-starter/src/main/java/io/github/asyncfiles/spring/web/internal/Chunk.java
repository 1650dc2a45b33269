// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some bytes of a request, in memory of the server, which goes back when all {@linkplain #slice slices} of it are
 * released. Each is released once, by its owner.
 */
public final class Chunk {

    private final ByteBuffer bytes;
    private final Owners owners;

    /** How many still use the memory, and where it goes then. */
    private static final class Owners extends AtomicInteger {

        private static final long serialVersionUID = 1L;

        private final transient Runnable giveBack;

        Owners(Runnable giveBack) {
            super(1);
            this.giveBack = giveBack;
        }

        void one() {
            incrementAndGet();
        }

        void less() {
            int left = decrementAndGet();
            if (left < 0) {
                throw new IllegalStateException("Released too often");
            }
            if (left == 0) {
                giveBack.run();
            }
        }
    }

    /**
     * Creates a chunk.
     *
     * @param bytes what remains of it
     * @param giveBack run once, when the memory is free again
     */
    public Chunk(ByteBuffer bytes, Runnable giveBack) {
        this(bytes, new Owners(giveBack));
    }

    private Chunk(ByteBuffer bytes, Owners owners) {
        this.bytes = bytes;
        this.owners = owners;
    }

    /** {@return the bytes, drained by whoever reads them} */
    public ByteBuffer bytes() {
        return bytes;
    }

    /**
     * Shares a part of the memory.
     *
     * @param index of the first byte, in the buffer
     * @param length in bytes
     * @return a chunk of its own, to be released on its own
     */
    public Chunk slice(int index, int length) {
        owners.one();
        return new Chunk(bytes.slice(index, length), owners);
    }

    /** Gives the memory back, unless slices of it are still used. */
    public void release() {
        owners.less();
    }
}

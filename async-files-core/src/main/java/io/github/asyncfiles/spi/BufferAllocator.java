// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where the buffers of a stream come from, and where they go when nobody uses them any more: the buffers of a framework,
 * or those of a pool, are filled and drained as they are, without a copy in between.
 *
 * <p>Each buffer has one owner at a time. A stream that reads owns it from {@link #allocate} until it gives it to its
 * subscriber, and releases those that it cannot give away; a stream that writes owns it from when it is given one, and
 * releases it when its bytes are written, or will not be.
 *
 * <p>Must be safe for use by many threads, must not block and must not throw, but for want of memory.
 *
 * @param <T> the type of the buffers
 */
public interface BufferAllocator<T> {

    /**
     * Makes a buffer, or takes one that is free.
     *
     * @param bytes how many it should have room for, at least 1; fewer are allowed, but not none
     * @return a buffer without content
     */
    T allocate(int bytes);

    /**
     * Shows the room of a buffer that was just allocated.
     *
     * @param buffer without content
     * @return its room, filled from its position on; called once
     */
    ByteBuffer room(T buffer);

    /**
     * Makes a buffer ready for a subscriber.
     *
     * @param buffer whose room was filled
     * @param bytes how many bytes are in it, at least 1
     * @return a buffer with that content, mostly the same
     */
    T filled(T buffer, int bytes);

    /**
     * Shows the content of a buffer that is to be written.
     *
     * @param buffer with content
     * @return its bytes, piece by piece, drained before {@link #release} is called
     */
    List<ByteBuffer> content(T buffer);

    /**
     * Takes back a buffer that nobody uses any more.
     *
     * @param buffer with or without content
     */
    void release(T buffer);
}

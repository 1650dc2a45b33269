// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file, as an {@linkplain FileEngine engine} gives it out.
 *
 * <p>Reads and writes name their position, so that they may run concurrently; a handle has no cursor. Every method may
 * block and is called on workers only. Transfers may be short: whoever calls has to go on until done. A handle never
 * closes itself when a thread that uses it is interrupted, as far as the file system allows that.
 */
public interface FileHandle extends Closeable {

    /**
     * Reads bytes at {@code position} into what remains of {@code target}.
     *
     * @param target filled from its position on; belongs to the handle until the method returns
     * @param position in bytes from the start of the file, at least 0
     * @return how many bytes were read, at least 1 unless {@code target} is full; -1 at and beyond the end of the file
     * @throws IOException when the file cannot be read
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Writes what remains of {@code source} at {@code position}; at the end of the file, whatever {@code position} says,
     * when it was opened for appending.
     *
     * @param source drained from its position on; belongs to the handle until the method returns
     * @param position in bytes from the start of the file, at least 0
     * @return how many bytes were written, at least 1 unless {@code source} is empty
     * @throws IOException when the file cannot be written
     */
    int write(ByteBuffer source, long position) throws IOException;

    /**
     * {@return the size of the file in bytes, which may be a lie: files in {@code /proc} claim 0}
     *
     * @throws IOException when the size cannot be had
     */
    long size() throws IOException;
}

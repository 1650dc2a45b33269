// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes to a handle from its start on, one chunk after the other; closing it closes the handle, once. */
public final class HandleOutputStream extends OutputStream {

    private final FileHandle file;
    private long position;
    private boolean closed;

    /**
     * Starts at the beginning of the file, or at its end when it was opened for appending.
     *
     * @param file to write to
     */
    public HandleOutputStream(FileHandle file) {
        this.file = file;
    }

    /** {@return how many bytes were written so far} */
    public long count() {
        return position;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Transfers.writeFully(file, ByteBuffer.wrap(bytes, offset, length), position);
        position += length;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file read to its end, chunk by chunk; counts MiB. */
final class ChunkStream implements Workload {

    private final Path file;
    private final ChunkReader reader;
    private long read;

    ChunkStream(Path file, ChunkReader reader) {
        this.file = file;
        this.reader = reader;
    }

    @Override
    public long run() throws Exception {
        read = 0;
        reader.read(file, length -> read += length);
        if (read != Files.size(file)) {
            throw new IOException("Only " + read + " bytes");
        }
        return read >> 20;
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/** Pages of a cached file, one after the other, each waited for. */
final class AwaitedReads implements Workload {

    static final int BATCH = 256;

    private final PageReader reader;
    private final PageReader.Slot slot;
    private final Positions positions;

    AwaitedReads(Path file, PageReader reader) throws Exception {
        this.reader = reader;
        this.slot = reader.slot();
        this.positions = new Positions(Files.size(file) / Site.PAGE_BYTES);
    }

    @Override
    public long run() throws Exception {
        for (int i = 0; i < BATCH; i++) {
            slot.readAndWait(positions.next());
        }
        return BATCH;
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}

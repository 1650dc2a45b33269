// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static io.github.asyncfiles.benchmarks.Figures.rounded;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;

/** What a large file takes that is read to its end: the most that heap and direct buffers have at a time, in MiB. */
final class StreamMemory implements Workload {

    private static final int CHUNKS_PER_LOOK = 16;

    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    private static final BufferPoolMXBean DIRECT = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();

    private final Path file;
    private final ChunkReader reader;
    private long chunks;
    private long heap;
    private long direct;

    StreamMemory(Path file, ChunkReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** So that chunks have to be waited for. */
    @Override
    public void prepareRound() throws Exception {
        Site.dropFromCache(file);
        heap = 0;
        direct = 0;
    }

    @Override
    public long run() throws Exception {
        reader.read(file, length -> {
            if (chunks++ % CHUNKS_PER_LOOK == 0) {
                look();
            }
        });
        return 1;
    }

    private void look() {
        heap = Math.max(heap, MEMORY.getHeapMemoryUsage().getUsed());
        direct = Math.max(direct, DIRECT.getMemoryUsed());
    }

    @Override
    public double round(long nanos) throws Exception {
        run();
        return mebibytes(heap + direct);
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    @Override
    public String note() {
        return "at last heap %s, direct %s".formatted(rounded(mebibytes(heap)), rounded(mebibytes(direct)));
    }

    @Override
    public void close() throws Exception {
        reader.close();
        // Nobody else needs it there.
        Site.dropFromCache(file);
    }
}

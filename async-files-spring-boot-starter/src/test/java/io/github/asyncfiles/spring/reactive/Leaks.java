// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Buffers that nobody released, descriptors that nobody closed, threads that nobody ended. */
final class Leaks implements AutoCloseable {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Counts exactly: nothing that was released stays in a cache of a thread. */
    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 1, 1, 8192, 9, 0, 0, false);

    private final Level levelBefore = ResourceLeakDetector.getLevel();
    private final Queue<String> reports = new ConcurrentLinkedQueue<>();
    private final long watchesBefore = watches();

    /** Every buffer is watched; one that is collected unreleased is reported with the places that touched it. */
    Leaks() {
        ResourceLeakDetector.setLevel(Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> reports.add(type + records));
    }

    PooledByteBufAllocator allocator() {
        return allocator;
    }

    /** {@return how many buffers of the allocator are in use} */
    long buffers() {
        return Stream.concat(allocator.metric().directArenas().stream(), allocator.metric().heapArenas().stream())
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    /** {@return what of a directory is open} */
    static List<Path> descriptors(Path dir) {
        List<Path> open = new ArrayList<>();
        links().filter(target -> target.startsWith(dir)).forEach(open::add);
        return open;
    }

    /** Waits until nothing of all this is left. */
    void assertNone(Path dir, String threadNamePrefix) {
        await().untilAsserted(() -> {
            assertThat(buffers()).as("buffers").isZero();
            assertThat(descriptors(dir.toRealPath())).as("descriptors").isEmpty();
            assertThat(watches()).as("watches").isLessThanOrEqualTo(watchesBefore);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith(threadNamePrefix) || name.equals("async-files-watch"));
        });
        // The detector reports what was collected when the next buffer is made.
        System.gc();
        allocator.buffer(1).release();
        assertThat(reports).as("reports of the leak detector").isEmpty();
    }

    private static long watches() {
        return links().filter(target -> target.toString().contains("inotify")).count();
    }

    private static Stream<Path> links() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Stream.empty();
        }
        List<Path> targets = new ArrayList<>();
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            for (Path link : (Iterable<Path>) links::iterator) {
                try {
                    targets.add(Files.readSymbolicLink(link));
                } catch (IOException e) {
                    // Closed in between.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return targets.stream();
    }

    @Override
    public void close() {
        ByteBufUtil.setLeakListener(null);
        ResourceLeakDetector.setLevel(levelBefore);
    }
}

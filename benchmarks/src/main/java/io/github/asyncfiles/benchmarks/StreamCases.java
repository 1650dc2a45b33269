// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static io.github.asyncfiles.benchmarks.Contender.LINUX;
import static io.github.asyncfiles.benchmarks.Contender.PORTABLE;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.function.Supplier;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/** The comparisons of streams, see {@link Cases}. */
final class StreamCases {

    private static final String BLOCKING = "FileChannel";
    private static final String SPRING = "DataBufferUtils";
    private static final String SPRING_NETTY = "DataBufferUtils+netty";
    private static final String READER = "BufferedReader";
    private static final String WALK = "Files.walk";

    private static final String FRESH = "+fresh";
    private static final String REACTIVE = "+reactive";

    private StreamCases() {}

    static Case chunks() {
        return new Case("stream", "stream of 512 MiB, cached, in chunks of 64 KiB", "MiB/s")
                .prepare(Site::cached)
                .contender(chunks(LINUX, () -> ChunkReader.recycled("linux")))
                .contender(chunks(PORTABLE, () -> ChunkReader.recycled("portable")))
                .contender(chunks(LINUX + FRESH, () -> ChunkReader.fresh("linux")))
                .contender(chunks(PORTABLE + FRESH, () -> ChunkReader.fresh("portable")))
                .contender(chunks(LINUX + REACTIVE, () -> ChunkReader.reactive("linux")))
                .contender(chunks(PORTABLE + REACTIVE, () -> ChunkReader.reactive("portable")))
                .contender(chunks(BLOCKING, ChunkReader::blocking))
                .contender(chunks(SPRING, () -> ChunkReader.dataBufferUtils(DefaultDataBufferFactory.sharedInstance)))
                .contender(chunks(
                        SPRING_NETTY,
                        () -> ChunkReader.dataBufferUtils(new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT))))
                .contender(chunks("Vert.x", ChunkReader::vertx))
                .target(Target.atLeast(0.80, LINUX, BLOCKING))
                .target(Target.atLeast(4, LINUX, SPRING, SPRING_NETTY))
                .target(Target.atLeast(2, PORTABLE, SPRING, SPRING_NETTY))
                .target(Target.atLeast(0.40, LINUX + FRESH, BLOCKING))
                .target(Target.atLeast(2, LINUX + FRESH, SPRING, SPRING_NETTY))
                .target(Target.atLeast(1.2, PORTABLE + FRESH, SPRING, SPRING_NETTY));
    }

    private static Contender chunks(String name, Supplier<ChunkReader> reader) {
        return Contender.of(name, site -> new ChunkStream(site.cached(), reader.get()));
    }

    static Case lines() {
        return new Case("lines-stream", "a million lines, by a publisher", "lines/s")
                .contender(LINUX, site -> new Lines("linux", LinesBenchmark::lines))
                .contender(PORTABLE, site -> new Lines("portable", LinesBenchmark::lines))
                .contender(READER, site -> new Lines("portable", LinesBenchmark::bufferedReader))
                .target(Target.atLeast(0.70, LINUX, READER))
                .target(Target.atLeast(0.70, PORTABLE, READER));
    }

    static Case walk() {
        return new Case("walk", "`walk` of 100,000 files in 1,000 directories", "files/s")
                .prepare(Site::tree)
                .contender(LINUX, site -> new Walk(site.tree(), Walk.ours("linux")))
                .contender(PORTABLE, site -> new Walk(site.tree(), Walk.ours("portable")))
                .contender(WALK, site -> new Walk(site.tree(), Walk.blocking()))
                .target(Target.atLeast(0.80, LINUX, WALK))
                .target(Target.atLeast(0.80, PORTABLE, WALK));
    }

    static Case memory() {
        return new Case("stream-memory", "the most memory for a stream of 10 GB, with `-Xmx64m`", "MiB")
                .timesItself()
                .maxHeap("64m")
                .prepare(Site::sparse)
                .contender(memory(LINUX, () -> ChunkReader.recycled("linux")))
                .contender(memory(PORTABLE, () -> ChunkReader.recycled("portable")))
                .contender(memory(LINUX + FRESH, () -> ChunkReader.fresh("linux")))
                .contender(memory(PORTABLE + FRESH, () -> ChunkReader.fresh("portable")))
                .target(Target.atMost(64, LINUX))
                .target(Target.atMost(64, PORTABLE))
                .target(Target.atMost(64, LINUX + FRESH))
                .target(Target.atMost(64, PORTABLE + FRESH));
    }

    private static Contender memory(String name, Supplier<ChunkReader> reader) {
        return Contender.of(name, site -> new StreamMemory(site.sparse(), reader.get()));
    }

    static Case slowSubscriber() {
        int most = SlowSubscriber.READ_AHEAD + 1;
        return new Case("slow-subscriber", "the most buffers for a subscriber that takes its time", "buffers")
                .timesItself()
                .prepare(Site::cold)
                .contender(LINUX, site -> new SlowSubscriber(site.cold(), "linux"))
                .contender(PORTABLE, site -> new SlowSubscriber(site.cold(), "portable"))
                .target(Target.atMost(most, LINUX))
                .target(Target.atMost(most, PORTABLE));
    }
}

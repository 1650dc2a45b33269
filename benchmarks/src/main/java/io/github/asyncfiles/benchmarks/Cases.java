// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static io.github.asyncfiles.benchmarks.Contender.LINUX;
import static io.github.asyncfiles.benchmarks.Contender.PORTABLE;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.spring.metrics.MicrometerAsyncFileObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;

/** All comparisons, in the order of the table. To add one, add a method and a line. */
final class Cases {

    private static final String BLOCKING = "FileChannel";
    private static final String ASYNCHRONOUS = "AsynchronousFileChannel";
    private static final String VIRTUAL = "virtual-threads";
    private static final String VERTX = "Vert.x";
    private static final String SPRING = "DataBufferUtils";
    private static final String FIO = "fio/psync";

    private Cases() {}

    static List<Case> all() {
        return List.of(
                cachedReads(),
                cachedReadsInFlight(),
                readString(),
                readStringsAtOnce(),
                coldReads(),
                lines(),
                linesOneByOne(),
                StreamCases.lines(),
                StreamCases.chunks(),
                StreamCases.walk(),
                StreamCases.memory(),
                StreamCases.slowSubscriber(),
                appends("appends", "256-byte appends, 64 producers, un-awaited", 2, Appends.UNAWAITED),
                appends("durable-appends", "256-byte appends, 64 producers, each with a force", 8, Appends.DURABLE),
                metrics(),
                allocation(),
                Responsiveness.onNetty(),
                Responsiveness.onTomcat(),
                WebCases.downloads("http-100k", "100 KB", 100_000),
                WebCases.downloads("http-10m", "10 MB", 10_000_000),
                WebCases.slowClients(),
                WebCases.slowClientsMemory(),
                WebCases.upload());
    }

    static Case named(String name) {
        return all().stream()
                .filter(comparison -> comparison.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no case " + name));
    }

    interface Pages {
        Workload of(Site site, PageReader.Opening opening) throws Exception;
    }

    private static Case addPageReaders(Case comparison, Pages pages) {
        return addAsynchronousPageReaders(comparison, pages)
                .contender(BLOCKING, site -> pages.of(site, s -> PageReaders.blocking(s.cached())));
    }

    private static Case addAsynchronousPageReaders(Case comparison, Pages pages) {
        AsyncFileObserver none = AsyncFileObserver.NONE;
        return comparison
                .contender(LINUX, site -> pages.of(site, s -> PageReaders.ours(s.cached(), "linux", none)))
                .contender(PORTABLE, site -> pages.of(site, s -> PageReaders.ours(s.cached(), "portable", none)))
                .contender(ASYNCHRONOUS, site -> pages.of(site, s -> PageReaders.asynchronousChannel(s.cached())))
                .contender(VERTX, site -> pages.of(site, s -> PageReaders.vertx(s.cached())));
    }

    private static Case cachedReads() {
        Pages pages = (site, opening) -> new AwaitedReads(site.cached(), opening.open(site));
        Case comparison = new Case("cached-read", "cached 4 KiB positional read, awaited one by one", "reads/s");
        return addPageReaders(comparison, pages)
                .prepare(Site::cached)
                .contender(VIRTUAL, site -> pages.of(site, s -> PageReaders.virtualThreads(s.cached())))
                .contender(Aiofiles.contender("pages", Site::cached))
                .contender(Fio.cached(FIO))
                .target(Target.atLeast(0.90, LINUX, BLOCKING))
                .target(Target.atLeast(20, LINUX, VERTX))
                .target(Target.atLeast(100, LINUX, "aiofiles"))
                .target(Target.atLeast(1, PORTABLE, ASYNCHRONOUS, VERTX));
    }

    private static Case cachedReadsInFlight() {
        Pages pages = (site, opening) -> EventLoopReads.cached(site.cached(), opening.open(site));
        Case comparison = new Case("cached-read-64", "the same, 64 in flight on an event loop", "reads/s");
        return addPageReaders(comparison, pages)
                .prepare(Site::cached)
                .contender(VIRTUAL, site -> pages.of(site, s -> PageReaders.virtualThreads(s.cached())))
                .contender(Aiofiles.contender("pages64", Site::cached))
                .target(Target.atLeast(0.90, LINUX, BLOCKING))
                .target(Target.atLeast(2, LINUX, VERTX))
                .target(Target.atLeast(1, PORTABLE, ASYNCHRONOUS, VERTX));
    }

    private static Contender texts(String name, Supplier<TextReader> reader, boolean atOnce) {
        return Contender.of(name, site -> new ReadStrings(site.smallFiles(), reader.get(), atOnce));
    }

    private static Case readString() {
        return new Case("read-string", "`readString` of 4 KiB, awaited one by one", "files/s")
                .prepare(Site::smallFiles)
                .contender(texts(LINUX, () -> TextReader.ours("linux"), false))
                .contender(texts(PORTABLE, () -> TextReader.ours("portable"), false))
                .contender(texts("Files.readString", TextReader::blocking, false))
                .contender(texts(VIRTUAL, TextReader::virtualThreads, false))
                .contender(texts(SPRING, TextReader::dataBufferUtils, false))
                .contender(texts(VERTX, TextReader::vertx, false))
                .contender(Aiofiles.contender("text", site -> site.directory().resolve("small")))
                .target(Target.atLeast(0.90, LINUX, "Files.readString"))
                .target(Target.atLeast(15, LINUX, VERTX))
                .target(Target.atLeast(5, LINUX, SPRING))
                .target(Target.atLeast(1.2, PORTABLE, VERTX));
    }

    private static Case readStringsAtOnce() {
        return new Case("read-string-10000", "10,000 `readString`s of 4 KiB called at once", "files/s")
                .prepare(Site::smallFiles)
                .contender(texts(LINUX, () -> TextReader.ours("linux"), true))
                .contender(texts(PORTABLE, () -> TextReader.ours("portable"), true))
                .contender(texts(ASYNCHRONOUS, TextReader::asynchronousChannel, true))
                .contender(texts(VIRTUAL, TextReader::virtualThreads, true))
                .contender(texts(VERTX, TextReader::vertx, true));
    }

    private static Case coldReads() {
        return new Case("cold-read", "cold random 4 KiB reads, 256 in flight", "reads/s")
                .prepare(Site::cold)
                .contender(cold(LINUX, s -> PageReaders.ours(s.cold(), "linux", AsyncFileObserver.NONE)))
                .contender(cold(PORTABLE, s -> PageReaders.ours(s.cold(), "portable", AsyncFileObserver.NONE)))
                .contender(cold(ASYNCHRONOUS, s -> PageReaders.asynchronousChannel(s.cold())))
                .contender(cold(VIRTUAL, s -> PageReaders.virtualThreads(s.cold())))
                .contender(cold(VERTX, s -> PageReaders.vertx(s.cold())))
                .contender(Fio.cold("fio/psync/64", "psync", 64, 1))
                .contender(Fio.cold("fio/io_uring/256", "io_uring", 1, 256))
                .target(Target.atLeast(0.90, LINUX, "fio/psync/64"))
                .target(Target.atLeast(5, LINUX, VIRTUAL))
                .target(Target.atLeast(0.90, PORTABLE, "fio/psync/64"))
                .target(Target.atLeast(5, PORTABLE, VIRTUAL));
    }

    private static Contender cold(String name, PageReader.Opening opening) {
        return Contender.of(name, site -> EventLoopReads.cold(site.cold(), opening.open(site)));
    }

    private static Case lines() {
        return new Case("lines", "a million lines into a list", "lines/s")
                .contender(LINUX, site -> new Lines("linux", LinesBenchmark::readLines))
                .contender(PORTABLE, site -> new Lines("portable", LinesBenchmark::readLines))
                .contender("BufferedReader", site -> new Lines("portable", LinesBenchmark::bufferedReaderToList))
                .target(Target.atLeast(0.70, LINUX, "BufferedReader"))
                .target(Target.atLeast(0.70, PORTABLE, "BufferedReader"));
    }

    private static Case linesOneByOne() {
        return new Case("lines-awaited", "a million lines, each awaited by itself", "lines/s")
                .contender(LINUX, site -> new Lines("linux", LinesBenchmark::readLine))
                .contender(PORTABLE, site -> new Lines("portable", LinesBenchmark::readLine))
                .contender("BufferedReader", site -> new Lines("portable", LinesBenchmark::bufferedReader))
                .target(Target.atLeast(0.25, LINUX, "BufferedReader"))
                .target(Target.atLeast(0.25, PORTABLE, "BufferedReader"));
    }

    private static Case appends(String name, String title, double factor, Appends.Kind kind) {
        return new Case(name, title, "appends/s")
                .contender(LINUX, site -> new Appends("linux", kind.queued()))
                .contender(PORTABLE, site -> new Appends("portable", kind.queued()))
                .contender("one-hop-each", site -> new Appends("portable", kind.oneHopEach()))
                .target(Target.atLeast(factor, LINUX, "one-hop-each"))
                .target(Target.atLeast(factor, PORTABLE, "one-hop-each"));
    }

    private static Case metrics() {
        String linuxWithMetrics = LINUX + "+metrics";
        String portableWithMetrics = PORTABLE + "+metrics";
        Function<String, Contender.Start> off = engine -> observed(engine, () -> AsyncFileObserver.NONE);
        Function<String, Contender.Start> on =
                engine -> observed(engine, () -> new MicrometerAsyncFileObserver(new SimpleMeterRegistry()));
        return new Case("metrics", "cached 4 KiB read awaited, metrics on and off", "reads/s")
                .prepare(Site::cached)
                .contender(LINUX, off.apply("linux"))
                .contender(linuxWithMetrics, on.apply("linux"))
                .contender(PORTABLE, off.apply("portable"))
                .contender(portableWithMetrics, on.apply("portable"))
                .target(Target.atLeast(0.90, linuxWithMetrics, LINUX))
                .target(Target.atLeast(0.90, portableWithMetrics, PORTABLE));
    }

    private static Contender.Start observed(String engine, Supplier<AsyncFileObserver> observer) {
        return site -> new AwaitedReads(site.cached(), PageReaders.ours(site.cached(), engine, observer.get()));
    }

    private static Case allocation() {
        Pages pages = (site, opening) -> new AllocatedBytes(new AwaitedReads(site.cached(), opening.open(site)));
        Case comparison = new Case("allocation", "bytes allocated for a cached 4 KiB positional read", "bytes/read");
        return addAsynchronousPageReaders(comparison, pages)
                .prepare(Site::cached)
                .target(Target.atMost(128, LINUX))
                .target(Target.atMost(400, PORTABLE));
    }
}

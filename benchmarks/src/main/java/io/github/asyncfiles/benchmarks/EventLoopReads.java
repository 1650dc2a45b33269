// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a file, many in flight, all called on one event loop. A completion comes back as a task of that loop, whatever
 * thread it happened on, and calls the next read.
 */
final class EventLoopReads implements Workload {

    private final Path file;
    private final PageReader reader;
    private final PageReader.Loop loop;
    private final Positions positions;
    private final Lane[] lanes;
    private final int batch;
    private final boolean cold;

    // Of the loop's thread, but for the latch.
    private int toCall;
    private int toCome;
    private volatile CountDownLatch done = new CountDownLatch(0);
    private volatile @Nullable Throwable failed;

    static EventLoopReads cached(Path file, PageReader reader) throws Exception {
        return new EventLoopReads(file, reader, 64, 8192, false);
    }

    static EventLoopReads cold(Path file, PageReader reader) throws Exception {
        return new EventLoopReads(file, reader, 256, 16384, true);
    }

    private EventLoopReads(Path file, PageReader reader, int inFlight, int batch, boolean cold) throws Exception {
        this.file = file;
        this.reader = reader;
        this.loop = reader.loop();
        this.positions = new Positions(Files.size(file) / Site.PAGE_BYTES);
        this.lanes = Stream.generate(Lane::new).limit(inFlight).toArray(Lane[]::new);
        this.batch = batch;
        this.cold = cold;
    }

    /** The pages of a round are no more than the file has: none is met again, so none is cached. */
    @Override
    public void prepareRound() throws Exception {
        if (cold) {
            Site.dropFromCache(file);
        }
    }

    @Override
    public long run() throws Exception {
        done = new CountDownLatch(1);
        loop.executor().execute(() -> {
            toCall = batch;
            toCome = batch;
            for (Lane lane : lanes) {
                lane.next();
            }
        });
        done.await();
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return batch;
    }

    @Override
    public void close() throws Exception {
        loop.close();
        reader.close();
    }

    /** One of those in flight. */
    private final class Lane implements Runnable, Consumer<@Nullable Throwable> {

        private final PageReader.Slot slot = reader.slot();

        /** Answered in the middle of the call, it would go deeper with every read. */
        private boolean calling;

        void next() {
            if (toCall > 0) {
                toCall--;
                calling = true;
                slot.read(positions.next(), this);
                calling = false;
            }
        }

        @Override
        public void accept(@Nullable Throwable failure) {
            if (failure != null) {
                failed = failure;
            }
            if (loop.repliesComeHere() && !calling) {
                run();
            } else {
                loop.executor().execute(this);
            }
        }

        @Override
        public void run() {
            if (--toCome == 0) {
                done.countDown();
            } else {
                next();
            }
        }
    }
}

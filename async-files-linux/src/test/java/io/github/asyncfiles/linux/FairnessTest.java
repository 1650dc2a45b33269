// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.CompletedOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever chains ready futures, or loops over them, runs out of no stack and lets others have a turn. */
class FairnessTest {

    private static final int READS = 1_000_000;
    private static final int SMALL_STACK_BYTES = 512 * 1024;

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    private AsyncFileTemplate files;
    private AsyncFile file;
    private final LongAdder inline = new LongAdder();
    private final LongAdder byWorkers = new LongAdder();

    @BeforeEach
    void open() throws IOException {
        Rig.requireCachedReads(dir);
        Path path = Files.writeString(dir.resolve("file"), "content");
        files = Rig.template()
                .observer(new AsyncFileObserver() {
                    @Override
                    public void operationCompleted(CompletedOperation operation) {
                        (operation.servedInline() ? inline : byWorkers).increment();
                    }
                })
                .build();
        file = valueOf(files.open(path));
        inline.reset();
    }

    @AfterEach
    void close() {
        files.close();
    }

    /** Reads that follow each other. */
    private final class Chain {

        private final CompletableFuture<Integer> done = new CompletableFuture<>();
        private int left;

        Chain(int reads) {
            left = reads;
        }

        private CompletableFuture<Integer> read() {
            return file.read(ByteBuffer.allocate(1), 0);
        }

        private CompletableFuture<Integer> byCompose() {
            return --left == 0 ? read() : read().thenCompose(count -> byCompose());
        }

        private CompletableFuture<Integer> byComposeOfAll() {
            return --left == 0
                    ? read()
                    : CompletableFuture.allOf(read(), read()).thenCompose(none -> byComposeOfAll());
        }

        private CompletableFuture<Integer> byComposeOfCombined() {
            return --left == 0
                    ? read()
                    : read().thenCombine(read(), Integer::sum)
                            .thenApply(sum -> sum / 2)
                            .thenCompose(count -> byComposeOfCombined());
        }

        private CompletableFuture<Integer> byComposeOfCopies() {
            return --left == 0
                    ? read()
                    : CompletableFuture.completedFuture(1)
                            .thenCompose(one -> read())
                            .copy()
                            .thenCompose(count -> byComposeOfCopies());
        }

        private CompletableFuture<Integer> byCallback() {
            next(0);
            return done;
        }

        private void next(int count) {
            if (--left < 0) {
                done.complete(count);
            } else {
                read().whenComplete((bytes, failure) -> {
                    if (failure != null) {
                        done.completeExceptionally(failure);
                    } else {
                        next(bytes);
                    }
                });
            }
        }
    }

    /** Starts a chain on a thread with a small stack. */
    private void assertEnds(int reads, Function<Chain, CompletableFuture<Integer>> chain) throws InterruptedException {
        CompletableFuture<Integer> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        chain.apply(new Chain(reads)).whenComplete((count, failure) -> {
                            if (failure != null) {
                                outcome.completeExceptionally(failure);
                            } else {
                                outcome.complete(count);
                            }
                        });
                    } catch (Throwable t) {
                        outcome.completeExceptionally(t);
                    }
                },
                "small stack",
                SMALL_STACK_BYTES);
        thread.start();

        assertThat(valueOf(outcome)).isEqualTo(1);
        thread.join();
        assertThat(inline.sum() + byWorkers.sum()).isGreaterThanOrEqualTo(reads);
        assertThat(byWorkers.sum()).isPositive();
    }

    @Test
    void aMillionReadsChainedByThenCompose() throws InterruptedException {
        assertEnds(READS, Chain::byCompose);
    }

    @Test
    void aMillionReadsChainedByWhenComplete() throws InterruptedException {
        assertEnds(READS, Chain::byCallback);
    }

    @Test
    void aMillionReadsChainedThroughAllOf() throws InterruptedException {
        assertEnds(READS, Chain::byComposeOfAll);
    }

    @Test
    void manyReadsChainedThroughCombinations() throws InterruptedException {
        assertEnds(READS / 10, Chain::byComposeOfCombined);
    }

    @Test
    void manyReadsChainedThroughFuturesOfOthers() throws InterruptedException {
        assertEnds(READS / 10, Chain::byComposeOfCopies);
    }

    @Test
    void aLoopOverReadyFuturesHopsNowAndThen() {
        int reads = 200_000;
        ByteBuffer buffer = ByteBuffer.allocate(1);
        for (int i = 0; i < reads; i++) {
            assertThat(file.read(buffer.clear(), 0).join()).isEqualTo(1);
        }

        assertThat(inline.sum() + byWorkers.sum()).isEqualTo(reads);
        assertThat(byWorkers.sum()).isBetween(1L, reads / 50L);
    }
}

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
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scratches are lent to one at a time, are bounded in number, and all come back. */
class ScratchPoolTest {

    private static final int THREADS = 64;
    private static final int ROUNDS = 20_000;

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    @BeforeEach
    void requireEngine() {
        Rig.engine();
    }

    /** Takes all there are. */
    static List<Scratch> drain(ScratchPool pool) {
        List<Scratch> all = new ArrayList<>();
        for (Scratch scratch = pool.take(); scratch != null; scratch = pool.take()) {
            all.add(scratch);
        }
        return all;
    }

    @Test
    void thereIsABound() {
        for (int processors : new int[] {1, 2, 3, 4, 16, 1000}) {
            ScratchPool pool = new ScratchPool(Rig.architecture(), processors);
            List<Scratch> all = drain(pool);

            assertThat(all).hasSizeBetween(Math.min(processors, 64), 64).doesNotHaveDuplicates();
            assertThat(pool.made()).isEqualTo(all.size());
            assertThat(pool.take()).isNull();
            all.forEach(pool::giveBack);
            assertThat(drain(pool)).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void manyThreadsShareFew() throws InterruptedException {
        ScratchPool pool = new ScratchPool(Rig.architecture(), 2);
        Set<Scratch> lent = ConcurrentHashMap.newKeySet();
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < ROUNDS; i++) {
                        Scratch scratch = pool.take();
                        if (scratch == null) {
                            refused.incrementAndGet();
                            continue;
                        }
                        taken.incrementAndGet();
                        assertThat(lent.add(scratch)).as("lent once at a time").isTrue();
                        if (i % 16 == 0) {
                            Thread.yield();
                        }
                        lent.remove(scratch);
                        pool.giveBack(scratch);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(taken.get() + refused.get()).isEqualTo(THREADS * ROUNDS);
        assertThat(taken).hasPositiveValue();
        assertThat(refused)
                .as("as many threads as scratches would prove nothing")
                .hasPositiveValue();
        assertThat(new HashSet<>(drain(pool))).hasSize(4);
    }

    @Test
    void whenThereIsNoneAWorkerServes() throws IOException {
        Rig.requireCachedReads(dir);
        Path path = Files.writeString(dir.resolve("file"), "content");
        LinuxFileEngine engine = Rig.engine();
        Queue<Boolean> inline = new ConcurrentLinkedQueue<>();
        AsyncFileObserver recorder = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                inline.add(operation.servedInline());
            }
        };
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine(engine).observer(recorder).build()) {
            AsyncFile file = valueOf(files.open(path));
            for (boolean some : new boolean[] {false, true}) {
                List<Scratch> all = some ? List.of() : drain(engine.scratches());
                inline.clear();
                assertThat(valueOf(files.readString(path))).isEqualTo("content");
                assertThat(valueOf(files.size(path))).isEqualTo(7);
                assertThat(valueOf(files.readAttributes(path, BasicFileAttributes.class))
                                .size())
                        .isEqualTo(7);
                assertThat(valueOf(file.read(ByteBuffer.allocate(7), 0))).isEqualTo(7);
                assertThat(valueOf(file.size())).isEqualTo(7);
                valueOf(valueOf(files.open(path)).close());
                assertThat(inline).hasSize(6).containsOnly(some);
                all.forEach(engine.scratches()::giveBack);
            }
        }
    }
}

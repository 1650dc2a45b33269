// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that hangs: {@code size} of any file waits for the gate to open, uninterruptibly, as a system call would. */
final class GatedEngine implements FileEngine {

    private final FileEngine disk = new BlockingFileEngine();
    private final CountDownLatch gate = new CountDownLatch(1);
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger passed = new AtomicInteger();
    final AtomicInteger interrupts = new AtomicInteger();
    final Queue<Path> asked = new ConcurrentLinkedQueue<>();

    void open() {
        gate.countDown();
    }

    @Override
    public String name() {
        return "gated";
    }

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return disk.open(path, options, attributes);
    }

    @Override
    public long size(Path path) {
        asked.add(path);
        waiting.incrementAndGet();
        while (true) {
            try {
                gate.await();
                passed.incrementAndGet();
                return 42;
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A disk on which asking for a size hangs until the gate is opened. */
final class HangingEngine implements FileEngine {

    final CountDownLatch gate = new CountDownLatch(1);
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    volatile boolean interrupted;

    @Override
    public String name() {
        return "hanging";
    }

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw new AssertionError("not for use");
    }

    @Override
    public long size(Path path) {
        threads.add(Thread.currentThread());
        while (true) {
            try {
                gate.await();
                return 42;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static java.nio.file.StandardOpenOption.WRITE;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Writes, cancels and closings of one file by several threads, in all orders that Lincheck can provoke. The template runs
 * on its callers, one at a time, so that they contend for the queue of the pool, that of the file, and the end of each
 * operation. Afterwards every future is complete, the file has as many bytes as writes succeeded, and it was closed once,
 * if at all.
 */
public class FileQueueLincheck {

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicBoolean usedAfterClosing = new AtomicBoolean();
    private final AtomicInteger closings = new AtomicInteger();
    private final Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
    private final AsyncFileTemplate files = AsyncFileTemplate.builder()
            .engine(new CountingDisk())
            .executor(Runnable::run)
            .maxThreads(1)
            .build();
    private final AsyncFile file = files.open(Path.of("file"), WRITE).join();

    @Operation
    public void write() {
        futures.add(file.write(new byte[1]));
    }

    @Operation
    public void writeAndForce() {
        futures.add(file.write(new byte[1]));
        futures.add(file.force(false));
    }

    @Operation
    public void writeAndCancel() {
        CompletableFuture<Integer> write = file.write(new byte[1]);
        // It may have been too late: then it counts like the others.
        write.cancel(false);
        futures.add(write);
    }

    @Operation
    public void size() {
        futures.add(file.size());
    }

    @Operation
    public void readAtTheCursor() {
        futures.add(file.read(1));
    }

    @Operation
    public void readElsewhere() {
        futures.add(file.read(ByteBuffer.allocate(1), 0).thenApply(count -> "read"));
    }

    @Operation
    public void close() {
        closings.incrementAndGet();
        futures.add(file.close());
    }

    @Validate
    public void everythingHasEndedOnce() {
        int succeeded = 0;
        int cancelled = 0;
        for (CompletableFuture<?> future : futures) {
            if (!future.isDone()) {
                throw new IllegalStateException("Never completed: " + future);
            }
            if (future.isCancelled()) {
                cancelled++;
            } else if (!future.isCompletedExceptionally() && future.join() instanceof Integer) {
                succeeded++;
            }
        }
        // A write that was cancelled while it ran is on the disk all the same.
        if (written.get() < succeeded || written.get() > succeeded + cancelled) {
            throw new IllegalStateException(
                    written + " written, but " + succeeded + " succeeded, " + cancelled + " cancelled");
        }
        if (closed.get() != Math.min(1, closings.get())) {
            throw new IllegalStateException("Closed " + closed + " times");
        }
        if (usedAfterClosing.get()) {
            throw new IllegalStateException("Used after it was closed");
        }
        if (files.queuedOperations() + files.activeOperations() != 0) {
            throw new IllegalStateException(files.queuedOperations() + " places were not given back");
        }
    }

    @Test
    void holdsUnderStress() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(30)
                .invocationsPerIteration(2_000)
                .sequentialSpecification(Anything.class)
                .check(FileQueueLincheck.class);
    }

    /** Any order of results is fine: nothing returns one. What counts is {@link #everythingHasEndedOnce()}. */
    public static final class Anything {

        public void write() {}

        public void writeAndForce() {}

        public void writeAndCancel() {}

        public void size() {}

        public void readAtTheCursor() {}

        public void readElsewhere() {}

        public void close() {}
    }

    private final class CountingDisk implements FileEngine {

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
            return new FileHandle() {
                @Override
                public int read(ByteBuffer target, long position) {
                    return tryRead(target, position);
                }

                @Override
                public int tryRead(ByteBuffer target, long position) {
                    // Long enough for somebody to close it in the middle, if nothing keeps him from it.
                    for (int i = 0; i < 200; i++) {
                        Thread.onSpinWait();
                    }
                    if (closed.get() > 0) {
                        usedAfterClosing.set(true);
                    }
                    target.put((byte) 1);
                    return 1;
                }

                @Override
                public int write(ByteBuffer source, long position) {
                    int count = source.remaining();
                    source.position(source.limit());
                    written.addAndGet(count);
                    return count;
                }

                @Override
                public long size() {
                    return written.get();
                }

                @Override
                public void truncate(long size) {}

                @Override
                public void force(boolean metaData) {}

                @Override
                public void close() {
                    closed.incrementAndGet();
                }

                @Override
                public boolean tryClose() {
                    if (closings.get() % 2 == 0) {
                        return false;
                    }
                    close();
                    return true;
                }
            };
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.CompletedOperation.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a million operations, some cancelled, some failed, everything is back where it was. */
class EnduranceTest {

    private static final int OPERATIONS = 1_000_000;
    private static final int WARM_UP = 50_000;
    private static final int IN_FLIGHT = 256;
    private static final long NATIVE_BYTES = 4 << 20;
    private static final String THREADS = "endurance-";

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    private final Random random = new Random(42);
    private final LinuxFileEngine engine = Rig.engine();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final LongAdder inline = new LongAdder();
    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private AsyncFileTemplate files;
    private Path small;
    private Path large;

    @BeforeEach
    void write() throws IOException {
        Rig.requireCachedReads(dir);
        small = Files.write(dir.resolve("small"), Injected.content(1_000));
        large = Files.write(dir.resolve("large"), Injected.content(70_000));
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
        files = AsyncFileTemplate.builder()
                .engine(engine)
                .maxThreads(8)
                .keepAlive(Duration.ofMillis(200))
                .threadNamePrefix(THREADS)
                .observer(new AsyncFileObserver() {
                    @Override
                    public void operationCompleted(CompletedOperation operation) {
                        outcomes.get(operation.outcome()).increment();
                        if (operation.servedInline()) {
                            inline.increment();
                        }
                    }
                })
                .build();
    }

    @Test
    void nothingIsLeftOfAMillionOperations() throws Exception {
        operate(WARM_UP);
        awaitIdle();
        long descriptors = Rig.descriptors();
        long nativeBytes = nativeBytes();
        outcomes.values().forEach(LongAdder::reset);
        inline.reset();

        operate(OPERATIONS);
        awaitIdle();

        assertThat(Rig.descriptors()).isLessThanOrEqualTo(descriptors);
        await().untilAsserted(() -> assertThat(nativeBytes() - nativeBytes).isLessThan(NATIVE_BYTES));
        int made = engine.scratches().made();
        int bound = ScratchPoolTest.drain(
                        new ScratchPool(Rig.architecture(), Runtime.getRuntime().availableProcessors()))
                .size();
        assertThat(made).isBetween(1, bound);
        assertThat(ScratchPoolTest.drain(engine.scratches()))
                .as("all given back")
                .hasSize(bound);
        // That all this happened:
        assertThat(outcomes.get(Outcome.ERROR).sum()).isGreaterThan(OPERATIONS / 110);
        assertThat(outcomes.get(Outcome.CANCELLED).sum()).isGreaterThan(OPERATIONS / 200);
        long all = outcomes.values().stream().mapToLong(LongAdder::sum).sum();
        assertThat(all).isGreaterThanOrEqualTo(OPERATIONS);
        assertThat(inline.sum()).isGreaterThan(OPERATIONS / 2);
        assertThat(all - inline.sum()).as("by workers").isGreaterThan(OPERATIONS / 50);
        files.close();
    }

    private void awaitIdle() {
        await().untilAsserted(() -> {
            assertThat(files.openFiles()).isZero();
            assertThat(files.activeOperations() + files.queuedOperations()).isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith(THREADS));
        });
    }

    private void operate(int count) {
        Queue<CompletableFuture<?>> flying = new ArrayDeque<>();
        AsyncFile one = valueOf(files.open(small));
        AsyncFile other = valueOf(files.open(large));
        for (int i = 0; i < count; i++) {
            CompletableFuture<?> future = operation(one, other);
            if (!future.isDone()) {
                flying.add(future);
            }
            if (flying.size() > IN_FLIGHT) {
                flying.remove().exceptionally(failure -> null).join();
            }
        }
        flying.forEach(future -> future.exceptionally(failure -> null).join());
        valueOf(one.close());
        valueOf(other.close());
    }

    private CompletableFuture<?> operation(AsyncFile one, AsyncFile other) {
        int dice = random.nextInt(1000);
        if (dice < 10) {
            return files.readString(dice < 5 ? dir.resolve("absent") : dir);
        }
        if (dice < 20) {
            // What a worker has taken already is cancelled too.
            CompletableFuture<?> future = switch (dice % 4) {
                case 0 -> files.open(large, StandardOpenOption.READ, StandardOpenOption.WRITE);
                case 1 -> other.read(ByteBuffer.allocate(70_000), 0);
                default -> files.readAllBytes(large);
            };
            if (!future.cancel(true) && future.join() instanceof AsyncFile file) {
                file.close();
            }
            return future;
        }
        if (dice < 50) {
            return files.readAllBytes(large);
        }
        if (dice < 60) {
            return other.read(ByteBuffer.allocateDirect(70_000), 0);
        }
        if (dice < 150) {
            return files.withFile(small, file -> file.read(100));
        }
        return switch (dice % 8) {
            case 0 -> files.readString(small);
            case 1 -> files.exists(small);
            case 2 -> files.readAttributes(small, BasicFileAttributes.class);
            case 3 -> one.size();
            case 4 -> one.read(ByteBuffer.allocateDirect(100), 0);
            default -> one.read(ByteBuffer.allocate(100), dice);
        };
    }

    /** {@return one of many direct buffers, which is not in use any more} */
    private ByteBuffer direct() {
        if (buffers.size() <= 2 * IN_FLIGHT) {
            buffers.add(ByteBuffer.allocateDirect(1_000));
        }
        ByteBuffer next = buffers.remove();
        buffers.add(next);
        return next.clear();
    }

    /** {@return what was taken outside the heap for buffers and arenas, and not for the JVM itself} */
    private static long nativeBytes() throws Exception {
        // Buffers that nobody refers to are freed when that is noticed.
        System.gc();
        String summary = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmNativeMemory",
                        new Object[] {new String[] {"summary"}},
                        new String[] {String[].class.getName()});
        Matcher other = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)")
                .matcher(summary);
        assertThat(other.find()).as(summary).isTrue();
        return Long.parseLong(other.group(1)) * 1024;
    }
}

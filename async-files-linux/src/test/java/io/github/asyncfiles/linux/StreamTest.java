// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static io.github.asyncfiles.Outcomes.await;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.CompletedOperation;
import io.github.asyncfiles.Recorder;
import io.github.asyncfiles.TrackingBuffers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of what is in memory come on the thread that requests them, and do not hold it for long. */
class StreamTest {

    private static final int CHUNK = 64 * 1024;
    /** More than a thread can hand out in a slice of a millisecond, less than there is. */
    private static final long BOUND = 24 * 1024 * 1024;

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    private final AtomicInteger inline = new AtomicInteger();
    private final AtomicInteger byWorkers = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private AsyncFileTemplate files;
    private Path file;

    @BeforeEach
    void create() {
        Rig.requireCachedReads(dir);
        file = dir.resolve("file");
        files = template().build();
    }

    private AsyncFileTemplateBuilder template() {
        return Rig.template().observer(new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                (operation.servedInline() ? inline : byWorkers).incrementAndGet();
                bytes.addAndGet(operation.bytesRead());
            }
        });
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        await().untilAsserted(() -> assertThat(descriptors()).isZero());
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    /** {@return how many descriptors of files in the directory this process has} */
    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(dir);
                        } catch (IOException closed) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private byte[] write(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Files.write(file, content);
        // What was just written is closed by a worker.
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
        return content;
    }

    private static byte[] joined(List<ByteBuffer> chunks) {
        ByteBuffer all = ByteBuffer.allocate(
                chunks.stream().mapToInt(ByteBuffer::remaining).sum());
        chunks.forEach(chunk -> all.put(chunk.duplicate()));
        return all.array();
    }

    @Test
    void aCachedFileComesWithoutAHop() throws IOException {
        byte[] content = write(10 * CHUNK + 17);
        // Not in each run: a thread that has to wait for a processor in the middle of it has had its slice of time.
        await().untilAsserted(() -> comesWithoutAHop(content));
    }

    private void comesWithoutAHop(byte[] content) throws IOException {
        byWorkers.set(0);
        bytes.set(0);
        Thread mine = Thread.currentThread();
        List<ByteBuffer> chunks = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();

        valueOf(AsyncFiles.forEach(files.read(file), chunk -> {
            chunks.add(chunk);
            threads.add(Thread.currentThread());
        }));

        assertThat(joined(chunks)).isEqualTo(content);
        assertThat(threads.get(0)).isSameAs(mine);
        assertThat(byWorkers).hasValue(0);
        assertThat(bytes).hasValue(content.length);
        assertThat(descriptors()).as("closed without a hop, too").isZero();
    }

    @Test
    void anOpenFileComesWithoutAHopToo() throws IOException {
        byte[] content = write(10 * CHUNK + 17);
        AsyncFile open = valueOf(files.open(file));

        assertThat(joined(valueOf(AsyncFiles.toList(open.read(100, Long.MAX_VALUE)))))
                .isEqualTo(Arrays.copyOfRange(content, 100, content.length));
        assertThat(byWorkers).hasValue(0);
        valueOf(open.close());
    }

    @Test
    void aLongCachedFileDoesNotHoldTheThreadThatRequestsIt() throws IOException {
        byte[] content = write(64 * 1024 * 1024);
        Thread mine = Thread.currentThread();
        AtomicLong inARow = new AtomicLong();
        AtomicLong mostInARow = new AtomicLong();
        AtomicLong total = new AtomicLong();
        Recorder<ByteBuffer> recorder = new Recorder<>() {
            @Override
            public void onNext(ByteBuffer chunk) {
                total.addAndGet(chunk.remaining());
                if (Thread.currentThread() == mine) {
                    mostInARow.accumulateAndGet(inARow.addAndGet(chunk.remaining()), Math::max);
                }
            }
        };
        files.read(file).subscribe(recorder);
        recorder.request(Long.MAX_VALUE);

        valueOf(recorder.completed);
        assertThat(mostInARow.get()).isLessThan(BOUND);
        assertThat(total).hasValue(content.length);
    }

    @Test
    void aSubscriberThatRequestsOneByOneIsNotHeldEither() throws IOException {
        write(64 * 1024 * 1024);
        Thread mine = Thread.currentThread();
        AtomicLong onMine = new AtomicLong();
        Recorder<ByteBuffer> recorder = new Recorder<>() {
            @Override
            public void onNext(ByteBuffer chunk) {
                if (Thread.currentThread() == mine) {
                    onMine.addAndGet(chunk.remaining());
                }
                subscription.request(1);
            }
        };
        files.read(file).subscribe(recorder);
        recorder.request(1);

        valueOf(recorder.completed);
        assertThat(onMine.get()).isLessThan(BOUND);
    }

    @Test
    void whoRequestsOneByOneNeedsNoHopEither() throws IOException {
        byte[] content = write(20 * CHUNK);
        Recorder<ByteBuffer> recorder = new Recorder<>() {
            @Override
            public void onNext(ByteBuffer chunk) {
                super.onNext(chunk);
                subscription.request(1);
            }
        };
        files.read(file).subscribe(recorder);
        recorder.request(1);

        valueOf(recorder.completed);
        assertThat(joined(recorder.elements)).isEqualTo(content);
        assertThat(byWorkers).hasValue(0);
    }

    @Test
    void aColdFileIsReadByWorkersAndAfterThatWithoutThem() throws IOException {
        byte[] content = write(40 * CHUNK);
        Rig.makeCold(file, 0);
        assumeTrue(Rig.isCold(file, 0), "The page cache keeps the file");

        assertThat(joined(valueOf(AsyncFiles.toList(files.read(file))))).isEqualTo(content);
        assertThat(byWorkers.get()).isPositive();
        byWorkers.set(0);
        // Marks that the kernel leaves for its reading ahead cost a hop each, once.
        valueOf(AsyncFiles.toList(files.read(file)));
        byWorkers.set(0);
        valueOf(AsyncFiles.toList(files.read(file)));
        assertThat(byWorkers).hasValue(0);
    }

    @Test
    void whereNothingMayBeServedInlineWorkersRead() throws IOException {
        byte[] content = write(10 * CHUNK);
        try (AsyncFileTemplate hopping = template().inlineLimit(CHUNK - 1).build()) {
            assertThat(joined(valueOf(AsyncFiles.toList(hopping.read(file))))).isEqualTo(content);
        }
        assertThat(inline).hasValue(0);
    }

    @Test
    void positionsBeyondFourGigabytesAreRead() throws IOException {
        long position = (1L << 32) + 12_345;
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(position);
            sparse.write("far away".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(joined(valueOf(AsyncFiles.toList(files.read(file, position, 100)))))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("far away");
    }

    @Test
    void aStormOfCancelsLeavesNeitherDescriptorsNorBuffers() throws IOException {
        write(300 * CHUNK);
        TrackingBuffers buffers = new TrackingBuffers();
        Random random = new Random(3);
        List<Recorder<TrackingBuffers.Buffer>> recorders = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            if (i % 100 == 0) {
                Rig.makeCold(file, 0);
            }
            Recorder<TrackingBuffers.Buffer> recorder = Recorder.of(files.read(file, 0, Long.MAX_VALUE, buffers));
            recorders.add(recorder);
            for (int requests = random.nextInt(4); requests > 0; requests--) {
                recorder.request(1 + random.nextInt(100));
            }
            recorder.subscription.cancel();
        }
        await().untilAsserted(() -> assertThat(descriptors()).isZero());
        await().until(() -> files.activeOperations() + files.queuedOperations() == 0);
        int given = recorders.stream()
                .mapToInt(recorder -> recorder.elements.size())
                .sum();
        assertThat(buffers.held).hasValue(given);
        assertThat(recorders).noneMatch(recorder -> recorder.concurrent);
    }
}

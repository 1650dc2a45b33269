// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.CompletedOperation.Outcome;
import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A future completes exactly once, with the right thing, on the right thread, and the observer is told. */
class CompletionTest {

    @TempDir
    Path dir;

    private final GatedEngine disk = new GatedEngine();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final AsyncFileObserver recorder = new AsyncFileObserver() {
        @Override
        public void operationCompleted(CompletedOperation operation) {
            seen.add(new Seen(
                    operation.operation(),
                    operation.path(),
                    operation.outcome(),
                    operation.failure(),
                    operation.bytesRead(),
                    operation.bytesWritten(),
                    operation.queuedNanos() >= 0 && operation.elapsedNanos() >= operation.queuedNanos()));
        }
    };

    private record Seen(
            FileOperation operation,
            Path path,
            Outcome outcome,
            @Nullable Throwable failure,
            long bytesRead,
            long bytesWritten,
            boolean timesMakeSense) {}

    @AfterEach
    void openTheGate() {
        disk.open();
        assertThat(seen).allMatch(Seen::timesMakeSense);
    }

    @Test
    void whateverAWorkerThrowsFailsTheFuture() {
        for (Throwable thrown : List.of(
                new OutOfMemoryError("direct"),
                new AssertionError("engine"),
                new StackOverflowError(),
                new IllegalStateException("engine"),
                new UnsupportedOperationException("engine"))) {
            try (AsyncFileTemplate files = throwing(thrown)) {
                assertThat(failureOf(files.size(Path.of("file")))).isSameAs(thrown);
                assertThat(files.activeOperations() + files.queuedOperations()).isBetween(0, 1);
            }
        }
    }

    @Test
    void wrappersAreRemovedAndBareErrorsGetTheirPath() {
        NoSuchFileException cause = new NoSuchFileException("file");
        try (AsyncFileTemplate files = throwing(new UncheckedIOException(cause))) {
            assertThat(failureOf(files.size(Path.of("file")))).isSameAs(cause);
        }
        try (AsyncFileTemplate files = throwing(new IOException("Input/output error"))) {
            assertThat(failureOf(files.size(Path.of("file"))))
                    .isExactlyInstanceOf(FileSystemException.class)
                    .hasMessage("file: Input/output error");
        }
    }

    @Test
    void cancellingARunningOperationDoesNotTouchIt() {
        AsyncFileTemplate files = gated().observer(recorder).build();
        CompletableFuture<Long> running = files.size(Path.of("file"));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));

        assertThat(running.cancel(true)).isTrue();

        assertThat(running).isCancelled();
        assertThat(seen).extracting(Seen::outcome).containsExactly(Outcome.CANCELLED);
        assertThat(files.activeOperations()).as("the worker is still at it").isEqualTo(1);
        disk.open();
        files.close();
        assertThat(disk.passed).as("went on to its end").hasValue(1);
        assertThat(disk.interrupts).hasValue(0);
        assertThat(seen).as("told once").hasSize(1);
    }

    @Test
    void completingFromOutsideCountsAsCancelling() {
        AsyncFileTemplate files = gated().observer(recorder).maxThreads(1).build();
        CompletableFuture<Long> running = files.size(Path.of("running"));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));
        CompletableFuture<Long> waiting = files.size(Path.of("waiting"));
        CompletableFuture<Long> timed = files.size(Path.of("timed")).orTimeout(10, TimeUnit.MILLISECONDS);

        assertThat(running.complete(1L)).isTrue();
        assertThat(running.complete(2L)).isFalse();
        assertThat(waiting.completeExceptionally(new IllegalStateException("mine")))
                .isTrue();
        assertThat(failureOf(timed)).isInstanceOf(TimeoutException.class);

        assertThat(running).isCompletedWithValue(1L);
        disk.open();
        files.close();
        assertThat(disk.asked).doesNotContain(Path.of("waiting"), Path.of("timed"));
        assertThat(seen)
                .extracting(Seen::outcome)
                .containsExactlyInAnyOrder(Outcome.CANCELLED, Outcome.CANCELLED, Outcome.TIMEOUT);
    }

    @Test
    void anOperationThatTakesTooLongFailsWhetherItRunsOrWaits() {
        AsyncFileTemplate files = gated().observer(recorder)
                .maxThreads(1)
                .timeout(Duration.ofMillis(400))
                .build();
        CompletableFuture<Long> running = files.size(Path.of("running"));
        CompletableFuture<Long> waiting = files.size(Path.of("waiting"));

        for (CompletableFuture<Long> late : List.of(running, waiting)) {
            assertThat(failureOf(late))
                    .isInstanceOf(FileOperationTimeoutException.class)
                    .hasMessageContaining("size took longer than PT0.4S");
        }
        assertThat(files.queuedOperations()).isZero();
        // Again, after the timer has slept.
        assertThat(failureOf(files.size(Path.of("later")))).isInstanceOf(FileOperationTimeoutException.class);
        disk.open();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
        assertThat(disk.asked).containsExactly(Path.of("running"));
        assertThat(seen).extracting(Seen::outcome).containsOnly(Outcome.TIMEOUT).hasSize(3);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("async-files-timer")));
    }

    @Test
    void theObserverSeesWhatHappenedBeforeTheFutureCompletes() throws IOException {
        Path path = Files.writeString(dir.resolve("file"), "content");
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().observer(recorder).build()) {
            valueOf(files.readString(path));
            assertThat(seen.remove())
                    .isEqualTo(new Seen(FileOperation.READ_STRING, path, Outcome.SUCCESS, null, 7, 0, true));

            valueOf(files.write(path, new byte[11]));
            assertThat(seen.remove())
                    .isEqualTo(new Seen(FileOperation.WRITE, path, Outcome.SUCCESS, null, 0, 11, true));

            Throwable failure = failureOf(files.delete(dir.resolve("absent")));
            assertThat(seen.remove())
                    .isEqualTo(
                            new Seen(FileOperation.DELETE, dir.resolve("absent"), Outcome.ERROR, failure, 0, 0, true));
        }
    }

    @Test
    void refusedOperationsAreObservedToo() {
        AsyncFileTemplate files =
                gated().observer(recorder).maxThreads(1).queueCapacity(0).build();
        files.size(Path.of("running"));
        failureOf(files.size(Path.of("refused")));

        assertThat(seen)
                .extracting(Seen::path, Seen::outcome)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Path.of("refused"), Outcome.REJECTED));
        disk.open();
        files.close();
    }

    @Test
    void anObserverThatThrowsHarmsNothing() {
        try (AsyncFileTemplate files = AsyncFileTemplate.builder()
                .observer(new AsyncFileObserver() {
                    @Override
                    public Object operationCalled(FileOperation operation, Path path) {
                        throw new AssertionError("context");
                    }

                    @Override
                    public void operationCompleted(CompletedOperation operation) {
                        throw new IllegalStateException("registry");
                    }
                })
                .build()) {
            assertThat(valueOf(files.exists(dir))).isTrue();
            assertThat(valueOf(files.exists(dir))).isTrue();
        }
    }

    @Test
    void completesOnAWorkerOrWhereAsked() throws Exception {
        ExecutorService elsewhere = Executors.newSingleThreadExecutor(task -> new Thread(task, "elsewhere"));
        try (AsyncFileTemplate files = gated().build()) {
            AtomicReference<String> onWorker = new AtomicReference<>();
            AtomicReference<String> onOther = new AtomicReference<>();
            CompletableFuture<?> first = files.size(dir)
                    .thenRun(() -> onWorker.set(Thread.currentThread().getName()));
            CompletableFuture<?> second = files.completeOn(elsewhere)
                    .size(dir)
                    .thenRun(() -> onOther.set(Thread.currentThread().getName()));
            disk.open();
            valueOf(CompletableFuture.allOf(first, second));

            assertThat(onWorker.get()).startsWith("async-files-");
            assertThat(onOther.get()).isEqualTo("elsewhere");
        } finally {
            elsewhere.shutdown();
        }
    }

    @Test
    void completesEvenWhereTheExecutorRefuses() {
        Executor refusing = task -> {
            throw new RejectedExecutionException();
        };
        try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
            assertThat(valueOf(files.completeOn(refusing).exists(dir))).isTrue();
        }
    }

    @Test
    void anExecutorThatIsBrokenStrandsNothingAndDoesNotEndTheTimer() {
        Executor broken = task -> {
            throw new IllegalStateException("expected by the test");
        };
        try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
            assertThat(valueOf(files.completeOn(broken).exists(dir))).isTrue();
        }
        // Time enough for a worker to come first.
        AsyncFileTemplate files = gated().timeout(Duration.ofMillis(300)).build();
        AsyncFileOperations view = files.completeOn(broken);
        for (int i = 0; i < 3; i++) {
            assertThat(failureOf(view.size(dir))).isInstanceOf(FileOperationTimeoutException.class);
        }
        assertThat(files.close(Duration.ZERO)).hasSize(3);
    }

    @Test
    void whatAnExecutorNeverDeliversCanStillBeCompletedFromOutside() {
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().observer(recorder).build()) {
            AsyncFileOperations view = files.completeOn(task -> {});
            CompletableFuture<Boolean> lost = view.isHidden(dir);
            CompletableFuture<Boolean> timed = view.isHidden(dir).orTimeout(10, TimeUnit.MILLISECONDS);
            await().untilAsserted(() -> assertThat(seen).hasSize(2));
            assertThat(lost.cancel(true)).isTrue();
            assertThat(lost).isCancelled();
            assertThat(failureOf(timed)).isInstanceOf(TimeoutException.class);
        }
        assertThat(seen).as("told once each").hasSize(2);
    }

    @Test
    void whatIsCalledRejectedHasNeverRun() {
        for (int round = 0; round < 20; round++) {
            Queue<Path> ran = new ConcurrentLinkedQueue<>();
            FileEngine quick = new DelegatingEngine() {
                @Override
                public long size(Path path) {
                    ran.add(path);
                    return 42;
                }
            };
            AsyncFileTemplate files =
                    AsyncFileTemplate.builder().engine(quick).maxThreads(2).build();
            List<CompletableFuture<Long>> all = new java.util.ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                all.add(files.size(Path.of("file" + i)));
            }
            List<UnfinishedOperation> unfinished = files.close(Duration.ZERO);
            assertThat(all).allMatch(CompletableFuture::isDone);
            Set<Path> rejected = new java.util.HashSet<>();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).isCompletedExceptionally()
                        && failureOf(all.get(i)) instanceof FileOperationRejectedException) {
                    rejected.add(Path.of("file" + i));
                }
            }
            assertThat(ran).noneMatch(rejected::contains);
            assertThat(unfinished).extracting(UnfinishedOperation::path).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFutureThatIsKeptKeepsNoContent() {
        try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
            byte[] content = new byte[1 << 20];
            java.lang.ref.WeakReference<byte[]> weak = new java.lang.ref.WeakReference<>(content);
            CompletableFuture<Path> kept = files.write(dir.resolve("file"), content);
            valueOf(kept);
            content = null;
            await().untilAsserted(() -> {
                System.gc();
                assertThat(weak.get()).isNull();
            });
            assertThat(kept).isDone();
        }
    }

    @Test
    void cancellingATreeStopsIt() throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        for (int i = 0; i < 10; i++) {
            Files.createFile(tree.resolve("file" + i));
        }
        CountDownLatch copying = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        FileEngine slow = new DelegatingEngine() {
            @Override
            public Path copy(Path source, Path target, java.nio.file.CopyOption... options) throws IOException {
                if (Files.isRegularFile(source)) {
                    copying.countDown();
                    uninterruptibly(cancelled);
                }
                return super.copy(source, target, options);
            }
        };
        try (AsyncFileTemplate files = AsyncFileTemplate.builder().engine(slow).build()) {
            CompletableFuture<Path> copy = files.copyRecursively(tree, dir.resolve("copy"));
            uninterruptibly(copying);
            assertThat(copy.cancel(false)).isTrue();
            cancelled.countDown();
        }
        assertThat(dir.resolve("copy")).isDirectoryContaining(path -> true);
        try (var copied = Files.list(dir.resolve("copy"))) {
            assertThat(copied).as("the one that was being copied, and no other").hasSize(1);
        }
    }

    @Test
    void awaitGivesTheResultOrTheOriginalException() throws Exception {
        try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
            assertThat(AsyncFiles.await(files.exists(dir))).isTrue();
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> AsyncFiles.await(files.readString(dir.resolve("absent"))));
            assertThatExceptionOfType(NoSuchFileException.class)
                    .isThrownBy(() -> AsyncFiles.await(
                            files.readString(dir.resolve("absent")).thenApply(String::length)));
        }
        assertThatThrownBy(() -> AsyncFiles.await(CompletableFuture.failedFuture(new OutOfMemoryError("x"))))
                .isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> AsyncFiles.await(CompletableFuture.failedFuture(new Exception("checked"))))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("checked");
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        assertThatThrownBy(() -> AsyncFiles.await(cancelled)).isInstanceOf(CancellationException.class);
    }

    @Test
    void awaitCanBeInterrupted() {
        CompletableFuture<String> never = new CompletableFuture<>();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> AsyncFiles.await(never)).isInstanceOf(InterruptedIOException.class);

        assertThat(Thread.interrupted()).as("the status is kept").isTrue();
        assertThat(never).isNotDone();
    }

    @Test
    void closingIsCutShortByAnInterrupt() {
        AsyncFileTemplate files = gated().build();
        files.size(Path.of("hung"));
        await().untilAsserted(() -> assertThat(disk.waiting).hasValue(1));
        Thread.currentThread().interrupt();

        assertThat(files.close(Duration.ofMinutes(5))).hasSize(1);

        assertThat(Thread.interrupted()).as("the status is kept").isTrue();
    }

    private AsyncFileTemplateBuilder gated() {
        return AsyncFileTemplate.builder().engine(disk);
    }

    private static AsyncFileTemplate throwing(Throwable thrown) {
        return AsyncFileTemplate.builder()
                .engine(new DelegatingEngine() {
                    @Override
                    public long size(Path path) throws IOException {
                        if (thrown instanceof IOException io) {
                            throw io;
                        }
                        if (thrown instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) thrown;
                    }
                })
                .build();
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static class DelegatingEngine implements FileEngine {

        private final FileEngine disk = new BlockingFileEngine();

        @Override
        public String name() {
            return "double";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return disk.open(path, options, attributes);
        }
    }
}

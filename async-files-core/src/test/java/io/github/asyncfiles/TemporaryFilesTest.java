// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Temporary files are private, and gone on every outcome. */
class TemporaryFilesTest {

    @TempDir
    Path dir;

    private AsyncFileTemplate files;

    @BeforeEach
    void createTemplate() {
        files = AsyncFileTemplate.builder().leakDetection(true).build();
    }

    @AfterEach
    void nothingIsLeft() {
        await().untilAsserted(() -> assertThat(dir).isEmptyDirectory());
        assertThat(files.openFiles()).isZero();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void aTemporaryFileIsGoneWhenItIsClosed() {
        AsyncFile file = valueOf(files.temporaryFile(dir, "pre", ".suf"));
        assertThat(file.path()).exists().hasParent(dir);
        assertThat(file.path().getFileName().toString()).startsWith("pre").endsWith(".suf");
        file.write("content".getBytes(UTF_8));
        file.position(0);
        assertThat(new String(valueOf(file.readAllBytes()), UTF_8)).isEqualTo("content");
        Path path = file.path();
        valueOf(file.close());
        assertThat(path).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onlyTheOwnerMayUseIt() throws IOException {
        AsyncFile file = valueOf(files.temporaryFile(dir, null, null));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        valueOf(file.close());
    }

    @Test
    void withoutADirectoryItIsInThatOfTheSystem() {
        AsyncFile file = valueOf(files.temporaryFile(null, null));
        assertThat(file.path()).exists().hasParent(Path.of(System.getProperty("java.io.tmpdir")));
        valueOf(file.close());
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void cancellingWhileItIsCreatedLeavesNothing() {
        for (int i = 0; i < 500; i++) {
            CompletableFuture<AsyncFile> opening = files.temporaryFile(dir, null, null);
            if (i % 2 == 0) {
                Thread.onSpinWait();
            }
            if (!opening.cancel(true)) {
                valueOf(opening.thenCompose(AsyncFile::close));
            }
        }
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
    }

    @Test
    void aTemplateThatIsClosedDeletesWhatIsLeft() {
        AsyncFileTemplate other = AsyncFileTemplate.create();
        valueOf(other.temporaryFile(dir, null, null));
        other.close();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatDoesNotExistFails() {
        assertThat(failureOf(files.temporaryFile(dir.resolve("absent"), null, null)))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aSpooledFileBehavesTheSameInMemoryAndOnDisk() {
        Random random = new Random(17);
        for (int threshold : new int[] {0, 10, 1000, 1_000_000}) {
            AsyncFile file = valueOf(files.spooledFile(threshold));
            byte[] model = new byte[5_000];
            int size = 0;
            for (int i = 0; i < 300; i++) {
                int position = random.nextInt(4_000);
                int length = random.nextInt(100);
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                valueOf(file.write(ByteBuffer.wrap(bytes), position));
                System.arraycopy(bytes, 0, model, position, length);
                size = length == 0 ? size : Math.max(size, position + length);
                if (i % 50 == 49) {
                    size = Math.min(size, 3_000);
                    valueOf(file.truncate(3_000));
                    Arrays.fill(model, 3_000, model.length, (byte) 0);
                }
            }
            valueOf(file.force(true));
            assertThat(valueOf(file.size())).as("threshold %s", threshold).isEqualTo(size);
            valueOf(file.position(0));
            assertThat(valueOf(file.readAllBytes())).isEqualTo(Arrays.copyOf(model, size));
            assertThat(valueOf(file.read(1))).isEmpty();
            assertThat(failureOf(file.tryLock())).isInstanceOf(UnsupportedOperationException.class);
            valueOf(file.close());
        }
    }

    @Test
    void aTemporaryDirectoryIsGoneHoweverBusyOrClosedTheTemplateIs() {
        AsyncFileTemplate narrow =
                AsyncFileTemplate.builder().maxThreads(1).queueCapacity(0).build();
        CompletableFuture<String> end = new CompletableFuture<>();
        AtomicReference<Path> seen = new AtomicReference<>();
        CompletableFuture<String> result = narrow.withTemporaryDirectory(null, directory -> {
            seen.set(directory);
            return end;
        });
        await().untilAsserted(() -> assertThat(seen.get()).isNotNull());
        assertThat(narrow.close(Duration.ofSeconds(10))).isEmpty();
        end.complete("done");
        assertThat(valueOf(result)).isEqualTo("done");
        assertThat(seen.get()).doesNotExist();
    }

    @Test
    void whoeverEndsAScopeFromOutsideEndsWhatItDoes() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        CompletableFuture<Void> result = files.withTemporaryFile(file -> never);
        await().untilAsserted(() -> assertThat(files.openFiles()).isEqualTo(1));
        assertThat(failureOf(result.orTimeout(1, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);
        await().untilAsserted(() -> assertThat(never).isCancelled());
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
    }

    @Test
    void aTemporaryDirectoryIsGoneWithItsContent() {
        AtomicReference<Path> seen = new AtomicReference<>();
        String read = valueOf(files.withTemporaryDirectory("pre", directory -> {
            seen.set(directory);
            return files.writeString(directory.resolve("file"), "content").thenCompose(files::readString);
        }));
        assertThat(read).isEqualTo("content");
        assertThat(seen.get().getFileName().toString()).startsWith("pre");
        assertThat(seen.get()).doesNotExist();

        IllegalStateException mine = new IllegalStateException("mine");
        assertThat(failureOf(files.withTemporaryDirectory(null, directory -> {
                    seen.set(directory);
                    throw mine;
                })))
                .isSameAs(mine);
        assertThat(seen.get()).doesNotExist();

        AsyncTemporaryDirectory directory = valueOf(files.temporaryDirectory(null));
        assertThat(directory.path()).isEmptyDirectory();
        valueOf(directory.close());
        valueOf(directory.close());
        assertThat(directory.path()).doesNotExist();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is chained to a future sees what belongs to the thread of the caller. */
class CallerContextTest {

    private static final ThreadLocal<String> NAME = new ThreadLocal<>();

    /** On workers, which have no name of their own. */
    private final Queue<String> leftBehind = new ConcurrentLinkedQueue<>();

    private final CallerContext context = () -> {
        String name = NAME.get();
        return name == null
                ? null
                : task -> {
                    String before = NAME.get();
                    NAME.set(name);
                    try {
                        task.run();
                    } finally {
                        NAME.set(before);
                    }
                };
    };

    @TempDir
    Path dir;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = Files.writeString(dir.resolve("file"), "one\ntwo\n");
        NAME.set("caller");
    }

    @AfterEach
    void forget() {
        NAME.remove();
        assertThat(leftBehind).isEmpty();
    }

    private AsyncFileTemplateBuilder template() {
        return AsyncFileTemplate.builder()
                .engine("portable")
                .callerContext(context)
                .executor(task -> new Thread(() -> {
                            task.run();
                            if (NAME.get() != null) {
                                leftBehind.add(NAME.get());
                            }
                        })
                        .start());
    }

    private static String seenBy(Supplier<CompletableFuture<?>> operation) {
        return valueOf(operation.get().handle((result, thrown) -> NAME.get()));
    }

    @Test
    void isThereHoweverAFutureCompletes() {
        try (AsyncFileTemplate files = template().build()) {
            AsyncFile file = valueOf(files.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
            List<Supplier<CompletableFuture<?>>> operations = List.of(
                    () -> files.readString(path),
                    () -> files.size(dir.resolve("absent")),
                    () -> files.temporaryFile(dir, null, null).thenCompose(AsyncFile::close),
                    () -> file.readLine(),
                    () -> file.write("x".getBytes()),
                    () -> file.force(true),
                    () -> file.size(),
                    () -> AsyncFiles.toList(files.lines(path)),
                    () -> file.close());

            for (int i = 0; i < 50; i++) {
                operations.forEach(operation -> assertThat(seenBy(operation)).isEqualTo("caller"));
            }
        }
    }

    @Test
    void isThereForTheNextOneToo() {
        try (AsyncFileTemplate files = template().build()) {
            String seen = valueOf(files.readString(path)
                    .thenCompose(text -> files.writeString(path, text))
                    .thenCompose(written -> files.size(path))
                    .thenApply(size -> NAME.get()));

            assertThat(seen).isEqualTo("caller");
        }
    }

    @Test
    void isThereOnAnExecutorThatCompletes() {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (AsyncFileTemplate files = template().build()) {
            for (int i = 0; i < 50; i++) {
                assertThat(seenBy(() -> files.completeOn(other).size(path))).isEqualTo("caller");
            }
            assertThat(valueOf(CompletableFuture.supplyAsync(() -> String.valueOf(NAME.get()), other)))
                    .isEqualTo("null");
        } finally {
            other.shutdown();
        }
    }

    @Test
    void oneThatCannotBeCapturedFailsNothingAndFilesAreClosed() {
        CallerContext broken = () -> {
            throw new IllegalStateException("broken");
        };
        try (AsyncFileTemplate files = template().callerContext(broken).build()) {
            AsyncFile file = valueOf(files.open(path));
            assertThat(valueOf(file.size())).isEqualTo(8);
            assertThat(valueOf(file.readLine())).startsWith("one".getBytes());
            valueOf(file.close());
            assertThat(files.openFiles()).isZero();
        }
    }

    @Test
    void oneThatIsBrokenDoesNotKeepAFutureFromCompleting() {
        CallerContext broken = () -> task -> {
            throw new IllegalStateException("broken");
        };
        try (AsyncFileTemplate files = template().callerContext(broken).build()) {
            for (int i = 0; i < 50; i++) {
                assertThat(valueOf(files.readString(path))).startsWith("one");
            }
        }
    }
}

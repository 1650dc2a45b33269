// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.FileOperation.OPEN;
import static io.github.asyncfiles.FileOperation.OPEN_TEXT;
import static io.github.asyncfiles.FileOperation.SPOOLED_FILE;
import static io.github.asyncfiles.FileOperation.TEMPORARY_FILE;

import io.github.asyncfiles.internal.DeletingHandle;
import io.github.asyncfiles.internal.SizeLimit;
import io.github.asyncfiles.internal.SpooledHandle;
import io.github.asyncfiles.internal.UnnamedFile;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Opens files for a template. */
final class OpenFiles {

    private static final Set<OpenOption> READ_ONLY = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> READ_AND_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final FileEngine engine;
    private final OperationRunner runner;
    private final SizeLimit sizeLimit;
    private final int maxLineLength;
    private final int bufferBytes;
    private final boolean leakDetection;
    private final @Nullable Executor completer;

    OpenFiles(FileEngine engine, OperationRunner runner, AsyncFileTemplateBuilder settings) {
        this.engine = engine;
        this.runner = runner;
        this.sizeLimit = settings.sizeLimit();
        this.maxLineLength = settings.maxLineLength;
        this.bufferBytes = settings.bufferBytes;
        this.leakDetection = settings.leakDetection;
        this.completer = null;
    }

    private OpenFiles(OpenFiles other, FileEngine engine, @Nullable Executor completer) {
        this.engine = engine;
        this.runner = other.runner;
        this.sizeLimit = other.sizeLimit;
        this.maxLineLength = other.maxLineLength;
        this.bufferBytes = other.bufferBytes;
        this.leakDetection = other.leakDetection;
        this.completer = completer;
    }

    OpenFiles view(FileEngine engine, @Nullable Executor completer) {
        return new OpenFiles(this, engine, completer);
    }

    CompletableFuture<AsyncFile> open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        Set<OpenOption> opened = options.isEmpty() ? READ_ONLY : Set.copyOf(options);
        FileAttribute<?>[] set = Checks.elements(attributes, "attrs");
        Throwable openedAt = openedHere();
        if (set.length == 0) {
            CompletableFuture<AsyncFile> now = runner.inline().serve(OPEN, path, () -> {
                FileHandle handle = engine.tryOpen(path, opened);
                return handle == null ? null : opened(handle, path, opened, openedAt);
            });
            if (now != null) {
                return now;
            }
        }
        return runner.run(
                OPEN, path, completer, operation -> opened(engine.open(path, opened, set), path, opened, openedAt));
    }

    CompletableFuture<AsyncTextFile> openText(Path path, TextFormat format, Set<OpenOption> options) {
        Set<OpenOption> opened = options.isEmpty() ? READ_ONLY : options;
        Throwable openedAt = openedHere();
        CompletableFuture<AsyncTextFile> now = runner.inline().serve(OPEN_TEXT, path, () -> {
            FileHandle handle = engine.tryOpen(path, opened);
            return handle == null ? null : text(opened(handle, path, opened, openedAt), format);
        });
        return now != null
                ? now
                : runner.run(
                        OPEN_TEXT,
                        path,
                        completer,
                        operation -> text(opened(engine.open(path, opened), path, opened, openedAt), format));
    }

    private TextFile text(OpenFile file, TextFormat format) {
        return new TextFile(file, format, sizeLimit, maxLineLength, bufferBytes);
    }

    CompletableFuture<AsyncFile> temporary(Path dir, @Nullable String prefix, @Nullable String suffix) {
        Objects.requireNonNull(dir, "dir");
        return temporary(dir, () -> DeletingHandle.create(engine, dir, prefix, suffix));
    }

    CompletableFuture<AsyncFile> temporary(@Nullable String prefix, @Nullable String suffix) {
        return temporary(temporaryDirectory(), () -> DeletingHandle.create(engine, null, prefix, suffix));
    }

    private interface Opening {
        DeletingHandle open() throws IOException;
    }

    private CompletableFuture<AsyncFile> temporary(Path dir, Opening opening) {
        Throwable openedAt = openedHere();
        return runner.run(TEMPORARY_FILE, dir, completer, operation -> {
            DeletingHandle handle = opening.open();
            return opened(handle, handle.path(), READ_AND_WRITE, openedAt);
        });
    }

    CompletableFuture<AsyncFile> unnamed() {
        Path dir = temporaryDirectory();
        Throwable openedAt = openedHere();
        return runner.run(
                TEMPORARY_FILE,
                dir,
                completer,
                operation -> opened(UnnamedFile.open(engine), dir, READ_AND_WRITE, openedAt));
    }

    CompletableFuture<AsyncFile> spooled(int thresholdBytes) {
        Checks.atLeast(0, thresholdBytes, "thresholdBytes");
        Path dir = temporaryDirectory();
        Throwable openedAt = openedHere();
        return runner.run(
                SPOOLED_FILE,
                dir,
                completer,
                operation -> opened(new SpooledHandle(engine, thresholdBytes), dir, READ_AND_WRITE, openedAt));
    }

    private OpenFile opened(FileHandle handle, Path path, Set<OpenOption> options, @Nullable Throwable openedAt) {
        boolean append = options.contains(StandardOpenOption.APPEND);
        FileQueue queue = new FileQueue(runner, path, completer, handle, append, bufferBytes, openedAt);
        runner.opened(queue);
        return new OpenFile(queue, options, sizeLimit, maxLineLength);
    }

    private @Nullable Throwable openedHere() {
        return leakDetection ? new Throwable("Opened here") : null;
    }

    /** {@return where temporary files are, as the JDK has it} */
    static Path temporaryDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}

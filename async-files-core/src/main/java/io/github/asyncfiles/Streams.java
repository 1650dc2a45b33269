// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.FileOperation.ENTRIES;
import static io.github.asyncfiles.FileOperation.FIND;
import static io.github.asyncfiles.FileOperation.LINES;
import static io.github.asyncfiles.FileOperation.LIST;
import static io.github.asyncfiles.FileOperation.READ;
import static io.github.asyncfiles.FileOperation.TAIL;
import static io.github.asyncfiles.FileOperation.WALK;
import static io.github.asyncfiles.FileOperation.WATCH;
import static io.github.asyncfiles.FileOperation.WATCH_RECURSIVELY;
import static io.github.asyncfiles.FileOperation.WRITE;

import io.github.asyncfiles.internal.TextReader;
import io.github.asyncfiles.internal.stream.ChunkSource;
import io.github.asyncfiles.internal.stream.DirectorySource;
import io.github.asyncfiles.internal.stream.LineSource;
import io.github.asyncfiles.internal.stream.StreamPublisher;
import io.github.asyncfiles.internal.stream.StreamSource;
import io.github.asyncfiles.internal.stream.StreamWriter;
import io.github.asyncfiles.internal.stream.TailSource;
import io.github.asyncfiles.internal.stream.TailStart;
import io.github.asyncfiles.internal.stream.TreeSource;
import io.github.asyncfiles.internal.stream.WatchSource;
import io.github.asyncfiles.spi.BufferAllocator;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Makes publishers, and subscribes to them, for a template. */
final class Streams {

    private static final Set<OpenOption> READ_ONLY = Set.of(StandardOpenOption.READ);

    private static final TailSource.Events<TailEvent> TAIL_EVENTS = new TailSource.Events<>() {
        @Override
        public TailEvent line(String text, long position, long nextPosition) {
            return new TailEvent.Line(text, position, nextPosition);
        }

        @Override
        public TailEvent truncated(long position) {
            return new TailEvent.Truncated(position);
        }

        @Override
        public TailEvent rotated(long position) {
            return new TailEvent.Rotated(position);
        }
    };

    private final FileEngine engine;
    private final OperationRunner runner;
    private final int maxLineLength;
    private final @Nullable Executor completer;

    Streams(FileEngine engine, OperationRunner runner, AsyncFileTemplateBuilder settings) {
        this(engine, runner, settings.maxLineLength, null);
    }

    private Streams(FileEngine engine, OperationRunner runner, int maxLineLength, @Nullable Executor completer) {
        this.engine = engine;
        this.runner = runner;
        this.maxLineLength = maxLineLength;
        this.completer = completer;
    }

    Streams view(FileEngine engine, @Nullable Executor completer) {
        return new Streams(engine, runner, maxLineLength, completer);
    }

    // Content

    <T> Flow.Publisher<T> read(Path path, long position, long length, BufferAllocator<T> buffers) {
        return publisher(READ, path, runner.chunkBytes(), new ChunkSource.Opener<>(buffers) {
            @Override
            public StreamSource<T> open(Runnable wake) throws IOException {
                return chunks(engine.open(path, READ_ONLY));
            }

            @Override
            public @Nullable StreamSource<T> tryOpen() throws IOException {
                FileHandle file = engine.tryOpen(path, READ_ONLY);
                return file == null ? null : chunks(file);
            }

            private StreamSource<T> chunks(FileHandle file) {
                return new ChunkSource<>(file, true, buffers, runner.chunkBytes(), position, length);
            }
        });
    }

    Flow.Publisher<String> lines(Path path, TextFormat format) {
        int longest = maxLineLength;
        return publisher(LINES, path, wake -> {
            FileHandle file = engine.open(path, READ_ONLY);
            TextReader reader = new TextReader(
                    file,
                    path,
                    format.charset(),
                    format.onMalformed(),
                    TextFile.breaks(format),
                    format.skipByteOrderMark(),
                    runner.chunkBytes());
            return new LineSource(file, reader, longest, position -> new LineTooLongException(path, position, longest));
        });
    }

    <T> CompletableFuture<Long> write(
            Path path, Flow.Publisher<? extends T> content, BufferAllocator<T> buffers, Set<OpenOption> options) {
        runner.requireOpen();
        CompletableFuture<Long> result = new CompletableFuture<>();
        StreamWriter<T> writer = new StreamWriter<>(
                () -> engine.open(path, options),
                options.contains(StandardOpenOption.APPEND),
                buffers,
                runner.scratch(),
                new StreamHops(runner, WRITE, path, completer, 0),
                result);
        try {
            content.subscribe(writer);
        } catch (RuntimeException | Error e) {
            // It should not, and who waits for the future has to be told all the same.
            result.completeExceptionally(e);
        }
        return result;
    }

    // Directories

    Flow.Publisher<Path> list(Path dir) {
        return publisher(LIST, dir, wake -> DirectorySource.open(engine, dir, entry -> entry));
    }

    Flow.Publisher<DirectoryEntry> entries(Path dir) {
        return publisher(ENTRIES, dir, wake -> DirectorySource.open(engine, dir, this::entry));
    }

    private DirectoryEntry entry(Path path) throws IOException {
        return new DirectoryEntry(
                path, engine.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    Flow.Publisher<Path> walk(Path start, int maxDepth, List<FileVisitOption> options) {
        return tree(WALK, start, maxDepth, options, (path, attributes) -> path);
    }

    Flow.Publisher<Path> find(
            Path start, int maxDepth, BiPredicate<Path, BasicFileAttributes> matcher, List<FileVisitOption> options) {
        return tree(FIND, start, maxDepth, options, (path, attributes) -> matcher.test(path, attributes) ? path : null);
    }

    Flow.Publisher<DirectoryEntry> entries(Path start, int maxDepth, List<FileVisitOption> options) {
        return tree(ENTRIES, start, maxDepth, options, DirectoryEntry::new);
    }

    private <T> Flow.Publisher<T> tree(
            FileOperation operation,
            Path start,
            int maxDepth,
            List<FileVisitOption> options,
            TreeSource.Mapper<T> mapper) {
        boolean follow = options.contains(FileVisitOption.FOLLOW_LINKS);
        return publisher(operation, start, wake -> new TreeSource<>(engine, start, maxDepth, follow, mapper));
    }

    // Changes

    Flow.Publisher<TailEvent> tail(Path path, TailFrom from, TextFormat format) {
        int longest = maxLineLength;
        TailStart start = switch (from.kind()) {
            case BEGINNING -> TailStart.BEGINNING;
            case END -> TailStart.END;
            case POSITION -> TailStart.at(from.value());
            case LAST_LINES -> TailStart.lastLines(from.value());
        };
        TailSource.Format read = new TailSource.Format(
                format.charset(),
                format.onMalformed(),
                format.skipByteOrderMark(),
                longest,
                position -> new LineTooLongException(path, position, longest));
        return publisher(
                TAIL, path, wake -> new TailSource<>(engine, runner.watcher(), path, start, read, TAIL_EVENTS, wake));
    }

    Flow.Publisher<DirectoryEvent> watch(Path dir, boolean recursive) {
        return publisher(
                recursive ? WATCH_RECURSIVELY : WATCH,
                dir,
                wake -> WatchSource.open(engine, runner.watcher(), dir, recursive, DirectoryEvent::new, wake));
    }

    private <T> Flow.Publisher<T> publisher(FileOperation operation, Path path, StreamSource.Opener<T> opener) {
        return publisher(operation, path, 0, opener);
    }

    private <T> Flow.Publisher<T> publisher(
            FileOperation operation, Path path, int chunkBytes, StreamSource.Opener<T> opener) {
        runner.requireOpen();
        return new StreamPublisher<>(
                opener, new StreamHops(runner, operation, path, completer, chunkBytes), runner.readAhead());
    }
}

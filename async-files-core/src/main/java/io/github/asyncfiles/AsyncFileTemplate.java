// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.FileOperation.*;

import io.github.asyncfiles.internal.EmptyParents;
import io.github.asyncfiles.internal.Engines;
import io.github.asyncfiles.internal.SizeLimit;
import io.github.asyncfiles.internal.Text;
import io.github.asyncfiles.internal.TreeCopy;
import io.github.asyncfiles.internal.TreeDeletion;
import io.github.asyncfiles.internal.WholeFile;
import io.github.asyncfiles.internal.root.RootEngine;
import io.github.asyncfiles.internal.stream.FreshBuffers;
import io.github.asyncfiles.spi.BufferAllocator;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileStatus;
import io.github.asyncfiles.spi.FileStatus.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.CopyOption;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of {@link AsyncFileOperations}: bounded, observable, closed in an orderly way.
 *
 * <pre>{@code
 * try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
 *     String text = AsyncFiles.await(files.readString(Path.of("notes.txt")));
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads; one for an application is enough. It starts threads on demand, up to its maximum
 * before anything waits, and refuses what its queue cannot hold: it never runs work on the caller instead.
 *
 * <p>It does not cache, and confines paths only when it is {@linkplain AsyncFileTemplateBuilder#root told to}, or in
 * {@linkplain #under views}: otherwise, a path given by a stranger has to be checked first.
 *
 * <p>Close it, or what was accepted is lost when the JVM ends: its threads are daemons.
 */
public final class AsyncFileTemplate implements AsyncFileOperations, AutoCloseable {

    private static final Set<OpenOption> CREATE_OR_REPLACE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final FileEngine engine;
    private final String engineReason;
    private final OperationRunner runner;
    private final SizeLimit sizeLimit;
    private final Charset charset;
    private final OpenFiles openFiles;
    private final Streams streams;
    private final Duration shutdownTimeout;
    private final @Nullable Executor completer;
    private final boolean view;
    /** What lets go of roots that are open. */
    private final Set<Runnable> roots;

    AsyncFileTemplate(AsyncFileTemplateBuilder settings) {
        Engines.Choice choice = settings.selectEngine();
        this.roots = ConcurrentHashMap.newKeySet();
        this.engine = settings.rooted(choice.engine(), roots);
        this.engineReason = choice.reason();
        this.sizeLimit = settings.sizeLimit();
        this.charset = settings.charset;
        this.shutdownTimeout = settings.shutdownTimeout;
        this.completer = null;
        this.view = false;
        this.runner = new OperationRunner(settings, roots);
        this.openFiles = new OpenFiles(engine, runner, settings);
        this.streams = new Streams(engine, runner, settings);
    }

    private AsyncFileTemplate(AsyncFileTemplate other, FileEngine engine, @Nullable Executor completer) {
        this.engine = engine;
        this.engineReason = other.engineReason;
        this.sizeLimit = other.sizeLimit;
        this.charset = other.charset;
        this.shutdownTimeout = other.shutdownTimeout;
        this.completer = completer;
        this.view = true;
        this.roots = other.roots;
        this.runner = other.runner;
        this.openFiles = other.openFiles.view(engine, completer);
        this.streams = other.streams.view(engine, completer);
    }

    /** {@return a builder with all defaults} */
    public static AsyncFileTemplateBuilder builder() {
        return new AsyncFileTemplateBuilder();
    }

    /** {@return a new template with all defaults, which the caller closes} */
    public static AsyncFileTemplate create() {
        return builder().build();
    }

    /**
     * A view of this template whose futures complete on an executor, say an event loop, instead of on a worker. It shares
     * everything else, and is closed with the template.
     *
     * <p>If the executor refuses, the future completes where it would have without it: it always completes. Subscribers
     * are called there with what was just fetched, and with what was fetched before on the thread that requests it.
     *
     * @param executor runs the completion, and with it what is chained to the future
     * @return the view
     */
    public AsyncFileOperations completeOn(Executor executor) {
        return new AsyncFileTemplate(this, engine, Objects.requireNonNull(executor, "executor"));
    }

    @Override
    public AsyncFileOperations under(Path root) {
        Objects.requireNonNull(root, "root");
        runner.requireOpen();
        return new AsyncFileTemplate(
                this, new RootEngine(engine, root, PathOutsideRootException::new, roots), completer);
    }

    /** {@return the name of the engine that serves this template, for example {@code portable}} */
    public String engineName() {
        return engine.name();
    }

    /** {@return why it is this engine, and why others were not taken, in words for people} */
    public String engineReason() {
        return engineReason;
    }

    /** {@return the directory that this template keeps to; {@code null} when it does not} */
    public @Nullable Path root() {
        return engine instanceof RootEngine rooted ? rooted.root() : null;
    }

    /** {@return how many operations are running now, those that nobody waits for any more included} */
    public int activeOperations() {
        return runner.active();
    }

    /** {@return how many files are open now} */
    public int openFiles() {
        return runner.openFiles();
    }

    /**
     * Looks at what was accepted and is not done, including what nobody waits for any more but a worker is at.
     *
     * @return what was found at this moment, the oldest first
     */
    public List<UnfinishedOperation> unfinishedOperations() {
        return runner.unfinished();
    }

    /**
     * Looks at the files that are open.
     *
     * @return what was found at this moment, the oldest first
     */
    public List<OpenHandle> openHandles() {
        return runner.openHandles();
    }

    /** {@return how many files were never closed by those who opened them, as far as that has been noticed} */
    public long leakedFiles() {
        return runner.leakedFiles();
    }

    /**
     * Looks at the files that were never closed. They are closed when the garbage collector has found that nobody can use
     * them any more, which may take long.
     *
     * @return the latest of them, at most {@value OperationRunner#LEAKS_KEPT}, the oldest first
     */
    public List<OpenHandle> leakedHandles() {
        return runner.leakedHandles();
    }

    /** {@return how many operations are waiting for a worker now} */
    public int queuedOperations() {
        return runner.queued();
    }

    /** {@return how many operations run at the same time, at most} */
    public int maxThreads() {
        return runner.maxThreads();
    }

    /** {@return how many operations wait for a worker, at most} */
    public int queueCapacity() {
        return runner.queueCapacity();
    }

    /**
     * Closes the template, waiting as long as its {@link AsyncFileTemplateBuilder#shutdownTimeout shutdown timeout}. Views
     * made by {@link #completeOn} and {@link #under} are not closed by themselves.
     *
     * @see #close(Duration)
     */
    @Override
    public void close() {
        if (!view) {
            close(shutdownTimeout);
        }
    }

    /**
     * Refuses new operations, waits until the accepted ones are done, and ends those that are not done by then: what
     * waits fails with a {@link FileOperationRejectedException}, what runs with a {@link FileOperationTimeoutException},
     * and both are logged. After that no future of this template is left incomplete, but for those that an executor given
     * to {@link #completeOn} was asked to complete. Files that are still open are closed.
     *
     * <p>Idempotent. Called in a callback on a worker, it waits for that worker, which is itself, until the time is over. An interrupt of the waiting thread ends the waiting; its interrupt status is set again.
     *
     * @param timeout how long to wait at most, at least 0
     * @return what was not done, empty when all was
     */
    public List<UnfinishedOperation> close(Duration timeout) {
        return runner.close(Checks.atLeast(Duration.ZERO, timeout, "timeout"));
    }

    // Open files

    @Override
    public CompletableFuture<AsyncFile> open(Path path, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        return openFiles.open(path, Set.of(Checks.elements(options, "options")));
    }

    @Override
    public CompletableFuture<AsyncFile> open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(options, "options");
        return openFiles.open(path, options, attrs);
    }

    @Override
    public CompletableFuture<AsyncTextFile> openText(Path path, OpenOption... options) {
        return openText(path, TextFormat.of(charset), options);
    }

    @Override
    public CompletableFuture<AsyncTextFile> openText(Path path, TextFormat format, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(format, "format");
        return openFiles.openText(path, format, Set.of(Checks.elements(options, "options")));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withFile(
            Path path, Function<? super AsyncFile, ? extends CompletionStage<T>> action, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(action, "action");
        return Scope.with(open(path, options), action, AsyncFile::close);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withTextFile(
            Path path,
            TextFormat format,
            Function<? super AsyncTextFile, ? extends CompletionStage<T>> action,
            OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(action, "action");
        return Scope.with(openText(path, format, options), action, AsyncTextFile::close);
    }

    // Temporary files

    @Override
    public CompletableFuture<AsyncFile> temporaryFile() {
        return openFiles.unnamed();
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withTemporaryFile(
            Function<? super AsyncFile, ? extends CompletionStage<T>> action) {
        Objects.requireNonNull(action, "action");
        return Scope.with(temporaryFile(), action, AsyncFile::close);
    }

    @Override
    public CompletableFuture<AsyncFile> temporaryFile(@Nullable String prefix, @Nullable String suffix) {
        return openFiles.temporary(prefix, suffix);
    }

    @Override
    public CompletableFuture<AsyncFile> temporaryFile(Path dir, @Nullable String prefix, @Nullable String suffix) {
        return openFiles.temporary(dir, prefix, suffix);
    }

    @Override
    public CompletableFuture<AsyncFile> spooledFile(int thresholdBytes) {
        return openFiles.spooled(thresholdBytes);
    }

    @Override
    public CompletableFuture<AsyncTemporaryDirectory> temporaryDirectory(@Nullable String prefix) {
        return run(
                TEMPORARY_DIRECTORY,
                OpenFiles.temporaryDirectory(),
                operation -> new TemporaryDirectory(runner, completer, engine, engine.createTempDirectory(prefix)));
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> withTemporaryDirectory(
            @Nullable String prefix, Function<? super Path, ? extends CompletionStage<T>> action) {
        Objects.requireNonNull(action, "action");
        return Scope.with(
                temporaryDirectory(prefix),
                directory -> action.apply(directory.path()),
                AsyncTemporaryDirectory::close);
    }

    // Whole files

    @Override
    public CompletableFuture<byte[]> readAllBytes(Path path) {
        Objects.requireNonNull(path, "path");
        CompletableFuture<byte[]> now = runner.inline().serveContent(READ_ALL_BYTES, engine, path, Arrays::copyOf);
        return now != null ? now : run(READ_ALL_BYTES, path, operation -> readBytes(path, operation));
    }

    @Override
    public CompletableFuture<String> readString(Path path) {
        return readString(path, charset);
    }

    @Override
    public CompletableFuture<String> readString(Path path, Charset cs) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(cs, "cs");
        return content(READ_STRING, path, (bytes, length) -> Text.decode(bytes, length, cs, path));
    }

    @Override
    public CompletableFuture<List<String>> readAllLines(Path path) {
        return readAllLines(path, charset);
    }

    @Override
    public CompletableFuture<List<String>> readAllLines(Path path, Charset cs) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(cs, "cs");
        return content(
                READ_ALL_LINES,
                path,
                (bytes, length) -> Text.decode(bytes, length, cs, path).lines().toList());
    }

    @Override
    public CompletableFuture<Path> write(Path path, byte[] bytes, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(bytes, "bytes");
        Set<OpenOption> opened = writing(options);
        return run(WRITE, path, operation -> writeBytes(path, ByteBuffer.wrap(bytes), opened, operation));
    }

    @Override
    public CompletableFuture<Path> write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options) {
        return write(path, lines, charset, options);
    }

    @Override
    public CompletableFuture<Path> write(
            Path path, Iterable<? extends CharSequence> lines, Charset cs, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(lines, "lines");
        Objects.requireNonNull(cs, "cs");
        Set<OpenOption> opened = writing(options);
        return run(WRITE, path, operation -> {
            operation.countWritten(WholeFile.writeLines(engine, path, lines, cs, opened));
            return path;
        });
    }

    @Override
    public CompletableFuture<Path> writeString(Path path, CharSequence csq, OpenOption... options) {
        return writeString(path, csq, charset, options);
    }

    @Override
    public CompletableFuture<Path> writeString(Path path, CharSequence csq, Charset cs, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(csq, "csq");
        Objects.requireNonNull(cs, "cs");
        Set<OpenOption> opened = writing(options);
        return run(WRITE_STRING, path, operation -> writeBytes(path, Text.encode(csq, cs, path), opened, operation));
    }

    @Override
    public CompletableFuture<Long> mismatch(Path path, Path path2) {
        return both(path, path2, "path2", MISMATCH, () -> WholeFile.mismatch(engine, path, path2));
    }

    // Copying, moving, deleting

    @Override
    public CompletableFuture<Path> copy(Path source, Path target, CopyOption... options) {
        CopyOption[] copied = Checks.elements(options, "options");
        return both(source, "source", target, "target", COPY, () -> engine.copy(source, target, copied));
    }

    @Override
    public CompletableFuture<Long> copy(InputStream in, Path target, CopyOption... options) {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(target, "target");
        CopyOption[] copied = Checks.elements(options, "options");
        return run(COPY, target, operation -> {
            long bytes = engine.copy(in, target, copied);
            operation.countWritten(bytes);
            return bytes;
        });
    }

    @Override
    public CompletableFuture<Long> copy(Path source, OutputStream out) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(out, "out");
        return run(COPY, source, operation -> {
            long bytes = WholeFile.copyTo(engine, source, out);
            operation.countRead(bytes);
            return bytes;
        });
    }

    @Override
    public CompletableFuture<Path> copyRecursively(Path source, Path target, CopyOption... options) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        List<CopyOption> copied = List.of(Checks.elements(options, "options"));
        return run(COPY_RECURSIVELY, source, operation -> {
            TreeCopy.copy(engine, source, target, copied, operation::isAbandoned);
            return target;
        });
    }

    @Override
    public CompletableFuture<Path> move(Path source, Path target, CopyOption... options) {
        CopyOption[] moved = Checks.elements(options, "options");
        return both(source, "source", target, "target", MOVE, () -> engine.move(source, target, moved));
    }

    @Override
    public CompletableFuture<Path> moveWithParents(Path source, Path target, CopyOption... options) {
        CopyOption[] moved = Checks.elements(options, "options");
        return both(source, "source", target, "target", MOVE_WITH_PARENTS, () -> {
            Path parent = target.getParent();
            if (parent != null) {
                engine.createDirectories(parent);
            }
            engine.move(source, target, moved);
            EmptyParents.prune(engine, source);
            return target;
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(Path path) {
        Objects.requireNonNull(path, "path");
        return run(DELETE, path, operation -> {
            engine.delete(path);
            return null;
        });
    }

    @Override
    public CompletableFuture<Boolean> deleteIfExists(Path path) {
        return one(path, DELETE_IF_EXISTS, () -> engine.deleteIfExists(path));
    }

    @Override
    public CompletableFuture<Boolean> deleteRecursively(Path path) {
        Objects.requireNonNull(path, "path");
        return run(DELETE_RECURSIVELY, path, operation -> TreeDeletion.delete(engine, path, operation::isAbandoned));
    }

    @Override
    public CompletableFuture<@Nullable Void> deleteWithEmptyParents(Path path) {
        Objects.requireNonNull(path, "path");
        return run(DELETE_WITH_EMPTY_PARENTS, path, operation -> {
            engine.delete(path);
            EmptyParents.prune(engine, path);
            return null;
        });
    }

    // Creating

    @Override
    public CompletableFuture<Path> createFile(Path path, FileAttribute<?>... attrs) {
        return attributed(path, "path", CREATE_FILE, attrs, set -> engine.createFile(path, set));
    }

    @Override
    public CompletableFuture<Path> createDirectory(Path dir, FileAttribute<?>... attrs) {
        return attributed(dir, "dir", CREATE_DIRECTORY, attrs, set -> engine.createDirectory(dir, set));
    }

    @Override
    public CompletableFuture<Path> createDirectories(Path dir, FileAttribute<?>... attrs) {
        return attributed(dir, "dir", CREATE_DIRECTORIES, attrs, set -> engine.createDirectories(dir, set));
    }

    @Override
    public CompletableFuture<Path> createTempFile(
            Path dir, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attrs) {
        return attributed(dir, "dir", CREATE_TEMP_FILE, attrs, set -> engine.createTempFile(dir, prefix, suffix, set));
    }

    @Override
    public CompletableFuture<Path> createTempFile(
            @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attrs) {
        return attributed(
                OpenFiles.temporaryDirectory(),
                "dir",
                CREATE_TEMP_FILE,
                attrs,
                set -> engine.createTempFile(prefix, suffix, set));
    }

    @Override
    public CompletableFuture<Path> createTempDirectory(Path dir, @Nullable String prefix, FileAttribute<?>... attrs) {
        return attributed(
                dir, "dir", CREATE_TEMP_DIRECTORY, attrs, set -> engine.createTempDirectory(dir, prefix, set));
    }

    @Override
    public CompletableFuture<Path> createTempDirectory(@Nullable String prefix, FileAttribute<?>... attrs) {
        return attributed(
                OpenFiles.temporaryDirectory(),
                "dir",
                CREATE_TEMP_DIRECTORY,
                attrs,
                set -> engine.createTempDirectory(prefix, set));
    }

    // Links

    @Override
    public CompletableFuture<Path> createSymbolicLink(Path link, Path target, FileAttribute<?>... attrs) {
        Objects.requireNonNull(target, "target");
        return attributed(
                link, "link", CREATE_SYMBOLIC_LINK, attrs, set -> engine.createSymbolicLink(link, target, set));
    }

    @Override
    public CompletableFuture<Path> createLink(Path link, Path existing) {
        return both(link, "link", existing, "existing", CREATE_LINK, () -> engine.createLink(link, existing));
    }

    @Override
    public CompletableFuture<Path> readSymbolicLink(Path link) {
        return one(link, "link", READ_SYMBOLIC_LINK, () -> engine.readSymbolicLink(link));
    }

    // Looking

    @Override
    public CompletableFuture<Boolean> exists(Path path, LinkOption... options) {
        return test(EXISTS, path, options, status -> true, links -> engine.exists(path, links));
    }

    @Override
    public CompletableFuture<Boolean> notExists(Path path, LinkOption... options) {
        return linked(path, NOT_EXISTS, options, links -> engine.notExists(path, links));
    }

    @Override
    public CompletableFuture<Boolean> isDirectory(Path path, LinkOption... options) {
        return test(
                IS_DIRECTORY,
                path,
                options,
                status -> status.type() == Type.DIRECTORY,
                links -> engine.isDirectory(path, links));
    }

    @Override
    public CompletableFuture<Boolean> isRegularFile(Path path, LinkOption... options) {
        return test(
                IS_REGULAR_FILE,
                path,
                options,
                status -> status.type() == Type.REGULAR_FILE,
                links -> engine.isRegularFile(path, links));
    }

    @Override
    public CompletableFuture<Boolean> isSymbolicLink(Path path) {
        return test(
                IS_SYMBOLIC_LINK,
                path,
                NOFOLLOW,
                status -> status.type() == Type.SYMBOLIC_LINK,
                links -> engine.isSymbolicLink(path));
    }

    @Override
    public CompletableFuture<Boolean> isReadable(Path path) {
        return one(path, IS_READABLE, () -> engine.isReadable(path));
    }

    @Override
    public CompletableFuture<Boolean> isWritable(Path path) {
        return one(path, IS_WRITABLE, () -> engine.isWritable(path));
    }

    @Override
    public CompletableFuture<Boolean> isExecutable(Path path) {
        return one(path, IS_EXECUTABLE, () -> engine.isExecutable(path));
    }

    @Override
    public CompletableFuture<Boolean> isHidden(Path path) {
        return one(path, IS_HIDDEN, () -> engine.isHidden(path));
    }

    @Override
    public CompletableFuture<Boolean> isSameFile(Path path, Path path2) {
        return both(path, path2, "path2", IS_SAME_FILE, () -> engine.isSameFile(path, path2));
    }

    @Override
    public CompletableFuture<Long> size(Path path) {
        return status(SIZE, path, FOLLOW, FileStatus::size, links -> engine.size(path));
    }

    @Override
    public CompletableFuture<@Nullable String> probeContentType(Path path) {
        return one(path, PROBE_CONTENT_TYPE, () -> engine.probeContentType(path));
    }

    @Override
    public CompletableFuture<FileStore> getFileStore(Path path) {
        return one(path, GET_FILE_STORE, () -> engine.getFileStore(path));
    }

    @Override
    public CompletableFuture<Long> getUsableSpace(Path path) {
        return one(path, GET_USABLE_SPACE, () -> engine.getUsableSpace(path));
    }

    // Attributes

    @Override
    public <A extends BasicFileAttributes> CompletableFuture<A> readAttributes(
            Path path, Class<A> type, LinkOption... options) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(path, "path");
        LinkOption[] links = Checks.elements(options, "options");
        if (type == BasicFileAttributes.class) {
            CompletableFuture<A> now = runner.inline()
                    .serve(READ_ATTRIBUTES, path, () -> type.cast(engine.tryReadAttributes(path, links)));
            if (now != null) {
                return now;
            }
        }
        return run(READ_ATTRIBUTES, path, operation -> engine.readAttributes(path, type, links));
    }

    @Override
    public CompletableFuture<Map<String, Object>> readAttributes(Path path, String attributes, LinkOption... options) {
        Objects.requireNonNull(attributes, "attributes");
        return linked(path, READ_ATTRIBUTES, options, links -> engine.readAttributes(path, attributes, links));
    }

    @Override
    public CompletableFuture<@Nullable Object> getAttribute(Path path, String attribute, LinkOption... options) {
        Objects.requireNonNull(attribute, "attribute");
        return linked(path, GET_ATTRIBUTE, options, links -> engine.getAttribute(path, attribute, links));
    }

    @Override
    public CompletableFuture<Path> setAttribute(
            Path path, String attribute, @Nullable Object value, LinkOption... options) {
        Objects.requireNonNull(attribute, "attribute");
        return linked(path, SET_ATTRIBUTE, options, links -> engine.setAttribute(path, attribute, value, links));
    }

    @Override
    public CompletableFuture<FileTime> getLastModifiedTime(Path path, LinkOption... options) {
        return status(
                GET_LAST_MODIFIED_TIME,
                path,
                options,
                FileStatus::lastModifiedTime,
                links -> engine.getLastModifiedTime(path, links));
    }

    @Override
    public CompletableFuture<Path> setLastModifiedTime(Path path, FileTime time) {
        Objects.requireNonNull(time, "time");
        return one(path, SET_LAST_MODIFIED_TIME, () -> engine.setLastModifiedTime(path, time));
    }

    @Override
    public CompletableFuture<Set<PosixFilePermission>> getPosixFilePermissions(Path path, LinkOption... options) {
        return linked(path, GET_POSIX_FILE_PERMISSIONS, options, links -> engine.getPosixFilePermissions(path, links));
    }

    @Override
    public CompletableFuture<Path> setPosixFilePermissions(Path path, Set<PosixFilePermission> perms) {
        Objects.requireNonNull(perms, "perms");
        Set<PosixFilePermission> permissions =
                Set.of(Checks.elements(perms.toArray(PosixFilePermission[]::new), "perms"));
        return one(path, SET_POSIX_FILE_PERMISSIONS, () -> engine.setPosixFilePermissions(path, permissions));
    }

    @Override
    public CompletableFuture<@Nullable UserPrincipal> getOwner(Path path, LinkOption... options) {
        return linked(path, GET_OWNER, options, links -> engine.getOwner(path, links));
    }

    @Override
    public CompletableFuture<Path> setOwner(Path path, UserPrincipal owner) {
        Objects.requireNonNull(owner, "owner");
        return one(path, SET_OWNER, () -> engine.setOwner(path, owner));
    }

    // Directories

    @Override
    public Flow.Publisher<Path> list(Path dir) {
        Objects.requireNonNull(dir, "dir");
        return streams.list(dir);
    }

    @Override
    public Flow.Publisher<DirectoryEntry> entries(Path dir) {
        Objects.requireNonNull(dir, "dir");
        return streams.entries(dir);
    }

    @Override
    public Flow.Publisher<DirectoryEntry> entries(Path start, int maxDepth, FileVisitOption... options) {
        Objects.requireNonNull(start, "start");
        Checks.atLeast(0, maxDepth, "maxDepth");
        return streams.entries(start, maxDepth, List.of(Checks.elements(options, "options")));
    }

    @Override
    public Flow.Publisher<Path> walk(Path start, FileVisitOption... options) {
        return walk(start, Integer.MAX_VALUE, options);
    }

    @Override
    public Flow.Publisher<Path> walk(Path start, int maxDepth, FileVisitOption... options) {
        Objects.requireNonNull(start, "start");
        Checks.atLeast(0, maxDepth, "maxDepth");
        return streams.walk(start, maxDepth, List.of(Checks.elements(options, "options")));
    }

    @Override
    public Flow.Publisher<Path> find(
            Path start, int maxDepth, BiPredicate<Path, BasicFileAttributes> matcher, FileVisitOption... options) {
        Objects.requireNonNull(start, "start");
        Checks.atLeast(0, maxDepth, "maxDepth");
        Objects.requireNonNull(matcher, "matcher");
        return streams.find(start, maxDepth, matcher, List.of(Checks.elements(options, "options")));
    }

    // Streams of content

    @Override
    public Flow.Publisher<ByteBuffer> read(Path path) {
        return read(path, 0, Long.MAX_VALUE);
    }

    @Override
    public Flow.Publisher<ByteBuffer> read(Path path, long position, long length) {
        return read(path, position, length, FreshBuffers.INSTANCE);
    }

    @Override
    public <T> Flow.Publisher<T> read(Path path, long position, long length, BufferAllocator<T> buffers) {
        Objects.requireNonNull(path, "path");
        Checks.atLeast(0L, position, "position");
        Checks.atLeast(0L, length, "length");
        Objects.requireNonNull(buffers, "buffers");
        return streams.read(path, position, length, buffers);
    }

    @Override
    public Flow.Publisher<String> lines(Path path) {
        return lines(path, charset);
    }

    @Override
    public Flow.Publisher<String> lines(Path path, Charset cs) {
        Objects.requireNonNull(cs, "cs");
        return lines(path, TextFormat.of(cs));
    }

    @Override
    public Flow.Publisher<String> lines(Path path, TextFormat format) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(format, "format");
        return streams.lines(path, format);
    }

    @Override
    public CompletableFuture<Long> write(Path path, Flow.Publisher<ByteBuffer> content, OpenOption... options) {
        return write(path, content, FreshBuffers.INSTANCE, options);
    }

    @Override
    public <T> CompletableFuture<Long> write(
            Path path, Flow.Publisher<? extends T> content, BufferAllocator<T> buffers, OpenOption... options) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(buffers, "buffers");
        return streams.write(path, content, buffers, writing(options));
    }

    // What changes

    @Override
    public Flow.Publisher<TailEvent> tail(Path path, TailFrom from) {
        return tail(path, from, TextFormat.of(charset));
    }

    @Override
    public Flow.Publisher<TailEvent> tail(Path path, TailFrom from, TextFormat format) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(format, "format");
        return streams.tail(path, from, format);
    }

    @Override
    public Flow.Publisher<DirectoryEvent> watch(Path dir) {
        Objects.requireNonNull(dir, "dir");
        return streams.watch(dir, false);
    }

    @Override
    public Flow.Publisher<DirectoryEvent> watchRecursively(Path dir) {
        Objects.requireNonNull(dir, "dir");
        return streams.watch(dir, true);
    }

    // How they are made

    /** Touches the disk; {@code null} is a result. */
    private interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private interface AttributedCall {
        Path run(FileAttribute<?>[] attributes) throws IOException;
    }

    private interface LinkedCall<T extends @Nullable Object> {
        T run(LinkOption[] options) throws IOException;
    }

    private <T extends @Nullable Object> CompletableFuture<T> run(
            FileOperation operation, Path path, Operation.Work<? extends T> work) {
        Objects.requireNonNull(path, "path");
        return runner.run(operation, path, completer, work);
    }

    private <T extends @Nullable Object> CompletableFuture<T> one(Path path, FileOperation operation, Call<T> call) {
        return one(path, "path", operation, call);
    }

    private <T extends @Nullable Object> CompletableFuture<T> one(
            Path path, String name, FileOperation operation, Call<T> call) {
        Objects.requireNonNull(path, name);
        return run(operation, path, running -> call.run());
    }

    private <T extends @Nullable Object> CompletableFuture<T> both(
            Path path, Path other, String otherName, FileOperation operation, Call<T> call) {
        return both(path, "path", other, otherName, operation, call);
    }

    private <T extends @Nullable Object> CompletableFuture<T> both(
            Path path, String name, Path other, String otherName, FileOperation operation, Call<T> call) {
        Objects.requireNonNull(path, name);
        Objects.requireNonNull(other, otherName);
        return run(operation, path, running -> call.run());
    }

    private <T extends @Nullable Object> CompletableFuture<T> linked(
            Path path, FileOperation operation, LinkOption[] options, LinkedCall<T> call) {
        Objects.requireNonNull(path, "path");
        LinkOption[] links = Checks.elements(options, "options");
        return run(operation, path, running -> call.run(links));
    }

    private CompletableFuture<Path> attributed(
            Path path, String name, FileOperation operation, FileAttribute<?>[] attrs, AttributedCall call) {
        Objects.requireNonNull(path, name);
        FileAttribute<?>[] set = Checks.elements(attrs, "attrs");
        return run(operation, path, running -> call.run(set));
    }

    private <T> CompletableFuture<T> content(FileOperation operation, Path path, FileEngine.Content<T> content) {
        Objects.requireNonNull(path, "path");
        CompletableFuture<T> now = runner.inline().serveContent(operation, engine, path, content);
        return now != null
                ? now
                : run(operation, path, running -> {
                    byte[] bytes = readBytes(path, running);
                    return content.of(bytes, bytes.length);
                });
    }

    /** Makes a result of what the engine knows at once, or asks a worker. */
    private <T> CompletableFuture<T> status(
            FileOperation operation,
            Path path,
            LinkOption[] options,
            Function<FileStatus, T> known,
            LinkedCall<T> call) {
        Objects.requireNonNull(path, "path");
        LinkOption[] links = Checks.elements(options, "options");
        CompletableFuture<T> now = runner.inline().serve(operation, path, () -> {
            FileStatus status = engine.tryStatus(path, links);
            return status == null ? null : known.apply(status);
        });
        return now != null ? now : run(operation, path, running -> call.run(links));
    }

    /** As {@link #status}, where what cannot be told is a no. */
    private CompletableFuture<Boolean> test(
            FileOperation operation,
            Path path,
            LinkOption[] options,
            Predicate<FileStatus> known,
            LinkedCall<Boolean> call) {
        Objects.requireNonNull(path, "path");
        LinkOption[] links = Checks.elements(options, "options");
        CompletableFuture<Boolean> now = runner.inline().serve(operation, path, () -> {
            try {
                FileStatus status = engine.tryStatus(path, links);
                return status == null ? null : known.test(status);
            } catch (IOException e) {
                return false;
            }
        });
        return now != null ? now : run(operation, path, running -> call.run(links));
    }

    private byte[] readBytes(Path path, Operation<?> operation) throws IOException {
        byte[] bytes = WholeFile.read(engine, path, sizeLimit);
        operation.countRead(bytes.length);
        return bytes;
    }

    private Path writeBytes(Path path, ByteBuffer bytes, Set<OpenOption> options, Operation<?> operation)
            throws IOException {
        int count = bytes.remaining();
        WholeFile.write(engine, path, bytes, options);
        operation.countWritten(count);
        return path;
    }

    /** As {@code Files.newOutputStream} understands its options. */
    private static Set<OpenOption> writing(OpenOption[] options) {
        if (Checks.elements(options, "options").length == 0) {
            return CREATE_OR_REPLACE;
        }
        Set<OpenOption> opened = new HashSet<>(List.of(options));
        if (opened.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("options must not contain READ");
        }
        opened.add(StandardOpenOption.WRITE);
        return Set.copyOf(opened);
    }
}

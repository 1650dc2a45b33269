// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static io.github.asyncfiles.spring.reactive.Arguments.requireAtLeast;
import static io.github.asyncfiles.spring.reactive.Arguments.requireElements;
import static io.github.asyncfiles.spring.reactive.Bridge.flow;
import static io.github.asyncfiles.spring.reactive.Bridge.flux;
import static io.github.asyncfiles.spring.reactive.Bridge.opened;
import static io.github.asyncfiles.spring.reactive.Bridge.staged;
import static java.util.Objects.requireNonNull;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncTemporaryDirectory;
import io.github.asyncfiles.AsyncTextFile;
import io.github.asyncfiles.DirectoryEntry;
import io.github.asyncfiles.DirectoryEvent;
import io.github.asyncfiles.TailEvent;
import io.github.asyncfiles.TailFrom;
import io.github.asyncfiles.TextFormat;
import io.github.asyncfiles.spi.BufferAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.CopyOption;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@link AsyncFileOperations} for Reactor: the same methods with the same names and parameters, but a {@link Mono} in place
 * of a future, a {@link Flux} in place of a publisher, and {@link DataBuffer}s in place of byte buffers.
 *
 * <pre>{@code
 * @GetMapping("/notes/{name}")
 * Mono<String> note(@PathVariable String name) {
 *     return files.readString(Path.of("notes", name));
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads, and nothing to be closed: it is a face of the operations that it was given. What they
 * promise, holds here too, but for this:
 *
 * <p><b>Deferred.</b> Nothing happens until somebody subscribes, and each subscription does it anew. A future of
 * {@code null} becomes an empty mono.
 *
 * <p><b>Errors.</b> Null and numbers out of range are thrown by the method that is called, with the name of the argument.
 * Whatever else is wrong comes as an error to the subscriber: options that contradict each other, or a template that is
 * closed, where only the methods that give a flux throw at once.
 *
 * <p><b>Cancellation.</b> Cancelling a subscription cancels the future or the publisher behind it. A file that is open by
 * then, but was not given to anybody, is closed.
 *
 * <p><b>Threads.</b> Signals come on workers, or on the subscribing thread where the engine serves it: do not block there.
 * For other threads use {@code publishOn}, or give this class operations that complete elsewhere
 * ({@link io.github.asyncfiles.AsyncFileTemplate#completeOn}). Functions that are given to {@link #withFile} and the like,
 * and the content that is given to {@link #write(Path, Publisher, OpenOption...)}, see the subscriber's context.
 *
 * <p><b>Buffers.</b> Arrays, collections and character sequences belong to the mono: they are looked at by every
 * subscription. Data buffers belong to whoever gets them, and are released by
 * {@link org.springframework.core.io.buffer.DataBufferUtils#release}; operators that drop them need
 * {@code doOnDiscard(DataBuffer.class, DataBufferUtils::release)} below them. The responses of Spring WebFlux do both.
 */
public final class ReactiveAsyncFileTemplate {

    private final AsyncFileOperations files;
    private final BufferAllocator<DataBuffer> buffers;

    private ReactiveAsyncFileTemplate(AsyncFileOperations files, BufferAllocator<DataBuffer> buffers) {
        this.files = files;
        this.buffers = buffers;
    }

    /**
     * Creates a template whose data buffers come from Netty's pool, where there is Netty, and are arrays elsewhere.
     *
     * @param files do the work
     */
    public ReactiveAsyncFileTemplate(AsyncFileOperations files) {
        this(files, DataBufferAllocator.defaultFactory());
    }

    /**
     * Creates a template.
     *
     * @param files do the work
     * @param bufferFactory makes the data buffers into which files are read
     */
    public ReactiveAsyncFileTemplate(AsyncFileOperations files, DataBufferFactory bufferFactory) {
        this.files = requireNonNull(files, "files");
        this.buffers = new DataBufferAllocator(requireNonNull(bufferFactory, "bufferFactory"));
    }

    /**
     * A view that cannot leave a directory.
     *
     * @param root the directory; of a view, beneath its root
     * @return the view, which shares threads and limits with this one
     * @see AsyncFileOperations#under(Path)
     */
    public ReactiveAsyncFileTemplate under(Path root) {
        return new ReactiveAsyncFileTemplate(files.under(root), buffers);
    }

    // Open files

    /**
     * Opens a regular file.
     *
     * @param path the file
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, OpenOption...)}; none at all means {@code
     *     READ}. {@code READ} and {@code APPEND} may be combined
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#open(Path, OpenOption...)
     */
    public Mono<AsyncFile> open(Path path, OpenOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return opened(AsyncFile.class, AsyncFile::close, () -> files.open(path, options));
    }

    /**
     * Opens a regular file, and creates it with attributes.
     *
     * @param path the file
     * @param options as there
     * @param attrs set when it is created
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#open(Path, Set, FileAttribute...)
     */
    public Mono<AsyncFile> open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) {
        requireNonNull(path, "path");
        requireNonNull(options, "options");
        requireElements(attrs, "attrs");
        return opened(AsyncFile.class, AsyncFile::close, () -> files.open(path, options, attrs));
    }

    /**
     * Opens a file, does something with it, and closes it on every outcome: when that succeeds, when it fails, when the
     * mono is cancelled, also while the file is being opened.
     *
     * @param <T> the type of the result
     * @param path the file
     * @param action called with the open file, on a worker; the file is open until its mono completes
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a mono of the action's result, completed when the file is closed
     * @see AsyncFileOperations#withFile(Path, Function, OpenOption...)
     */
    public <T> Mono<T> withFile(
            Path path, Function<? super AsyncFile, ? extends Mono<T>> action, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(action, "action");
        requireElements(options, "options");
        return Mono.deferContextual(context -> Mono.fromFuture(files.withFile(path, staged(action, context), options)));
    }

    /**
     * Opens a regular file as text in the template's charset, with malformed input reported and universal newlines.
     *
     * @param path the file
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#openText(Path, OpenOption...)
     */
    public Mono<AsyncTextFile> openText(Path path, OpenOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return opened(AsyncTextFile.class, AsyncTextFile::close, () -> files.openText(path, options));
    }

    /**
     * Opens a regular file as text.
     *
     * @param path the file
     * @param format how its bytes are read and written
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#openText(Path, TextFormat, OpenOption...)
     */
    public Mono<AsyncTextFile> openText(Path path, TextFormat format, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(format, "format");
        requireElements(options, "options");
        return opened(AsyncTextFile.class, AsyncTextFile::close, () -> files.openText(path, format, options));
    }

    /**
     * Opens a file as text, does something with it, and closes it on every outcome.
     *
     * @param <T> the type of the result
     * @param path the file
     * @param format how its bytes are read and written
     * @param action called with the open file, on a worker; the file is open until its mono completes
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a mono of the action's result, completed when the file is closed
     * @see AsyncFileOperations#withTextFile(Path, TextFormat, Function, OpenOption...)
     */
    public <T> Mono<T> withTextFile(
            Path path,
            TextFormat format,
            Function<? super AsyncTextFile, ? extends Mono<T>> action,
            OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(format, "format");
        requireNonNull(action, "action");
        requireElements(options, "options");
        return Mono.deferContextual(
                context -> Mono.fromFuture(files.withTextFile(path, format, staged(action, context), options)));
    }

    // Temporary files

    /**
     * Opens a new file without a name for reading and writing, in the system's directory for temporary files: nobody
     * else can open it, and it is gone when it is closed or the process ends, however it ends.
     *
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#temporaryFile()
     */
    public Mono<AsyncFile> temporaryFile() {
        return opened(AsyncFile.class, AsyncFile::close, () -> files.temporaryFile());
    }

    /**
     * Opens a {@linkplain #temporaryFile() temporary file without a name}, does something with it, and closes it on
     * every outcome.
     *
     * @param <T> the type of the result
     * @param action called with the open file
     * @return a mono of the action's result, completed when the file is gone
     * @see AsyncFileOperations#withTemporaryFile(Function)
     */
    public <T> Mono<T> withTemporaryFile(Function<? super AsyncFile, ? extends Mono<T>> action) {
        requireNonNull(action, "action");
        return Mono.deferContextual(context -> Mono.fromFuture(files.withTemporaryFile(staged(action, context))));
    }

    /**
     * Opens a new file for reading and writing that is deleted when it is closed, in the system's directory for
     * temporary files.
     *
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#temporaryFile(String, String)
     */
    public Mono<AsyncFile> temporaryFile(@Nullable String prefix, @Nullable String suffix) {
        return opened(AsyncFile.class, AsyncFile::close, () -> files.temporaryFile(prefix, suffix));
    }

    /**
     * Opens a new file for reading and writing that is deleted when it is closed.
     *
     * @param dir where to create it
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @return a mono of the file, which the caller closes
     * @see AsyncFileOperations#temporaryFile(Path, String, String)
     */
    public Mono<AsyncFile> temporaryFile(Path dir, @Nullable String prefix, @Nullable String suffix) {
        requireNonNull(dir, "dir");
        return opened(AsyncFile.class, AsyncFile::close, () -> files.temporaryFile(dir, prefix, suffix));
    }

    /**
     * Opens a file in memory that becomes a {@linkplain #temporaryFile() temporary file without a name} when it grows,
     * for content that is mostly small.
     *
     * @param thresholdBytes the most that is held in memory, at least 0
     * @return a mono of the file, which the caller closes
     * @throws IllegalArgumentException when the threshold is negative
     * @see AsyncFileOperations#spooledFile(int)
     */
    public Mono<AsyncFile> spooledFile(int thresholdBytes) {
        requireAtLeast(0, thresholdBytes, "thresholdBytes");
        return opened(AsyncFile.class, AsyncFile::close, () -> files.spooledFile(thresholdBytes));
    }

    /**
     * Creates a directory that is deleted with all its content when it is closed, in the system's directory for
     * temporary files, for its owner only.
     *
     * @param prefix how the name begins, or {@code null}
     * @return a mono of the directory, which the caller closes
     * @see AsyncFileOperations#temporaryDirectory(String)
     */
    public Mono<AsyncTemporaryDirectory> temporaryDirectory(@Nullable String prefix) {
        return opened(
                AsyncTemporaryDirectory.class, AsyncTemporaryDirectory::close, () -> files.temporaryDirectory(prefix));
    }

    /**
     * Creates a temporary directory, does something with it, and deletes it on every outcome.
     *
     * @param <T> the type of the result
     * @param prefix how the name begins, or {@code null}
     * @param action called with its path, on a worker; the directory exists until its mono completes
     * @return a mono of the action's result, completed when the directory is gone
     * @see AsyncFileOperations#withTemporaryDirectory(String, Function)
     */
    public <T> Mono<T> withTemporaryDirectory(
            @Nullable String prefix, Function<? super Path, ? extends Mono<T>> action) {
        requireNonNull(action, "action");
        return Mono.deferContextual(
                context -> Mono.fromFuture(files.withTemporaryDirectory(prefix, staged(action, context))));
    }

    // Whole files

    /**
     * Reads a whole file: to its end, wherever that is by then, whatever size it claims.
     *
     * @param path the file
     * @return a mono of the content
     * @see AsyncFileOperations#readAllBytes(Path)
     */
    public Mono<byte[]> readAllBytes(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.readAllBytes(path));
    }

    /**
     * Reads a whole file as text in the template's charset, UTF-8 unless set.
     *
     * @param path the file
     * @return a mono of the text
     * @see AsyncFileOperations#readString(Path)
     */
    public Mono<String> readString(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.readString(path));
    }

    /**
     * Reads a whole file as text.
     *
     * @param path the file
     * @param cs its charset
     * @return a mono of the text
     * @see AsyncFileOperations#readString(Path, Charset)
     */
    public Mono<String> readString(Path path, Charset cs) {
        requireNonNull(path, "path");
        requireNonNull(cs, "cs");
        return Mono.fromFuture(() -> files.readString(path, cs));
    }

    /**
     * Reads a whole file as lines in the template's charset.
     *
     * @param path the file
     * @return a mono of the lines, in an unmodifiable list
     * @see AsyncFileOperations#readAllLines(Path)
     */
    public Mono<List<String>> readAllLines(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.readAllLines(path));
    }

    /**
     * Reads a whole file as lines.
     *
     * @param path the file
     * @param cs its charset
     * @return a mono of the lines, in an unmodifiable list
     * @see AsyncFileOperations#readAllLines(Path, Charset)
     */
    public Mono<List<String>> readAllLines(Path path, Charset cs) {
        requireNonNull(path, "path");
        requireNonNull(cs, "cs");
        return Mono.fromFuture(() -> files.readAllLines(path, cs));
    }

    /**
     * Writes bytes to a file.
     *
     * @param path the file
     * @param bytes what to write
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a mono of {@code path}
     * @see AsyncFileOperations#write(Path, byte[], OpenOption...)
     */
    public Mono<Path> write(Path path, byte[] bytes, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(bytes, "bytes");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.write(path, bytes, options));
    }

    /**
     * Writes lines to a file in the template's charset, each followed by {@link System#lineSeparator()}.
     *
     * @param path the file
     * @param lines what to write; iterated on a worker
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a mono of {@code path}
     * @see AsyncFileOperations#write(Path, Iterable, OpenOption...)
     */
    public Mono<Path> write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(lines, "lines");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.write(path, lines, options));
    }

    /**
     * Writes lines to a file, each followed by {@link System#lineSeparator()}.
     *
     * @param path the file
     * @param lines what to write
     * @param cs the charset
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a mono of {@code path}
     * @see AsyncFileOperations#write(Path, Iterable, Charset, OpenOption...)
     */
    public Mono<Path> write(Path path, Iterable<? extends CharSequence> lines, Charset cs, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(lines, "lines");
        requireNonNull(cs, "cs");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.write(path, lines, cs, options));
    }

    /**
     * Writes text to a file in the template's charset.
     *
     * @param path the file
     * @param csq what to write
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a mono of {@code path}
     * @see AsyncFileOperations#writeString(Path, CharSequence, OpenOption...)
     */
    public Mono<Path> writeString(Path path, CharSequence csq, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(csq, "csq");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.writeString(path, csq, options));
    }

    /**
     * Writes text to a file.
     *
     * @param path the file
     * @param csq what to write
     * @param cs the charset
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a mono of {@code path}
     * @see AsyncFileOperations#writeString(Path, CharSequence, Charset, OpenOption...)
     */
    public Mono<Path> writeString(Path path, CharSequence csq, Charset cs, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(csq, "csq");
        requireNonNull(cs, "cs");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.writeString(path, csq, cs, options));
    }

    /**
     * Compares two files byte by byte.
     *
     * @param path one file
     * @param path2 the other file
     * @return a mono of the position of the first byte that differs, or of -1 when all are equal; the length of the
     *     shorter file, when it is the beginning of the longer one
     * @see AsyncFileOperations#mismatch(Path, Path)
     */
    public Mono<Long> mismatch(Path path, Path path2) {
        requireNonNull(path, "path");
        requireNonNull(path2, "path2");
        return Mono.fromFuture(() -> files.mismatch(path, path2));
    }

    // Copying, moving, deleting

    /**
     * Copies a file, or an empty directory in place of one that is not empty; see {@link Files#copy(Path, Path,
     * CopyOption...)} for what is kept.
     *
     * @param source what to copy
     * @param target what the copy is called
     * @param options {@code REPLACE_EXISTING}, {@code COPY_ATTRIBUTES}, {@code NOFOLLOW_LINKS}
     * @return a mono of {@code target}
     * @see AsyncFileOperations#copy(Path, Path, CopyOption...)
     */
    public Mono<Path> copy(Path source, Path target, CopyOption... options) {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.copy(source, target, options));
    }

    /**
     * Copies a stream to a file; the stream is left open.
     *
     * @param in read to its end
     * @param target the file
     * @param options {@code REPLACE_EXISTING}
     * @return a mono of the number of bytes copied
     * @see AsyncFileOperations#copy(InputStream, Path, CopyOption...)
     */
    public Mono<Long> copy(InputStream in, Path target, CopyOption... options) {
        requireNonNull(in, "in");
        requireNonNull(target, "target");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.copy(in, target, options));
    }

    /**
     * Copies a file to a stream; the stream is left open.
     *
     * @param source the file
     * @param out written to
     * @return a mono of the number of bytes copied
     * @see AsyncFileOperations#copy(Path, OutputStream)
     */
    public Mono<Long> copy(Path source, OutputStream out) {
        requireNonNull(source, "source");
        requireNonNull(out, "out");
        return Mono.fromFuture(() -> files.copy(source, out));
    }

    /**
     * Copies a file or a directory with all its content, in one hop.
     *
     * @param source what to copy
     * @param target what the copy is called
     * @param options {@code REPLACE_EXISTING}, {@code COPY_ATTRIBUTES}
     * @return a mono of {@code target}
     * @see AsyncFileOperations#copyRecursively(Path, Path, CopyOption...)
     */
    public Mono<Path> copyRecursively(Path source, Path target, CopyOption... options) {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.copyRecursively(source, target, options));
    }

    /**
     * Moves or renames a file or directory; see {@link Files#move(Path, Path, CopyOption...)}.
     *
     * @param source what to move
     * @param target where to
     * @param options {@code REPLACE_EXISTING}, {@code ATOMIC_MOVE}
     * @return a mono of {@code target}
     * @see AsyncFileOperations#move(Path, Path, CopyOption...)
     */
    public Mono<Path> move(Path source, Path target, CopyOption... options) {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.move(source, target, options));
    }

    /**
     * Moves or renames a file or directory to a place that need not exist yet, in one hop: creates the directories
     * above the target, moves, and deletes the directories above the source that are empty then, up to the first that
     * is not.
     *
     * @param source what to move
     * @param target where to
     * @param options {@code REPLACE_EXISTING}, {@code ATOMIC_MOVE}
     * @return a mono of {@code target}
     * @see AsyncFileOperations#moveWithParents(Path, Path, CopyOption...)
     */
    public Mono<Path> moveWithParents(Path source, Path target, CopyOption... options) {
        requireNonNull(source, "source");
        requireNonNull(target, "target");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.moveWithParents(source, target, options));
    }

    /**
     * Deletes a file, a link or an empty directory.
     *
     * @param path what to delete
     * @return a mono that completes when it is gone
     * @see AsyncFileOperations#delete(Path)
     */
    public Mono<Void> delete(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.delete(path));
    }

    /**
     * Deletes a file, a link or an empty directory, if it exists.
     *
     * @param path what to delete
     * @return a mono of whether it existed
     * @see AsyncFileOperations#deleteIfExists(Path)
     */
    public Mono<Boolean> deleteIfExists(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.deleteIfExists(path));
    }

    /**
     * Deletes a file or a directory with all its content, if it exists, in one hop.
     *
     * @param path what to delete
     * @return a mono of whether it existed
     * @see AsyncFileOperations#deleteRecursively(Path)
     */
    public Mono<Boolean> deleteRecursively(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.deleteRecursively(path));
    }

    /**
     * Deletes a file, a link or an empty directory, and the directories above it that are empty then, up to the first
     * that is not, in one hop.
     *
     * @param path what to delete
     * @return a mono that completes when it is gone
     * @see AsyncFileOperations#deleteWithEmptyParents(Path)
     */
    public Mono<Void> deleteWithEmptyParents(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.deleteWithEmptyParents(path));
    }

    // Creating

    /**
     * Creates an empty file.
     *
     * @param path the file
     * @param attrs set when it is created
     * @return a mono of {@code path}
     * @see AsyncFileOperations#createFile(Path, FileAttribute...)
     */
    public Mono<Path> createFile(Path path, FileAttribute<?>... attrs) {
        requireNonNull(path, "path");
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createFile(path, attrs));
    }

    /**
     * Creates a directory whose parent exists.
     *
     * @param dir the directory
     * @param attrs set when it is created
     * @return a mono of {@code dir}
     * @see AsyncFileOperations#createDirectory(Path, FileAttribute...)
     */
    public Mono<Path> createDirectory(Path dir, FileAttribute<?>... attrs) {
        requireNonNull(dir, "dir");
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createDirectory(dir, attrs));
    }

    /**
     * Creates a directory and those above it that do not exist.
     *
     * @param dir the directory
     * @param attrs set when it is created
     * @return a mono of the directory
     * @see AsyncFileOperations#createDirectories(Path, FileAttribute...)
     */
    public Mono<Path> createDirectories(Path dir, FileAttribute<?>... attrs) {
        requireNonNull(dir, "dir");
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createDirectories(dir, attrs));
    }

    /**
     * Creates an empty file with a random name, readable and writable only by its owner unless the attributes say
     * otherwise.
     *
     * @param dir where to create it
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @param attrs set when it is created
     * @return a mono of its path
     * @see AsyncFileOperations#createTempFile(Path, String, String, FileAttribute...)
     */
    public Mono<Path> createTempFile(
            Path dir, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attrs) {
        requireNonNull(dir, "dir");
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createTempFile(dir, prefix, suffix, attrs));
    }

    /**
     * Creates an empty file with a random name in the system's directory for temporary files, as {@link
     * #createTempFile(Path, String, String, FileAttribute...)} does.
     *
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @param attrs set when it is created
     * @return a mono of its path
     * @see AsyncFileOperations#createTempFile(String, String, FileAttribute...)
     */
    public Mono<Path> createTempFile(@Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attrs) {
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createTempFile(prefix, suffix, attrs));
    }

    /**
     * Creates a directory with a random name, for its owner only unless the attributes say otherwise.
     *
     * @param dir where to create it
     * @param prefix how the name begins, or {@code null}
     * @param attrs set when it is created
     * @return a mono of its path
     * @see AsyncFileOperations#createTempDirectory(Path, String, FileAttribute...)
     */
    public Mono<Path> createTempDirectory(Path dir, @Nullable String prefix, FileAttribute<?>... attrs) {
        requireNonNull(dir, "dir");
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createTempDirectory(dir, prefix, attrs));
    }

    /**
     * Creates a directory with a random name in the system's directory for temporary files, as {@link
     * #createTempDirectory(Path, String, FileAttribute...)} does.
     *
     * @param prefix how the name begins, or {@code null}
     * @param attrs set when it is created
     * @return a mono of its path
     * @see AsyncFileOperations#createTempDirectory(String, FileAttribute...)
     */
    public Mono<Path> createTempDirectory(@Nullable String prefix, FileAttribute<?>... attrs) {
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createTempDirectory(prefix, attrs));
    }

    // Links

    /**
     * Creates a symbolic link.
     *
     * @param link the link
     * @param target what it points to, as it is: a relative path is relative to the link's directory
     * @param attrs set when it is created
     * @return a mono of {@code link}
     * @see AsyncFileOperations#createSymbolicLink(Path, Path, FileAttribute...)
     */
    public Mono<Path> createSymbolicLink(Path link, Path target, FileAttribute<?>... attrs) {
        requireNonNull(link, "link");
        requireNonNull(target, "target");
        requireElements(attrs, "attrs");
        return Mono.fromFuture(() -> files.createSymbolicLink(link, target, attrs));
    }

    /**
     * Creates a second name (a hard link) for a file.
     *
     * @param link the new name
     * @param existing the file
     * @return a mono of {@code link}
     * @see AsyncFileOperations#createLink(Path, Path)
     */
    public Mono<Path> createLink(Path link, Path existing) {
        requireNonNull(link, "link");
        requireNonNull(existing, "existing");
        return Mono.fromFuture(() -> files.createLink(link, existing));
    }

    /**
     * Reads where a symbolic link points to.
     *
     * @param link the link
     * @return a mono of its target, as it is stored
     * @see AsyncFileOperations#readSymbolicLink(Path)
     */
    public Mono<Path> readSymbolicLink(Path link) {
        requireNonNull(link, "link");
        return Mono.fromFuture(() -> files.readSymbolicLink(link));
    }

    // Looking

    /**
     * Tells whether something exists.
     *
     * @param path what to look for
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the answer
     * @see AsyncFileOperations#exists(Path, LinkOption...)
     */
    public Mono<Boolean> exists(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.exists(path, options));
    }

    /**
     * Tells whether something does not exist; where that cannot be told, this is {@code false}, and {@link #exists}
     * too.
     *
     * @param path what to look for
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the answer
     * @see AsyncFileOperations#notExists(Path, LinkOption...)
     */
    public Mono<Boolean> notExists(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.notExists(path, options));
    }

    /**
     * Tells whether something is a directory; {@code false} also when it does not exist or that cannot be told.
     *
     * @param path what to look at
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the answer
     * @see AsyncFileOperations#isDirectory(Path, LinkOption...)
     */
    public Mono<Boolean> isDirectory(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.isDirectory(path, options));
    }

    /**
     * Tells whether something is a regular file; {@code false} also when it does not exist or that cannot be told.
     *
     * @param path what to look at
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the answer
     * @see AsyncFileOperations#isRegularFile(Path, LinkOption...)
     */
    public Mono<Boolean> isRegularFile(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.isRegularFile(path, options));
    }

    /**
     * Tells whether something is a symbolic link; {@code false} also when that cannot be told.
     *
     * @param path what to look at
     * @return a mono of the answer
     * @see AsyncFileOperations#isSymbolicLink(Path)
     */
    public Mono<Boolean> isSymbolicLink(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.isSymbolicLink(path));
    }

    /**
     * Tells whether something is there and may be read by this process; {@code false} also when that cannot be told.
     *
     * @param path what to look at
     * @return a mono of the answer
     * @see AsyncFileOperations#isReadable(Path)
     */
    public Mono<Boolean> isReadable(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.isReadable(path));
    }

    /**
     * Tells whether something is there and may be written by this process; {@code false} also when that cannot be told.
     *
     * @param path what to look at
     * @return a mono of the answer
     * @see AsyncFileOperations#isWritable(Path)
     */
    public Mono<Boolean> isWritable(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.isWritable(path));
    }

    /**
     * Tells whether something is there and may be executed by this process; {@code false} also when that cannot be
     * told.
     *
     * @param path what to look at
     * @return a mono of the answer
     * @see AsyncFileOperations#isExecutable(Path)
     */
    public Mono<Boolean> isExecutable(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.isExecutable(path));
    }

    /**
     * Tells whether a file is hidden, by the rules of its file system: on Unix, whether its name begins with a dot.
     *
     * @param path the file
     * @return a mono of the answer
     * @see AsyncFileOperations#isHidden(Path)
     */
    public Mono<Boolean> isHidden(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.isHidden(path));
    }

    /**
     * Tells whether two paths lead to the same file.
     *
     * @param path one path
     * @param path2 the other path
     * @return a mono of the answer
     * @see AsyncFileOperations#isSameFile(Path, Path)
     */
    public Mono<Boolean> isSameFile(Path path, Path path2) {
        requireNonNull(path, "path");
        requireNonNull(path2, "path2");
        return Mono.fromFuture(() -> files.isSameFile(path, path2));
    }

    /**
     * Reads the size of a file.
     *
     * @param path the file
     * @return a mono of its size in bytes
     * @see AsyncFileOperations#size(Path)
     */
    public Mono<Long> size(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.size(path));
    }

    /**
     * Guesses the type of a file, on most systems from its name; see {@link Files#probeContentType(Path)}.
     *
     * @param path the file, which need not exist
     * @return a mono of the media type, of {@code null} when it is not known
     * @see AsyncFileOperations#probeContentType(Path)
     */
    public Mono<String> probeContentType(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.probeContentType(path));
    }

    /**
     * Finds where a file is stored.
     *
     * @param path the file
     * @return a mono of its store
     * @see AsyncFileOperations#getFileStore(Path)
     */
    public Mono<FileStore> getFileStore(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.getFileStore(path));
    }

    /**
     * Finds out how much can be written where a file is stored.
     *
     * @param path the file
     * @return a mono of the space that is left to this process, in bytes
     * @see AsyncFileOperations#getUsableSpace(Path)
     */
    public Mono<Long> getUsableSpace(Path path) {
        requireNonNull(path, "path");
        return Mono.fromFuture(() -> files.getUsableSpace(path));
    }

    // Attributes

    /**
     * Reads several attributes in one call.
     *
     * @param <A> the type of the attributes
     * @param path the file
     * @param type {@code BasicFileAttributes} or {@code PosixFileAttributes}, for example
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the attributes
     * @see AsyncFileOperations#readAttributes(Path, Class, LinkOption...)
     */
    public <A extends BasicFileAttributes> Mono<A> readAttributes(Path path, Class<A> type, LinkOption... options) {
        requireNonNull(path, "path");
        requireNonNull(type, "type");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.readAttributes(path, type, options));
    }

    /**
     * Reads several attributes by name; see {@link Files#readAttributes(Path, String, LinkOption...)}.
     *
     * @param path the file
     * @param attributes names, separated by commas: {@code size,lastModifiedTime}, {@code posix:*}
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the values by name
     * @see AsyncFileOperations#readAttributes(Path, String, LinkOption...)
     */
    public Mono<Map<String, Object>> readAttributes(Path path, String attributes, LinkOption... options) {
        requireNonNull(path, "path");
        requireNonNull(attributes, "attributes");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.readAttributes(path, attributes, options));
    }

    /**
     * Reads one attribute by name; see {@link Files#getAttribute(Path, String, LinkOption...)}.
     *
     * @param path the file
     * @param attribute its name, for example {@code unix:uid}
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the value
     * @see AsyncFileOperations#getAttribute(Path, String, LinkOption...)
     */
    public Mono<Object> getAttribute(Path path, String attribute, LinkOption... options) {
        requireNonNull(path, "path");
        requireNonNull(attribute, "attribute");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.getAttribute(path, attribute, options));
    }

    /**
     * Sets one attribute by name; see {@link Files#setAttribute(Path, String, Object, LinkOption...)}.
     *
     * @param path the file
     * @param attribute its name
     * @param value the new value
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of {@code path}
     * @see AsyncFileOperations#setAttribute(Path, String, Object, LinkOption...)
     */
    public Mono<Path> setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options) {
        requireNonNull(path, "path");
        requireNonNull(attribute, "attribute");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.setAttribute(path, attribute, value, options));
    }

    /**
     * Reads when a file was changed last.
     *
     * @param path the file
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the time
     * @see AsyncFileOperations#getLastModifiedTime(Path, LinkOption...)
     */
    public Mono<FileTime> getLastModifiedTime(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.getLastModifiedTime(path, options));
    }

    /**
     * Sets when a file was changed last.
     *
     * @param path the file
     * @param time the new time
     * @return a mono of {@code path}
     * @see AsyncFileOperations#setLastModifiedTime(Path, FileTime)
     */
    public Mono<Path> setLastModifiedTime(Path path, FileTime time) {
        requireNonNull(path, "path");
        requireNonNull(time, "time");
        return Mono.fromFuture(() -> files.setLastModifiedTime(path, time));
    }

    /**
     * Reads who may do what with a file.
     *
     * @param path the file
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the permissions
     * @see AsyncFileOperations#getPosixFilePermissions(Path, LinkOption...)
     */
    public Mono<Set<PosixFilePermission>> getPosixFilePermissions(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.getPosixFilePermissions(path, options));
    }

    /**
     * Sets who may do what with a file.
     *
     * @param path the file
     * @param perms the new permissions
     * @return a mono of {@code path}
     * @see AsyncFileOperations#setPosixFilePermissions(Path, Set)
     */
    public Mono<Path> setPosixFilePermissions(Path path, Set<PosixFilePermission> perms) {
        requireNonNull(path, "path");
        requireNonNull(perms, "perms");
        return Mono.fromFuture(() -> files.setPosixFilePermissions(path, perms));
    }

    /**
     * Reads who owns a file.
     *
     * @param path the file
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a mono of the owner
     * @see AsyncFileOperations#getOwner(Path, LinkOption...)
     */
    public Mono<UserPrincipal> getOwner(Path path, LinkOption... options) {
        requireNonNull(path, "path");
        requireElements(options, "options");
        return Mono.fromFuture(() -> files.getOwner(path, options));
    }

    /**
     * Sets who owns a file, which takes privileges on most systems.
     *
     * @param path the file
     * @param owner the new owner
     * @return a mono of {@code path}
     * @see AsyncFileOperations#setOwner(Path, UserPrincipal)
     */
    public Mono<Path> setOwner(Path path, UserPrincipal owner) {
        requireNonNull(path, "path");
        requireNonNull(owner, "owner");
        return Mono.fromFuture(() -> files.setOwner(path, owner));
    }

    // Directories

    /**
     * Lists a directory: the paths of its entries, in no particular order, without {@code .} and {@code ..}.
     *
     * @param dir the directory
     * @return a flux of paths
     * @see AsyncFileOperations#list(Path)
     */
    public Flux<Path> list(Path dir) {
        return flux(files.list(dir));
    }

    /**
     * Lists a directory with the attributes of each entry, read in the same hop: what would otherwise be one hop for
     * each.
     *
     * @param dir the directory
     * @return a flux of entries
     * @see AsyncFileOperations#entries(Path)
     */
    public Flux<DirectoryEntry> entries(Path dir) {
        return flux(files.entries(dir));
    }

    /**
     * Lists a file tree with the attributes of each file, read in the same hop: depth first, a directory before what is
     * in it, in no particular order otherwise.
     *
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0; 0 is the start alone
     * @param options {@code FOLLOW_LINKS}
     * @return a flux of entries, whose attributes are those of a link's target where links are followed
     * @throws IllegalArgumentException when the depth is negative
     * @see AsyncFileOperations#entries(Path, int, FileVisitOption...)
     */
    public Flux<DirectoryEntry> entries(Path start, int maxDepth, FileVisitOption... options) {
        return flux(files.entries(start, maxDepth, options));
    }

    /**
     * Walks a file tree to the bottom.
     *
     * @param start the file or directory to begin with
     * @param options {@code FOLLOW_LINKS}
     * @return a flux of paths
     * @see AsyncFileOperations#walk(Path, FileVisitOption...)
     */
    public Flux<Path> walk(Path start, FileVisitOption... options) {
        return flux(files.walk(start, options));
    }

    /**
     * Walks a file tree: depth first, a directory before what is in it, in no particular order otherwise.
     *
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0; 0 is the start alone
     * @param options {@code FOLLOW_LINKS}
     * @return a flux of paths, the start first, each resolved against it
     * @throws IllegalArgumentException when the depth is negative
     * @see AsyncFileOperations#walk(Path, int, FileVisitOption...)
     */
    public Flux<Path> walk(Path start, int maxDepth, FileVisitOption... options) {
        return flux(files.walk(start, maxDepth, options));
    }

    /**
     * Walks a file tree and picks files.
     *
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0
     * @param matcher decides, by path and attributes, which were read in the same hop
     * @param options {@code FOLLOW_LINKS}
     * @return a flux of the paths that were picked
     * @throws IllegalArgumentException when the depth is negative
     * @see AsyncFileOperations#find(Path, int, BiPredicate, FileVisitOption...)
     */
    public Flux<Path> find(
            Path start, int maxDepth, BiPredicate<Path, BasicFileAttributes> matcher, FileVisitOption... options) {
        return flux(files.find(start, maxDepth, matcher, options));
    }

    // Streams of content

    /**
     * Reads a file of any size, chunk by chunk, as fast as its subscriber wants them.
     *
     * @param path the file
     * @return a flux of its bytes
     * @see AsyncFileOperations#read(Path)
     */
    public Flux<DataBuffer> read(Path path) {
        return read(path, 0, Long.MAX_VALUE);
    }

    /**
     * Reads a part of a file of any size, chunk by chunk, as fast as its subscriber wants them.
     *
     * @param path the file
     * @param position where to begin, in bytes, at least 0; at or beyond the end there is nothing
     * @param length how many bytes at most, at least 0
     * @return a flux of the bytes
     * @throws IllegalArgumentException when a number is negative
     * @see AsyncFileOperations#read(Path, long, long)
     */
    public Flux<DataBuffer> read(Path path, long position, long length) {
        return flux(files.read(path, position, length, buffers));
    }

    /**
     * Reads the lines of a file of any size in the template's charset.
     *
     * @param path the file
     * @return a flux of its lines
     * @see AsyncFileOperations#lines(Path)
     */
    public Flux<String> lines(Path path) {
        return flux(files.lines(path));
    }

    /**
     * Reads the lines of a file of any size.
     *
     * @param path the file
     * @param cs its charset
     * @return a flux of its lines
     * @see AsyncFileOperations#lines(Path, Charset)
     */
    public Flux<String> lines(Path path, Charset cs) {
        return flux(files.lines(path, cs));
    }

    /**
     * Reads the lines of a file of any size, as fast as its subscriber wants them.
     *
     * @param path the file
     * @param format its charset, what to do with malformed input, where lines end
     * @return a flux of its lines, without what ends them
     * @see AsyncFileOperations#lines(Path, TextFormat)
     */
    public Flux<String> lines(Path path, TextFormat format) {
        return flux(files.lines(path, format));
    }

    /**
     * Writes what a publisher gives out to a file, as it comes.
     *
     * @param path the file
     * @param content subscribed to when the mono is; each of its buffers is released when it is written, or will not be, also
     *     those that its operators discard: it needs no {@code doOnDiscard} of its own
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a mono of the number of bytes written
     * @see AsyncFileOperations#write(Path, Flow.Publisher, OpenOption...)
     */
    public Mono<Long> write(Path path, Publisher<? extends DataBuffer> content, OpenOption... options) {
        requireNonNull(path, "path");
        requireNonNull(content, "content");
        requireElements(options, "options");
        return Mono.deferContextual(
                context -> Mono.fromFuture(files.write(path, flow(content, context), buffers, options)));
    }

    // What changes

    /**
     * Follows a file that grows, say a log: its lines in the template's charset, and what happens to it.
     *
     * @param path the file
     * @param from where to begin
     * @return a flux that does not end by itself
     * @see AsyncFileOperations#tail(Path, TailFrom)
     */
    public Flux<TailEvent> tail(Path path, TailFrom from) {
        return flux(files.tail(path, from));
    }

    /**
     * Follows a file that grows, say a log.
     *
     * @param path the file
     * @param from where to begin in the file that is there when it is first opened; every later one is read from its
     *     beginning
     * @param format its charset, and what to do with malformed input; newlines are as above, whatever it says
     * @return a flux that does not end by itself
     * @see AsyncFileOperations#tail(Path, TailFrom, TextFormat)
     */
    public Flux<TailEvent> tail(Path path, TailFrom from, TextFormat format) {
        return flux(files.tail(path, from, format));
    }

    /**
     * Watches a directory: which entries are created, modified and deleted in it, but not below it.
     *
     * @param dir the directory
     * @return a flux that does not end by itself
     * @see AsyncFileOperations#watch(Path)
     */
    public Flux<DirectoryEvent> watch(Path dir) {
        return flux(files.watch(dir));
    }

    /**
     * Watches a directory and all below it, also those that are created later; links are not followed.
     *
     * @param dir the directory
     * @return a flux that does not end by itself
     * @see AsyncFileOperations#watchRecursively(Path)
     */
    public Flux<DirectoryEvent> watchRecursively(Path dir) {
        return flux(files.watchRecursively(dir));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.spi.BufferAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@link Files} for code that must not block: the same names, parameters, results and exceptions, but as futures.
 *
 * <pre>{@code
 * files.readString(Path.of("notes.txt"))
 *         .thenCompose(text -> files.writeString(Path.of("copy.txt"), text))
 *         .thenAccept(path -> log.info("Copied to {}", path));
 * }</pre>
 *
 * <p>An operation is one hop to a worker, however many system calls it takes, and works on any
 * {@link java.nio.file.FileSystem}. Implementations are safe for use by many threads. There is no order between two
 * operations unless one is called when the other is done.
 *
 * <p>What holds for every method:
 *
 * <p><b>Errors.</b> A future fails with the JDK's own exception, never wrapped, and with the path in its message. The
 * library adds five, which are {@link java.nio.file.FileSystemException}s too:
 * {@link FileOperationRejectedException} when too many operations wait, {@link FileOperationTimeoutException} when one
 * took too long, {@link FileTooLargeException} when a file is too large to be read as a whole,
 * {@link LineTooLongException} when a line is, {@link PathOutsideRootException} when a path leads out of the root. Misuse is thrown at once,
 * on the caller: {@link NullPointerException} with the name of the argument, {@link IllegalArgumentException} with the
 * wrong value, {@link IllegalStateException} when the template is closed.
 *
 * <p><b>Special files.</b> Content is read from and written to regular files only. A directory, FIFO, socket or device
 * is refused at once, so that none holds up a worker.
 *
 * <p><b>Cancellation.</b> Cancelling a future (or completing it in another way) never blocks and never interrupts
 * anybody. An operation that still waits is dropped and frees its place; one that runs goes on to its end, and its
 * result is dropped.
 *
 * <p><b>Threads.</b> A future completes on a worker, so that what is chained to it with {@code thenApply} and the like
 * runs there and keeps it from other work: keep it short, use the {@code Async} variants with an executor of your own,
 * or let the futures complete elsewhere ({@link AsyncFileTemplate#completeOn}). One that times out completes on the
 * template's timer, where nothing must ever block, or else no other operation times out; one that is refused or
 * cancelled on the caller.
 *
 * <p><b>Streams.</b> A publisher fetches each batch by an operation of its own, so that its subscriber may be told of a
 * refusal or timeout as everybody else; fetching ahead is not refused, but given up for the moment. Subscribers are called
 * on the thread that requests, on workers, or on the executor of {@link AsyncFileTemplate#completeOn} (of a timeout on the
 * timer, as above), and none of these is kept for longer than a millisecond at a time and what the subscriber does with an element. Closing the template ends
 * streams at once, what is being written from a publisher too; its file stays as it is then.
 *
 * <p><b>Buffers.</b> Arrays, collections and character sequences that are given to an operation belong to it until its
 * future completes or, if it is cancelled, for as long as the template is in use.
 *
 * <p>Not meant to be implemented by users; methods are added in later versions.
 *
 * @see AsyncFileTemplate
 */
public interface AsyncFileOperations {

    /**
     * A view that cannot leave a directory. Relative paths lead from that root, absolute ones have to begin with it;
     * whatever leads out of it, fails with a {@link PathOutsideRootException} or, where a method asks whether there is
     * something, is a no. That holds whatever somebody else does to the directories and links beneath at the same time: no
     * path is checked first and used then.
     *
     * <p>Symbolic links are followed as long as they are relative and stay beneath the root; absolute ones lead out of it,
     * wherever they point. Not stopped are hard links to files outside, mounts beneath the root, and what the path of the
     * root itself goes through, which is trusted.
     *
     * <p>Temporary files and directories without a place of their own are created in the root. Content types are told by
     * the name. A {@link FileStore} has the figures of the moment it was asked for. Of a symbolic link itself, only owner and
     * group are changed. The root itself cannot be deleted: {@code deleteRecursively} empties it, and fails then.
     *
     * <p>The Linux engine keeps to the root by {@code openat2(2)} with {@code RESOLVE_BENEATH}. Elsewhere, directories are
     * entered one by one ({@link java.nio.file.SecureDirectoryStream}), and what the JDK cannot do so fails with an
     * {@link UnsupportedOperationException}: hard links, reading or copying (not following) symbolic links, watching, asking
     * whether something is executable or a directory writable, attributes other than {@code basic}, {@code posix} and {@code
     * owner}. Directories and links are made in the root itself there and moved to their place, which has to be on the same
     * file system; between looking at the place and moving, another process may put something there, which is replaced. A FIFO that
     * somebody puts in the place of a file in that moment holds up a worker.
     *
     * <p><b>Errors.</b> The root is opened when the first operation needs it, and held open from then on until the garbage
     * collector finds that nobody uses the view any more, or the template is closed: keep a view rather than making one for
     * each operation. Until opening has succeeded, each operation fails as it does:
     * {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.NotDirectoryException},
     * {@link UnsupportedOperationException} where the file system has no way to keep to a root.
     *
     * @param root the directory; of a view, beneath its root
     * @return the view, which shares threads and limits with this one
     */
    AsyncFileOperations under(Path root);

    // Open files

    /**
     * Opens a regular file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException} when it does not exist and is not to be created,
     * {@link java.nio.file.FileAlreadyExistsException} with {@code CREATE_NEW},
     * {@link java.nio.file.AccessDeniedException}, {@link java.nio.file.FileSystemException} when it is no regular file;
     * {@link IllegalArgumentException} for options that contradict each other.
     *
     * <p><b>Cancellation.</b> The file is closed as soon as it is open.
     *
     * @param path the file
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, OpenOption...)}; none at all means
     *     {@code READ}. {@code READ} and {@code APPEND} may be combined
     * @return a future of the file, which the caller closes
     */
    CompletableFuture<AsyncFile> open(Path path, OpenOption... options);

    /**
     * Opens a regular file, and creates it with attributes.
     *
     * <p><b>Errors.</b> As {@link #open(Path, OpenOption...)}.
     *
     * @param path the file
     * @param options as there
     * @param attrs set when it is created
     * @return a future of the file, which the caller closes
     */
    CompletableFuture<AsyncFile> open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs);

    /**
     * Opens a file, does something with it, and closes it on every outcome: when that succeeds, when it fails, when the
     * future is cancelled, also while the file is being opened.
     *
     * <pre>{@code
     * files.withFile(path, file -> file.write(header).thenCompose(n -> file.write(body)), WRITE, CREATE)
     * }</pre>
     *
     * <p><b>Errors.</b> What opening fails with, what the action fails with or throws, what closing fails with, in this
     * order.
     *
     * <p><b>Cancellation.</b> Cancels the stage of the action; the file is closed when that has ended.
     *
     * @param <T> the type of the result
     * @param path the file
     * @param action called with the open file, on a worker; the file is open until its stage completes
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a future of the action's result, completed when the file is closed
     */
    <T extends @Nullable Object> CompletableFuture<T> withFile(
            Path path, Function<? super AsyncFile, ? extends CompletionStage<T>> action, OpenOption... options);

    /**
     * Opens a regular file as text in the template's charset, with malformed input reported and universal newlines.
     *
     * <p><b>Errors.</b> As {@link #open(Path, OpenOption...)}.
     *
     * @param path the file
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a future of the file, which the caller closes
     */
    CompletableFuture<AsyncTextFile> openText(Path path, OpenOption... options);

    /**
     * Opens a regular file as text.
     *
     * <p><b>Errors.</b> As {@link #open(Path, OpenOption...)}.
     *
     * @param path the file
     * @param format how its bytes are read and written
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a future of the file, which the caller closes
     */
    CompletableFuture<AsyncTextFile> openText(Path path, TextFormat format, OpenOption... options);

    /**
     * Opens a file as text, does something with it, and closes it on every outcome.
     *
     * @param <T> the type of the result
     * @param path the file
     * @param format how its bytes are read and written
     * @param action called with the open file, on a worker; the file is open until its stage completes
     * @param options as for {@link #open(Path, OpenOption...)}
     * @return a future of the action's result, completed when the file is closed
     * @see #withFile
     */
    <T extends @Nullable Object> CompletableFuture<T> withTextFile(
            Path path,
            TextFormat format,
            Function<? super AsyncTextFile, ? extends CompletionStage<T>> action,
            OpenOption... options);

    // Temporary files

    /**
     * Opens a new file without a name for reading and writing, in the system's directory for temporary files: nobody else
     * can open it, and it is gone when it is closed or the process ends, however it ends. Its {@link AsyncFile#path path}
     * is that directory. Where open files cannot lose their name (Windows) it has one until it is closed.
     *
     * <p><b>Cancellation.</b> The file is closed as soon as it is open.
     *
     * @return a future of the file, which the caller closes
     */
    CompletableFuture<AsyncFile> temporaryFile();

    /**
     * Opens a {@linkplain #temporaryFile() temporary file without a name}, does something with it, and closes it on every
     * outcome.
     *
     * @param <T> the type of the result
     * @param action called with the open file
     * @return a future of the action's result, completed when the file is gone
     * @see #withFile
     */
    <T extends @Nullable Object> CompletableFuture<T> withTemporaryFile(
            Function<? super AsyncFile, ? extends CompletionStage<T>> action);

    /**
     * Opens a new file for reading and writing that is deleted when it is closed, in the system's directory for temporary
     * files. Its name is random, and only its owner may read or write it, where the file system knows owners.
     *
     * <p><b>Cancellation.</b> The file is closed and deleted as soon as it is open.
     *
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @return a future of the file, which the caller closes
     */
    CompletableFuture<AsyncFile> temporaryFile(@Nullable String prefix, @Nullable String suffix);

    /**
     * Opens a new file for reading and writing that is deleted when it is closed.
     *
     * @param dir where to create it
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @return a future of the file, which the caller closes
     * @see #temporaryFile(String, String)
     */
    CompletableFuture<AsyncFile> temporaryFile(Path dir, @Nullable String prefix, @Nullable String suffix);

    /**
     * Opens a file in memory that becomes a {@linkplain #temporaryFile() temporary file without a name} when it grows, for
     * content that is mostly small. Its path is the directory where that would be; it cannot be locked.
     *
     * @param thresholdBytes the most that is held in memory, at least 0
     * @return a future of the file, which the caller closes
     * @throws IllegalArgumentException when the threshold is negative
     */
    CompletableFuture<AsyncFile> spooledFile(int thresholdBytes);

    /**
     * Creates a directory that is deleted with all its content when it is closed, in the system's directory for temporary
     * files, for its owner only.
     *
     * <p><b>Cancellation.</b> The directory is deleted as soon as it is created.
     *
     * @param prefix how the name begins, or {@code null}
     * @return a future of the directory, which the caller closes
     */
    CompletableFuture<AsyncTemporaryDirectory> temporaryDirectory(@Nullable String prefix);

    /**
     * Creates a temporary directory, does something with it, and deletes it on every outcome.
     *
     * @param <T> the type of the result
     * @param prefix how the name begins, or {@code null}
     * @param action called with its path, on a worker; the directory exists until its stage completes
     * @return a future of the action's result, completed when the directory is gone
     * @see #withFile
     */
    <T extends @Nullable Object> CompletableFuture<T> withTemporaryDirectory(
            @Nullable String prefix, Function<? super Path, ? extends CompletionStage<T>> action);

    // Whole files

    /**
     * Reads a whole file: to its end, wherever that is by then, whatever size it claims.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException} when it does not exist, {@link
     * java.nio.file.AccessDeniedException}, {@link FileTooLargeException} when it is larger than the template allows,
     * {@link java.nio.file.FileSystemException} when it is no regular file or cannot be read.
     *
     * @param path the file
     * @return a future of the content
     */
    CompletableFuture<byte[]> readAllBytes(Path path);

    /**
     * Reads a whole file as text in the template's charset, UTF-8 unless set.
     *
     * <p><b>Errors.</b> As {@link #readAllBytes(Path)}, and {@link java.nio.charset.MalformedInputException}, with
     * path and place in its message, when the content is no text in that charset.
     *
     * @param path the file
     * @return a future of the text
     */
    CompletableFuture<String> readString(Path path);

    /**
     * Reads a whole file as text.
     *
     * <p><b>Errors.</b> As {@link #readString(Path)}.
     *
     * @param path the file
     * @param cs its charset
     * @return a future of the text
     */
    CompletableFuture<String> readString(Path path, Charset cs);

    /**
     * Reads a whole file as lines in the template's charset. A line ends with {@code \n}, {@code \r\n} or {@code \r},
     * which is not part of it; the last one may end with the file.
     *
     * <p><b>Errors.</b> As {@link #readString(Path)}.
     *
     * @param path the file
     * @return a future of the lines, in an unmodifiable list
     */
    CompletableFuture<List<String>> readAllLines(Path path);

    /**
     * Reads a whole file as lines.
     *
     * <p><b>Errors.</b> As {@link #readString(Path)}.
     *
     * @param path the file
     * @param cs its charset
     * @return a future of the lines, in an unmodifiable list
     */
    CompletableFuture<List<String>> readAllLines(Path path, Charset cs);

    /**
     * Writes bytes to a file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException} when it, or its directory, does not exist and is
     * not to be created, {@link java.nio.file.FileAlreadyExistsException} with {@code CREATE_NEW}, {@link
     * java.nio.file.AccessDeniedException}, {@link java.nio.file.FileSystemException} when it is no regular file or
     * the disk is full.
     *
     * <p><b>Cancellation.</b> A write that has begun goes on to its end. When it fails, what was written until then
     * stays.
     *
     * <p><b>Buffers.</b> {@code bytes} belongs to the operation until the future completes; leave it alone even after
     * a cancel.
     *
     * @param path the file
     * @param bytes what to write
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of {@code path}
     */
    CompletableFuture<Path> write(Path path, byte[] bytes, OpenOption... options);

    /**
     * Writes lines to a file in the template's charset, each followed by {@link System#lineSeparator()}.
     *
     * <p><b>Errors.</b> As {@link #write(Path, Iterable, Charset, OpenOption...)}.
     *
     * @param path the file
     * @param lines what to write; iterated on a worker
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of {@code path}
     */
    CompletableFuture<Path> write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options);

    /**
     * Writes lines to a file, each followed by {@link System#lineSeparator()}.
     *
     * <p><b>Errors.</b> As {@link #write(Path, byte[], OpenOption...)}, and {@link
     * java.nio.charset.CharacterCodingException} when a character has no place in the charset; the lines before it
     * are written then.
     *
     * <p><b>Cancellation.</b> A write that has begun goes on to its end. When it fails, what was written until then
     * stays.
     *
     * <p><b>Threads.</b> {@code lines} is iterated on a worker: do not change it before the future completes.
     *
     * @param path the file
     * @param lines what to write
     * @param cs the charset
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of {@code path}
     */
    CompletableFuture<Path> write(Path path, Iterable<? extends CharSequence> lines, Charset cs, OpenOption... options);

    /**
     * Writes text to a file in the template's charset.
     *
     * <p><b>Errors.</b> As {@link #writeString(Path, CharSequence, Charset, OpenOption...)}.
     *
     * @param path the file
     * @param csq what to write
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of {@code path}
     */
    CompletableFuture<Path> writeString(Path path, CharSequence csq, OpenOption... options);

    /**
     * Writes text to a file.
     *
     * <p><b>Errors.</b> As {@link #write(Path, byte[], OpenOption...)}, and {@link
     * java.nio.charset.CharacterCodingException} when a character has no place in the charset; the file is not
     * touched then.
     *
     * <p><b>Cancellation.</b> A write that has begun goes on to its end. When it fails, what was written until then
     * stays.
     *
     * <p><b>Buffers.</b> {@code csq} is encoded on a worker: do not change it before the future completes.
     *
     * @param path the file
     * @param csq what to write
     * @param cs the charset
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of {@code path}
     */
    CompletableFuture<Path> writeString(Path path, CharSequence csq, Charset cs, OpenOption... options);

    /**
     * Compares two files byte by byte.
     *
     * <p><b>Errors.</b> As {@link #readAllBytes(Path)}, but files of any size can be compared.
     *
     * @param path one file
     * @param path2 the other file
     * @return a future of the position of the first byte that differs, or of -1 when all are equal; the length of the
     *     shorter file, when it is the beginning of the longer one
     */
    CompletableFuture<Long> mismatch(Path path, Path path2);

    // Copying, moving, deleting

    /**
     * Copies a file, or an empty directory in place of one that is not empty; see {@link Files#copy(Path, Path,
     * CopyOption...)} for what is kept. For a directory with its content see {@link #copyRecursively}.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException} when the target exists and is not to be
     * replaced, {@link java.nio.file.DirectoryNotEmptyException} when it is a directory that is not empty, {@link
     * java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException}.
     *
     * <p><b>Cancellation.</b> A copy that has begun goes on to its end. When it fails, a part of the target may
     * remain.
     *
     * @param source what to copy
     * @param target what the copy is called
     * @param options {@code REPLACE_EXISTING}, {@code COPY_ATTRIBUTES}, {@code NOFOLLOW_LINKS}
     * @return a future of {@code target}
     */
    CompletableFuture<Path> copy(Path source, Path target, CopyOption... options);

    /**
     * Copies a stream to a file; the stream is left open.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException} when the target exists and is not to be
     * replaced, and what the stream throws.
     *
     * <p><b>Threads.</b> The stream is read on a worker, which it occupies for as long as it has nothing to give.
     *
     * @param in read to its end
     * @param target the file
     * @param options {@code REPLACE_EXISTING}
     * @return a future of the number of bytes copied
     */
    CompletableFuture<Long> copy(InputStream in, Path target, CopyOption... options);

    /**
     * Copies a file to a stream; the stream is left open.
     *
     * <p><b>Errors.</b> As {@link #readAllBytes(Path)}, for files of any size, and what the stream throws.
     *
     * <p><b>Threads.</b> The stream is written on a worker, which it occupies for as long as it takes nothing.
     *
     * @param source the file
     * @param out written to
     * @return a future of the number of bytes copied
     */
    CompletableFuture<Long> copy(Path source, OutputStream out);

    /**
     * Copies a file or a directory with all its content, in one hop. Symbolic links are copied as links. The parent
     * of the target must exist.
     *
     * <p>It goes by paths: a directory that somebody swaps for a link meanwhile may be followed.
     *
     * <p>With {@code REPLACE_EXISTING}, directories that exist already are merged and files in them replaced.
     *
     * <p><b>Errors.</b> As {@link #copy(Path, Path, CopyOption...)}, at the first entry that cannot be copied; {@link
     * java.nio.file.FileSystemException} when the target lies in the source. What was copied until then stays.
     *
     * <p><b>Cancellation.</b> Stops before the next entry.
     *
     * @param source what to copy
     * @param target what the copy is called
     * @param options {@code REPLACE_EXISTING}, {@code COPY_ATTRIBUTES}
     * @return a future of {@code target}
     */
    CompletableFuture<Path> copyRecursively(Path source, Path target, CopyOption... options);

    /**
     * Moves or renames a file or directory; see {@link Files#move(Path, Path, CopyOption...)}.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException} when the target exists and is not to be
     * replaced, {@link java.nio.file.AtomicMoveNotSupportedException}, {@link
     * java.nio.file.DirectoryNotEmptyException} when a directory with content would have to be replaced or to cross
     * file systems, {@link java.nio.file.NoSuchFileException}.
     *
     * @param source what to move
     * @param target where to
     * @param options {@code REPLACE_EXISTING}, {@code ATOMIC_MOVE}
     * @return a future of {@code target}
     */
    CompletableFuture<Path> move(Path source, Path target, CopyOption... options);

    /**
     * Moves or renames a file or directory to a place that need not exist yet, in one hop: creates the directories above
     * the target, moves, and deletes the directories above the source that are empty then, up to the first that is not.
     * One that cannot be deleted stays, without an error.
     *
     * <p><b>Errors.</b> As {@link #move} and {@link #createDirectories}. The directories created until then stay.
     *
     * @param source what to move
     * @param target where to
     * @param options {@code REPLACE_EXISTING}, {@code ATOMIC_MOVE}
     * @return a future of {@code target}
     */
    CompletableFuture<Path> moveWithParents(Path source, Path target, CopyOption... options);

    /**
     * Deletes a file, a link or an empty directory.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.DirectoryNotEmptyException}.
     *
     * @param path what to delete
     * @return a future that completes when it is gone
     */
    CompletableFuture<@Nullable Void> delete(Path path);

    /**
     * Deletes a file, a link or an empty directory, if it exists.
     *
     * <p><b>Errors.</b> {@link java.nio.file.DirectoryNotEmptyException}.
     *
     * @param path what to delete
     * @return a future of whether it existed
     */
    CompletableFuture<Boolean> deleteIfExists(Path path);

    /**
     * Deletes a file or a directory with all its content, if it exists, in one hop. A symbolic link is deleted and
     * never followed, also when somebody swaps one in meanwhile, where the file system can tell (Linux, macOS).
     *
     * <p><b>Errors.</b> What cannot be deleted does not keep the rest: the first failure is reported, with the next
     * ones as suppressed exceptions.
     *
     * <p><b>Cancellation.</b> Stops before the next entry.
     *
     * @param path what to delete
     * @return a future of whether it existed
     */
    CompletableFuture<Boolean> deleteRecursively(Path path);

    /**
     * Deletes a file, a link or an empty directory, and the directories above it that are empty then, up to the first
     * that is not, in one hop. One of those that cannot be deleted stays, without an error. A relative path reaches no
     * higher than the working directory.
     *
     * <p><b>Errors.</b> As {@link #delete}.
     *
     * @param path what to delete
     * @return a future that completes when it is gone
     */
    CompletableFuture<@Nullable Void> deleteWithEmptyParents(Path path);

    // Creating

    /**
     * Creates an empty file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException}, {@link java.nio.file.NoSuchFileException}
     * when its directory does not exist.
     *
     * @param path the file
     * @param attrs set when it is created
     * @return a future of {@code path}
     */
    CompletableFuture<Path> createFile(Path path, FileAttribute<?>... attrs);

    /**
     * Creates a directory whose parent exists.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException}, {@link java.nio.file.NoSuchFileException}
     * when its parent does not exist.
     *
     * @param dir the directory
     * @param attrs set when it is created
     * @return a future of {@code dir}
     */
    CompletableFuture<Path> createDirectory(Path dir, FileAttribute<?>... attrs);

    /**
     * Creates a directory and those above it that do not exist.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException} when it exists and is no directory.
     *
     * @param dir the directory
     * @param attrs set when it is created
     * @return a future of the directory
     */
    CompletableFuture<Path> createDirectories(Path dir, FileAttribute<?>... attrs);

    /**
     * Creates an empty file with a random name, readable and writable only by its owner unless the attributes say
     * otherwise. It is not deleted by itself.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException} when the directory does not exist, {@link
     * IllegalArgumentException} for a prefix or suffix that is no part of a name.
     *
     * @param dir where to create it
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @param attrs set when it is created
     * @return a future of its path
     */
    CompletableFuture<Path> createTempFile(
            Path dir, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attrs);

    /**
     * Creates an empty file with a random name in the system's directory for temporary files, as {@link
     * #createTempFile(Path, String, String, FileAttribute...)} does.
     *
     * @param prefix how the name begins, or {@code null}
     * @param suffix how it ends, {@code null} for {@code .tmp}
     * @param attrs set when it is created
     * @return a future of its path
     */
    CompletableFuture<Path> createTempFile(@Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attrs);

    /**
     * Creates a directory with a random name, for its owner only unless the attributes say otherwise. It is not
     * deleted by itself.
     *
     * <p><b>Errors.</b> As {@link #createTempFile(Path, String, String, FileAttribute...)}.
     *
     * @param dir where to create it
     * @param prefix how the name begins, or {@code null}
     * @param attrs set when it is created
     * @return a future of its path
     */
    CompletableFuture<Path> createTempDirectory(Path dir, @Nullable String prefix, FileAttribute<?>... attrs);

    /**
     * Creates a directory with a random name in the system's directory for temporary files, as {@link
     * #createTempDirectory(Path, String, FileAttribute...)} does.
     *
     * @param prefix how the name begins, or {@code null}
     * @param attrs set when it is created
     * @return a future of its path
     */
    CompletableFuture<Path> createTempDirectory(@Nullable String prefix, FileAttribute<?>... attrs);

    // Links

    /**
     * Creates a symbolic link. Its target need not exist.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException}; {@link UnsupportedOperationException} where
     * the file system has no symbolic links.
     *
     * @param link the link
     * @param target what it points to, as it is: a relative path is relative to the link's directory
     * @param attrs set when it is created
     * @return a future of {@code link}
     */
    CompletableFuture<Path> createSymbolicLink(Path link, Path target, FileAttribute<?>... attrs);

    /**
     * Creates a second name (a hard link) for a file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.FileAlreadyExistsException}, {@link java.nio.file.NoSuchFileException};
     * {@link UnsupportedOperationException} where the file system has no hard links.
     *
     * @param link the new name
     * @param existing the file
     * @return a future of {@code link}
     */
    CompletableFuture<Path> createLink(Path link, Path existing);

    /**
     * Reads where a symbolic link points to.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NotLinkException}, {@link java.nio.file.NoSuchFileException}.
     *
     * @param link the link
     * @return a future of its target, as it is stored
     */
    CompletableFuture<Path> readSymbolicLink(Path link);

    // Looking

    /**
     * Tells whether something exists.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look for
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the answer
     */
    CompletableFuture<Boolean> exists(Path path, LinkOption... options);

    /**
     * Tells whether something does not exist; where that cannot be told, this is {@code false}, and {@link #exists}
     * too.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look for
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the answer
     */
    CompletableFuture<Boolean> notExists(Path path, LinkOption... options);

    /**
     * Tells whether something is a directory; {@code false} also when it does not exist or that cannot be told.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look at
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isDirectory(Path path, LinkOption... options);

    /**
     * Tells whether something is a regular file; {@code false} also when it does not exist or that cannot be told.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look at
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isRegularFile(Path path, LinkOption... options);

    /**
     * Tells whether something is a symbolic link; {@code false} also when that cannot be told.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look at
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isSymbolicLink(Path path);

    /**
     * Tells whether something is there and may be read by this process; {@code false} also when that cannot be told.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look at
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isReadable(Path path);

    /**
     * Tells whether something is there and may be written by this process; {@code false} also when that cannot be
     * told.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look at
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isWritable(Path path);

    /**
     * Tells whether something is there and may be executed by this process; {@code false} also when that cannot be
     * told.
     *
     * <p><b>Errors.</b> None of the file system's.
     *
     * @param path what to look at
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isExecutable(Path path);

    /**
     * Tells whether a file is hidden, by the rules of its file system: on Unix, whether its name begins with a dot.
     *
     * @param path the file
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isHidden(Path path);

    /**
     * Tells whether two paths lead to the same file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException} when the paths differ and one does not exist.
     *
     * @param path one path
     * @param path2 the other path
     * @return a future of the answer
     */
    CompletableFuture<Boolean> isSameFile(Path path, Path path2);

    /**
     * Reads the size of a file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException}.
     *
     * @param path the file
     * @return a future of its size in bytes
     */
    CompletableFuture<Long> size(Path path);

    /**
     * Guesses the type of a file, on most systems from its name; see {@link Files#probeContentType(Path)}.
     *
     * @param path the file, which need not exist
     * @return a future of the media type, of {@code null} when it is not known
     */
    CompletableFuture<@Nullable String> probeContentType(Path path);

    /**
     * Finds where a file is stored. The methods of {@link FileStore} that ask for space do block; for one of them, see
     * {@link #getUsableSpace}.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException}.
     *
     * @param path the file
     * @return a future of its store
     */
    CompletableFuture<FileStore> getFileStore(Path path);

    /**
     * Finds out how much can be written where a file is stored, as {@link FileStore#getUsableSpace()} does: a hint, which
     * may be wrong a moment later.
     *
     * <p><b>Errors.</b> As {@link #getFileStore}.
     *
     * @param path the file
     * @return a future of the space that is left to this process, in bytes
     */
    CompletableFuture<Long> getUsableSpace(Path path);

    // Attributes

    /**
     * Reads several attributes in one call.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException};
     * {@link UnsupportedOperationException} where the file system has no such attributes.
     *
     * @param <A> the type of the attributes
     * @param path the file
     * @param type {@code BasicFileAttributes} or {@code PosixFileAttributes}, for example
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the attributes
     */
    <A extends BasicFileAttributes> CompletableFuture<A> readAttributes(
            Path path, Class<A> type, LinkOption... options);

    /**
     * Reads several attributes by name; see {@link Files#readAttributes(Path, String, LinkOption...)}.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException};
     * {@link IllegalArgumentException} for unknown names.
     *
     * @param path the file
     * @param attributes names, separated by commas: {@code size,lastModifiedTime}, {@code posix:*}
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the values by name
     */
    CompletableFuture<Map<String, Object>> readAttributes(Path path, String attributes, LinkOption... options);

    /**
     * Reads one attribute by name; see {@link Files#getAttribute(Path, String, LinkOption...)}.
     *
     * <p><b>Errors.</b> As {@link #readAttributes(Path, String, LinkOption...)}.
     *
     * @param path the file
     * @param attribute its name, for example {@code unix:uid}
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the value
     */
    CompletableFuture<@Nullable Object> getAttribute(Path path, String attribute, LinkOption... options);

    /**
     * Sets one attribute by name; see {@link Files#setAttribute(Path, String, Object, LinkOption...)}.
     *
     * <p><b>Errors.</b> As {@link #readAttributes(Path, String, LinkOption...)}; {@link ClassCastException} for a
     * value of a wrong type.
     *
     * @param path the file
     * @param attribute its name
     * @param value the new value
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of {@code path}
     */
    CompletableFuture<Path> setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options);

    /**
     * Reads when a file was changed last.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException}.
     *
     * @param path the file
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the time
     */
    CompletableFuture<FileTime> getLastModifiedTime(Path path, LinkOption... options);

    /**
     * Sets when a file was changed last.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException}.
     *
     * @param path the file
     * @param time the new time
     * @return a future of {@code path}
     */
    CompletableFuture<Path> setLastModifiedTime(Path path, FileTime time);

    /**
     * Reads who may do what with a file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException};
     * {@link UnsupportedOperationException} where the file system has no such permissions.
     *
     * @param path the file
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the permissions
     */
    CompletableFuture<Set<PosixFilePermission>> getPosixFilePermissions(Path path, LinkOption... options);

    /**
     * Sets who may do what with a file.
     *
     * <p><b>Errors.</b> As {@link #getPosixFilePermissions}.
     *
     * @param path the file
     * @param perms the new permissions
     * @return a future of {@code path}
     */
    CompletableFuture<Path> setPosixFilePermissions(Path path, Set<PosixFilePermission> perms);

    /**
     * Reads who owns a file.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException};
     * {@link UnsupportedOperationException} where the file system has no owners.
     *
     * @param path the file
     * @param options {@code NOFOLLOW_LINKS} to look at a link itself
     * @return a future of the owner
     */
    CompletableFuture<@Nullable UserPrincipal> getOwner(Path path, LinkOption... options);

    /**
     * Sets who owns a file, which takes privileges on most systems.
     *
     * <p><b>Errors.</b> As {@link #getOwner}.
     *
     * @param path the file
     * @param owner the new owner
     * @return a future of {@code path}
     */
    CompletableFuture<Path> setOwner(Path path, UserPrincipal owner);

    // Directories

    /**
     * Lists a directory: the paths of its entries, in no particular order, without {@code .} and {@code ..}.
     *
     * <p>The publisher is cold: each subscription opens the directory anew, at its first request. Entries are fetched
     * in batches of 256, one hop each, ahead of what is requested as far as the template {@linkplain
     * AsyncFileTemplateBuilder#readAhead reads ahead}. What is created or deleted meanwhile may or may not appear.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NotDirectoryException}, {@link java.nio.file.NoSuchFileException},
     * {@link java.nio.file.AccessDeniedException}, to {@code onError}.
     *
     * <p><b>Cancellation.</b> Closes the directory, on a worker.
     *
     * @param dir the directory
     * @return a publisher of paths; {@link AsyncFiles#toList} makes a future of a list of it
     */
    Flow.Publisher<Path> list(Path dir);

    /**
     * Lists a directory with the attributes of each entry, read in the same hop: what would otherwise be one hop for
     * each. An entry that is gone before its attributes are read is left out.
     *
     * <p>The publisher is cold: each subscription opens the directory anew, at its first request. Entries are fetched
     * in batches of 256, one hop each, ahead of what is requested as far as the template {@linkplain
     * AsyncFileTemplateBuilder#readAhead reads ahead}. What is created or deleted meanwhile may or may not appear.
     *
     * <p><b>Errors.</b> {@link java.nio.file.NotDirectoryException}, {@link java.nio.file.NoSuchFileException},
     * {@link java.nio.file.AccessDeniedException}, to {@code onError}.
     *
     * <p><b>Cancellation.</b> Closes the directory, on a worker.
     *
     * @param dir the directory
     * @return a publisher of entries; {@link AsyncFiles#toList} makes a future of a list of it
     */
    Flow.Publisher<DirectoryEntry> entries(Path dir);

    /**
     * Lists a file tree with the attributes of each file, read in the same hop: depth first, a directory before what is in
     * it, in no particular order otherwise.
     *
     * <p><b>Errors.</b> As {@link #walk(Path, int, FileVisitOption...)}.
     *
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0; 0 is the start alone
     * @param options {@code FOLLOW_LINKS}
     * @return a publisher of entries, whose attributes are those of a link's target where links are followed
     * @throws IllegalArgumentException when the depth is negative
     */
    Flow.Publisher<DirectoryEntry> entries(Path start, int maxDepth, FileVisitOption... options);

    /**
     * Walks a file tree to the bottom.
     *
     * @param start the file or directory to begin with
     * @param options {@code FOLLOW_LINKS}
     * @return a publisher of paths
     * @see #walk(Path, int, FileVisitOption...)
     */
    Flow.Publisher<Path> walk(Path start, FileVisitOption... options);

    /**
     * Walks a file tree: depth first, a directory before what is in it, in no particular order otherwise.
     *
     * <p>The publisher is cold: each subscription walks anew, from its first request on. Files are fetched in batches of
     * 256, one hop each, ahead of what is requested as far as the template {@linkplain
     * AsyncFileTemplateBuilder#readAhead reads ahead}. What is created, deleted or moved meanwhile may or may not appear,
     * and what is gone when it is looked at is left out.
     *
     * <p><b>Errors.</b> To {@code onError}: {@link java.nio.file.NoSuchFileException} when the start does not exist,
     * {@link java.nio.file.AccessDeniedException} when a directory cannot be read,
     * {@link java.nio.file.FileSystemLoopException} when a followed link leads to a directory above it.
     *
     * <p><b>Cancellation.</b> Closes what is open, on a worker.
     *
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0; 0 is the start alone
     * @param options {@code FOLLOW_LINKS}
     * @return a publisher of paths, the start first, each resolved against it
     * @throws IllegalArgumentException when the depth is negative
     */
    Flow.Publisher<Path> walk(Path start, int maxDepth, FileVisitOption... options);

    /**
     * Walks a file tree and picks files.
     *
     * <p><b>Errors.</b> As {@link #walk(Path, int, FileVisitOption...)}, and what the matcher throws.
     *
     * <p><b>Threads.</b> The matcher is called on workers, one file after the other; it may block, but keeps them from
     * other work then.
     *
     * @param start the file or directory to begin with
     * @param maxDepth how many levels below it to go down, at least 0
     * @param matcher decides, by path and attributes, which were read in the same hop
     * @param options {@code FOLLOW_LINKS}
     * @return a publisher of the paths that were picked
     * @throws IllegalArgumentException when the depth is negative
     */
    Flow.Publisher<Path> find(
            Path start, int maxDepth, BiPredicate<Path, BasicFileAttributes> matcher, FileVisitOption... options);

    // Streams of content

    /**
     * Reads a file of any size, chunk by chunk, as fast as its subscriber wants them.
     *
     * @param path the file
     * @return a publisher of its bytes
     * @see #read(Path, long, long)
     */
    Flow.Publisher<ByteBuffer> read(Path path);

    /**
     * Reads a part of a file of any size, chunk by chunk, as fast as its subscriber wants them.
     *
     * <p>The publisher is cold: each subscription opens the file anew, at its first request, and reads to the end of the
     * part or, if that comes first, of the file, wherever that is by then. All chunks but the last have the template's
     * {@linkplain AsyncFileTemplateBuilder#bufferSize buffer size}, unless the file grows meanwhile. One that is in memory is read on the thread that
     * requests it, where the engine can; others on workers, ahead of what is requested as far as the template
     * {@linkplain AsyncFileTemplateBuilder#readAhead reads ahead}.
     *
     * <p><b>Errors.</b> To {@code onError}, after everything before was delivered: as
     * {@link #open(Path, OpenOption...)}, and {@link java.nio.file.FileSystemException} when the file cannot be read.
     *
     * <p><b>Cancellation.</b> Closes the file, on a worker.
     *
     * <p><b>Buffers.</b> Each chunk is a new one and belongs to the subscriber. For large files see
     * {@link ByteBufferPool}.
     *
     * @param path the file
     * @param position where to begin, in bytes, at least 0; at or beyond the end there is nothing
     * @param length how many bytes at most, at least 0
     * @return a publisher of the bytes
     * @throws IllegalArgumentException when a number is negative
     */
    Flow.Publisher<ByteBuffer> read(Path path, long position, long length);

    /**
     * Reads a part of a file of any size into buffers from elsewhere: those of a {@link ByteBufferPool}, or of a framework.
     *
     * <p><b>Buffers.</b> What was given to the subscriber belongs to it; what it does not get any more, after it has
     * cancelled or thrown, is released.
     *
     * @param <T> the type of the buffers
     * @param path the file
     * @param position where to begin, in bytes, at least 0
     * @param length how many bytes at most, at least 0
     * @param buffers make the chunks
     * @return a publisher of the bytes
     * @throws IllegalArgumentException when a number is negative
     * @see #read(Path, long, long)
     */
    <T> Flow.Publisher<T> read(Path path, long position, long length, BufferAllocator<T> buffers);

    /**
     * Reads the lines of a file of any size in the template's charset.
     *
     * @param path the file
     * @return a publisher of its lines
     * @see #lines(Path, TextFormat)
     */
    Flow.Publisher<String> lines(Path path);

    /**
     * Reads the lines of a file of any size. A line ends with {@code \n}, {@code \r\n} or {@code \r}.
     *
     * @param path the file
     * @param cs its charset
     * @return a publisher of its lines
     * @see #lines(Path, TextFormat)
     */
    Flow.Publisher<String> lines(Path path, Charset cs);

    /**
     * Reads the lines of a file of any size, as fast as its subscriber wants them.
     *
     * <p>The publisher is cold: each subscription opens the file anew, at its first request. Lines are fetched in batches
     * of up to 1,024, one hop each, ahead of what is requested as far as the template {@linkplain
     * AsyncFileTemplateBuilder#readAhead reads ahead}.
     *
     * <p><b>Errors.</b> To {@code onError}, after all lines before were delivered: as {@link #open(Path, OpenOption...)};
     * {@link LineTooLongException} for a line that is longer than the template allows;
     * {@link java.nio.charset.MalformedInputException}, with path and place, where the format reports it.
     *
     * <p><b>Cancellation.</b> Closes the file, on a worker.
     *
     * @param path the file
     * @param format its charset, what to do with malformed input, where lines end
     * @return a publisher of its lines, without what ends them
     */
    Flow.Publisher<String> lines(Path path, TextFormat format);

    /**
     * Writes what a publisher gives out to a file.
     *
     * @param path the file
     * @param content subscribed to at once; its buffers are drained
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of the number of bytes written
     * @see #write(Path, Flow.Publisher, BufferAllocator, OpenOption...)
     */
    CompletableFuture<Long> write(Path path, Flow.Publisher<ByteBuffer> content, OpenOption... options);

    /**
     * Writes what a publisher gives out to a file, as it comes. The publisher is subscribed to at once and asked for
     * buffers when the file is open: for 16 at first, then for as many as were written. What comes together is written
     * in one hop, small buffers in one system call. Bytes are not forced to the disk.
     *
     * <p><b>Errors.</b> As {@link #write(Path, byte[], OpenOption...)}, and what the publisher fails with. The publisher is
     * cancelled when the file cannot be opened or written.
     *
     * <p>After a failure the file is closed, and then the future fails: what was written until then stays, in the order in
     * which it came, and nothing after a gap. A file that was opened with {@code TRUNCATE_EXISTING} has lost its old content
     * by then.
     *
     * <p><b>Cancellation.</b> Cancels the publisher. A worker that is writing goes on to the end of what it has, and the
     * file is closed then.
     *
     * <p><b>Buffers.</b> Each is released when it is written, or will not be: after a failure or a cancel, too.
     *
     * @param <T> the type of the buffers
     * @param path the file
     * @param content subscribed to at once
     * @param buffers know what is in them, and take them back
     * @param options how it is opened; none at all means {@code CREATE}, {@code TRUNCATE_EXISTING} and {@code WRITE}
     * @return a future of the number of bytes written, completed when the file is closed
     */
    <T> CompletableFuture<Long> write(
            Path path, Flow.Publisher<? extends T> content, BufferAllocator<T> buffers, OpenOption... options);

    // What changes

    /**
     * Follows a file that grows, say a log: its lines in the template's charset, and what happens to it.
     *
     * @param path the file
     * @param from where to begin
     * @return a publisher that does not end by itself
     * @see #tail(Path, TailFrom, TextFormat)
     */
    Flow.Publisher<TailEvent> tail(Path path, TailFrom from);

    /**
     * Follows a file that grows, say a log. A line is delivered when it is complete: when what ends it, {@code \n} or
     * {@code \r\n}, was written, or the file has been replaced.
     *
     * <p><b>Rotation.</b> When the file is renamed or deleted and another one is created in its place, the old one is read
     * to its end, and then the new one from its beginning, once something stands in it: no line is lost and none comes
     * twice, as long as the writer has finished the old file by then. Files that were replaced before they could be opened
     * are found again in the same directory, under the file's name with a number or a date ({@code app.log}:
     * {@code app.log.1}, {@code app.log-20261122}, {@code app.2026-11-22.log}), unless they are compressed or deleted by
     * then, or begin with the very bytes of one that was read, as copies do. A symbolic link is followed where it leads,
     * and may be turned; what it leads to should not be rotated more than once between two looks.
     *
     * <p><b>Truncation.</b> When the file is cut off, or emptied and written anew, also in between, {@link
     * TailEvent.Truncated} is delivered, and then what was written after that. No line comes twice; those that stood in the
     * file unread are lost, which cannot be helped. A truncation is told by what stands in the file: when it begins with
     * the very bytes it began with before, it counts as shortened, and what comes after its new end is delivered.
     *
     * <p>A file that does not exist is waited for. Changes are noticed by watching the directory, where the file system
     * tells of them, and by looking once a second in any case (ten times a second where it does not). No thread waits for
     * any of this. A file that is created and deleted between two looks is never seen; where files have no
     * {@linkplain BasicFileAttributes#fileKey key} (Windows), neither is a rotation. Nothing is read that is not wanted, but for what the template {@linkplain
     * AsyncFileTemplateBuilder#readAhead reads ahead}.
     *
     * <p><b>Errors.</b> To {@code onError}: {@link java.nio.file.AccessDeniedException}, {@link
     * java.nio.file.FileSystemException} when it is no regular file or cannot be read, {@link LineTooLongException},
     * {@link java.nio.charset.MalformedInputException} where the format reports it.
     *
     * <p><b>Cancellation.</b> Closes the file, on a worker.
     *
     * @param path the file
     * @param from where to begin in the file that is there when it is first opened; every later one is read from its
     *     beginning
     * @param format its charset, and what to do with malformed input; newlines are as above, whatever it says
     * @return a publisher that does not end by itself
     */
    Flow.Publisher<TailEvent> tail(Path path, TailFrom from, TextFormat format);

    /**
     * Watches a directory: which entries are created, modified and deleted in it, but not below it.
     *
     * <p>The publisher is cold: each subscription watches from its first request on. Its first event is {@linkplain
     * DirectoryEvent#isOverflow an overflow}: from there on nothing is missed, so list the directory then. Several modifications of an entry may come
     * as one. Where events come faster than the subscriber takes them, or than the system keeps them, what waits is
     * replaced by another overflow: list the directory again then.
     *
     * <p><b>Errors.</b> To {@code onError}: {@link java.nio.file.NotDirectoryException}, {@link
     * java.nio.file.NoSuchFileException} when it does not exist, also later; {@link UnsupportedOperationException} where the
     * file system cannot tell; {@link java.io.IOException} when the system watches too much already.
     *
     * <p><b>Threads.</b> One for all watches of a file system, while there are any.
     *
     * <p><b>Cancellation.</b> Ends the watch, on a worker.
     *
     * @param dir the directory
     * @return a publisher that does not end by itself
     */
    Flow.Publisher<DirectoryEvent> watch(Path dir);

    /**
     * Watches a directory and all below it, also those that are created later; links are not followed. What is in a new
     * directory already when its watch begins is reported as created, once or, if it has just come, twice; if that is very
     * much, by an overflow. A directory below that may not be read is left out.
     *
     * <p>Takes a watch of the system for each directory: Linux allows a process some thousands or more
     * ({@code fs.inotify.max_user_watches}).
     *
     * <p><b>Errors.</b> As {@link #watch}.
     *
     * @param dir the directory
     * @return a publisher that does not end by itself
     * @see #watch
     */
    Flow.Publisher<DirectoryEvent> watchRecursively(Path dir);
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * An open file of text. All methods work at a cursor, in the order in which they were called, awaited or not; what is
 * said of the cursor methods of {@link AsyncFile} about batches, errors and cancellation holds here too.
 *
 * <p>Characters are decoded piece by piece, and none is ever split: not by the border of a chunk, and a surrogate pair
 * not by {@link #read(int)}. Lines that have been read ahead are returned at once, by a future that is already complete.
 *
 * <p>Positions are in bytes, as the file system has them. {@link #position()} is right after any character of any
 * charset; only positions that it has returned may be given to {@link #position(long)}.
 *
 * <p><b>Errors.</b> {@link java.nio.charset.MalformedInputException} and
 * {@link java.nio.charset.UnmappableCharacterException}, with path and byte position in their message, where the
 * {@linkplain TextFormat format} has them reported: after everything before them was returned, and each time again.
 */
public interface AsyncTextFile {

    /**
     * Reads characters.
     *
     * @param length how many {@code char}s at most, at least 0; one more, or one less, where that would split a pair
     * @return a future of the text, shorter only at the end of the file; empty there
     * @throws IllegalArgumentException when the length is negative
     */
    CompletableFuture<String> read(int length);

    /**
     * Reads to the end of the file.
     *
     * @return a future of the text; fails with a {@link FileTooLargeException} when there is more than the template reads
     *     as a whole
     */
    CompletableFuture<String> readString();

    /**
     * Reads a line.
     *
     * @return a future of the line without what ends it, of {@code null} at the end of the file; fails with a
     *     {@link LineTooLongException}, and the cursor stays
     */
    CompletableFuture<@Nullable String> readLine();

    /**
     * Reads lines, many in one hop.
     *
     * @param most how many at most, at least 0
     * @return a future of the lines in an unmodifiable list, fewer only at the end of the file; fails as
     *     {@link #readLine}, and the lines before are lost
     */
    CompletableFuture<List<String>> readLines(int most);

    /**
     * Reads all lines to the end of the file, in one hop.
     *
     * @return a future of the lines in an unmodifiable list; fails as {@link #readLine} and {@link #readString}, and the
     *     cursor stays
     */
    CompletableFuture<List<String>> readLines();

    /**
     * Reads the lines to the end of the file as they are requested. Fetches them in batches, so that the cursor runs
     * ahead of what was handed out: use no other method meanwhile.
     *
     * @return a publisher that may be subscribed to once at a time; cancelling it leaves the file open
     */
    Flow.Publisher<String> lines();

    /**
     * Writes text.
     *
     * @param csq to write; must not change before the future completes
     * @return a future of the number of bytes
     */
    CompletableFuture<Integer> write(CharSequence csq);

    /**
     * Writes lines, each followed by a newline.
     *
     * @param lines to write, without newlines; iterated on a worker
     * @return a future of the number of bytes
     */
    CompletableFuture<Integer> writeLines(Iterable<? extends CharSequence> lines);

    /** {@return a future of the position after what was read or written last, in bytes} */
    CompletableFuture<Long> position();

    /**
     * Moves the cursor.
     *
     * @param newPosition one that {@link #position()} has returned, 0, or the size of the file
     * @return a future of the new position
     * @throws IllegalArgumentException when the position is negative
     */
    CompletableFuture<Long> position(long newPosition);

    /** {@return a future of the size of the file in bytes; writes that still wait are not in it} */
    CompletableFuture<Long> size();

    /**
     * Cuts the file to a size.
     *
     * @param size in bytes, at least 0
     * @return a future of the size afterwards
     * @see AsyncFile#truncate(long)
     */
    CompletableFuture<Long> truncate(long size);

    /** {@return a future that completes when everything called before is done} */
    CompletableFuture<@Nullable Void> flush();

    /**
     * Forces what was written to the disk.
     *
     * @param metaData whether times and the like are to be forced too
     * @return a future that completes after the system call that covers it
     * @see AsyncFile#force(boolean)
     */
    CompletableFuture<@Nullable Void> force(boolean metaData);

    /** {@return the path it was opened by} */
    Path path();

    /** {@return how its bytes are read and written} */
    TextFormat format();

    /** {@return whether {@link #close} was not called yet} */
    boolean isOpen();

    /**
     * Closes the file when everything called before is done.
     *
     * @return a future that completes when it is closed
     * @see AsyncFile#close()
     */
    CompletableFuture<@Nullable Void> close();
}

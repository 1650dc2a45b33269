// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static java.nio.file.StandardOpenOption.READ;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** Reads, writes and compares whole files in one go: opened, done and closed in a single hop. */
public final class WholeFile {

    private static final Set<OpenOption> FOR_READING = Set.of(READ);

    /** Where the size is not known (0 is also what {@code /proc} claims), and to see whether a file ends where it said. */
    private static final int PROBE_BYTES = 512;

    private WholeFile() {}

    /**
     * Reads to the end of the file, wherever that turns out to be: the size is a hint for the first buffer, no more.
     *
     * @param engine that opens the file
     * @param path the file
     * @param limit asked before memory is taken
     * @return the content
     * @throws IOException when the file cannot be read, or the limit refuses it
     */
    public static byte[] read(FileEngine engine, Path path, SizeLimit limit) throws IOException {
        try (FileHandle file = engine.open(path, FOR_READING)) {
            return read(file, 0, Long.MAX_VALUE, size -> limit.check(path, size));
        }
    }

    /**
     * Reads from a position to the end of a file, or as many bytes as are wanted.
     *
     * @param file to read
     * @param position where to start, in bytes
     * @param most how many bytes at most
     * @param limit asked before memory is taken
     * @return the bytes
     * @throws IOException when the file cannot be read, or the limit refuses it
     */
    static byte[] read(FileHandle file, long position, long most, Growth limit) throws IOException {
        long expected = Math.min(most, Math.max(0, file.size() - position));
        limit.check(expected);
        ByteBuffer content = ByteBuffer.allocate(expected > 0 ? (int) expected : (int) Math.min(most, PROBE_BYTES));
        while (true) {
            Transfers.readFully(file, content, position + content.position());
            if (content.hasRemaining()) {
                return Arrays.copyOf(content.array(), content.position());
            }
            ByteBuffer more = ByteBuffer.allocate((int) Math.min(most - content.position(), PROBE_BYTES));
            if (Transfers.readFully(file, more, position + content.position()) == 0) {
                return content.array();
            }
            limit.check((long) content.position() + more.position());
            content = grown(content, most).put(more.flip());
        }
    }

    private static ByteBuffer grown(ByteBuffer content, long most) {
        long capacity = Math.max(2L * content.capacity(), content.capacity() + 2L * PROBE_BYTES);
        ByteBuffer larger = ByteBuffer.allocate((int) Math.min(capacity, Math.min(most, SizeLimit.MAX_ARRAY_BYTES)));
        return larger.put(content.flip());
    }

    /** Refuses to hold more in memory. */
    @FunctionalInterface
    public interface Growth {

        /**
         * Fails when that is too much.
         *
         * @param bytes to be held
         * @throws IOException when that is too much
         */
        void check(long bytes) throws IOException;
    }

    /**
     * Opens, writes and closes.
     *
     * @param engine that opens the file
     * @param path the file
     * @param content drained
     * @param options that include writing
     * @throws IOException when the file cannot be written; what was written until then stays
     */
    public static void write(FileEngine engine, Path path, ByteBuffer content, Set<? extends OpenOption> options)
            throws IOException {
        try (FileHandle file = engine.open(path, options)) {
            Transfers.writeFully(file, content, 0);
        }
    }

    /**
     * Opens, writes lines through a buffer, and closes.
     *
     * @param engine that opens the file
     * @param path the file
     * @param lines each followed by the line separator of the system
     * @param charset the encoding
     * @param options that include writing
     * @return how many bytes were written
     * @throws IOException when the file cannot be written or a character has no place in the charset; what was written
     *     until then stays
     */
    public static long writeLines(
            FileEngine engine,
            Path path,
            Iterable<? extends CharSequence> lines,
            Charset charset,
            Set<? extends OpenOption> options)
            throws IOException {
        // An encoder of our own reports what it cannot encode; the one that the writer makes would replace it.
        CharsetEncoder encoder = charset.newEncoder();
        // The stream is closed by itself too: on Java 17, a writer that fails to flush does not close it.
        try (HandleOutputStream bytes = new HandleOutputStream(engine.open(path, options))) {
            try (Writer text = new BufferedWriter(new OutputStreamWriter(bytes, encoder))) {
                for (CharSequence line : lines) {
                    text.append(line).append(System.lineSeparator());
                }
            }
            return bytes.count();
        } catch (CharacterCodingException e) {
            throw Text.named(e, path);
        }
    }

    /**
     * Copies all bytes of a file to a stream, which stays open.
     *
     * @param engine that opens the file
     * @param path the file
     * @param target written on this thread
     * @return how many bytes were copied
     * @throws IOException when reading or writing fails
     */
    public static long copyTo(FileEngine engine, Path path, OutputStream target) throws IOException {
        try (FileHandle file = engine.open(path, FOR_READING)) {
            ByteBuffer chunk = ByteBuffer.allocate(Transfers.HEAP_CHUNK_BYTES);
            long copied = 0;
            while (Transfers.readFully(file, chunk.clear(), copied) > 0) {
                target.write(chunk.array(), 0, chunk.position());
                copied += chunk.position();
            }
            return copied;
        }
    }

    /**
     * Finds the first difference, as {@link java.nio.file.Files#mismatch} does.
     *
     * @param engine that opens the files
     * @param path one file
     * @param other the other file
     * @return the position of the first byte that differs, -1 when none does
     * @throws IOException when a file cannot be read
     */
    public static long mismatch(FileEngine engine, Path path, Path other) throws IOException {
        if (engine.isSameFile(path, other)) {
            return -1;
        }
        try (FileHandle one = engine.open(path, FOR_READING);
                FileHandle two = engine.open(other, FOR_READING)) {
            ByteBuffer first = ByteBuffer.allocate(Transfers.HEAP_CHUNK_BYTES);
            ByteBuffer second = ByteBuffer.allocate(Transfers.HEAP_CHUNK_BYTES);
            for (long position = 0; ; position += first.limit()) {
                Transfers.readFully(one, first.clear(), position);
                Transfers.readFully(two, second.clear(), position);
                int difference = first.flip().mismatch(second.flip());
                if (difference >= 0) {
                    return position + difference;
                }
                if (!first.hasRemaining()) {
                    return -1;
                }
            }
        }
    }
}

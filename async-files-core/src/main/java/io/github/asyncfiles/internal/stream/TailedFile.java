// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Transfers;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows while it is read, and notices when what was read of it is there no more.
 *
 * <p>A size that has shrunk does not tell: a file may be emptied and written beyond where it was read between two looks. So
 * with everything that is read, the bytes before it and its own first ones are read <em>once more, afterwards</em>: if they
 * are as they were, nothing was cut off until then, and what was read is what stands there.
 */
final class TailedFile implements Closeable {

    /** How much is read once more, before and after a position. */
    private static final int CHECKED_BYTES = 1024;

    /** How much of its beginning is known, to tell whether all of a file was cut off. */
    private static final int HEAD_BYTES = 1024;

    private static final byte[] NONE = {};

    private final FileHandle file;
    private final Object key;

    private long position;
    /** What stands before the position. */
    private byte[] before = NONE;
    /** What the file begins with. */
    private byte[] head = NONE;

    private FileTime lastModified;

    private TailedFile(FileHandle file, @Nullable Object key, FileTime lastModified) {
        this.file = file;
        this.key = key;
        this.lastModified = lastModified;
    }

    /**
     * Opens what is at a path.
     *
     * @return the file, at its beginning; {@code null} when it is just being replaced
     */
    static @Nullable TailedFile open(FileEngine engine, Path path) throws IOException {
        BasicFileAttributes attributes = engine.readAttributes(path, BasicFileAttributes.class);
        FileHandle handle = engine.open(path, Set.of(StandardOpenOption.READ));
        try {
            TailedFile file = new TailedFile(handle, attributes.fileKey(), attributes.lastModifiedTime());
            if (!file.is(engine.readAttributes(path, BasicFileAttributes.class))) {
                handle.close();
                return null;
            }
            file.readHead();
            return file;
        } catch (Throwable t) {
            try (handle) {
                throw t;
            }
        }
    }

    FileHandle handle() {
        return file;
    }

    long position() {
        return position;
    }

    FileTime lastModified() {
        return lastModified;
    }

    /** {@return whether these are the attributes of this file; if the file system cannot tell, it is} */
    boolean is(BasicFileAttributes attributes) {
        if (key != null && attributes.fileKey() != null && !key.equals(attributes.fileKey())) {
            return false;
        }
        lastModified = attributes.lastModifiedTime();
        return true;
    }

    boolean hasKey(Object other) {
        return other.equals(key);
    }

    /** {@return what the file begins with, as far as that is known} */
    byte[] head() {
        return head;
    }

    /** {@return whether this begins as another file does: it is the same one, or a copy} */
    boolean beginsWith(byte[] otherHead) {
        int length = Math.min(head.length, otherHead.length);
        return length > 0 && Arrays.equals(head, 0, length, otherHead, 0, length);
    }

    /** {@return whether a line begins at the position} */
    boolean isAfter(byte[] newline) {
        int start = before.length - newline.length;
        return before.length == 0
                || start >= 0 && Arrays.equals(before, start, before.length, newline, 0, newline.length);
    }

    /** Goes to a place, wherever that is. */
    void moveTo(long newPosition) throws IOException {
        position = newPosition;
        before = bytesAt(Math.max(0, position - CHECKED_BYTES), (int) Math.min(position, CHECKED_BYTES));
    }

    /**
     * Reads what comes next.
     *
     * @param chunk empty; filled from its beginning on
     * @return whether what was read before is still there; if not, the chunk is empty
     */
    boolean read(ByteBuffer chunk) throws IOException {
        Transfers.readFully(file, chunk, position);
        int ahead = Math.min(chunk.position(), CHECKED_BYTES);
        byte[] again = bytesAt(position - before.length, before.length + ahead);
        boolean intact = again.length == before.length + ahead
                && Arrays.equals(again, 0, before.length, before, 0, before.length)
                && ByteBuffer.wrap(again, before.length, ahead)
                        .equals(chunk.duplicate().position(0).limit(ahead))
                && (position > 0 || beginsAsKnown(chunk));
        if (!intact) {
            chunk.clear();
            return false;
        }
        position += chunk.position();
        remember(chunk.duplicate().flip());
        if (head.length < HEAD_BYTES && head.length < position) {
            readHead();
        }
        return true;
    }

    /** Nothing stands before the first byte, but what comes there was looked at when the file was opened. */
    private boolean beginsAsKnown(ByteBuffer chunk) {
        return chunk.position() >= head.length
                && chunk.duplicate().position(0).limit(head.length).equals(ByteBuffer.wrap(head));
    }

    private void remember(ByteBuffer read) {
        int fromRead = Math.min(read.remaining(), CHECKED_BYTES);
        int kept = Math.min(before.length, CHECKED_BYTES - fromRead);
        byte[] last = Arrays.copyOfRange(before, before.length - kept, before.length + fromRead);
        read.get(read.limit() - fromRead, last, kept, fromRead);
        before = last;
    }

    private void readHead() throws IOException {
        head = bytesAt(0, HEAD_BYTES);
    }

    private byte[] bytesAt(long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        Transfers.readFully(file, bytes, from);
        return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
    }

    /**
     * Goes to where new content can be after something was cut off: to the beginning, or, when what the file begins with is
     * still there, to its end.
     *
     * @return whether that is the beginning
     */
    boolean recover() throws IOException {
        byte[] now = bytesAt(0, head.length);
        int length = Math.min(now.length, head.length);
        boolean emptied = length == 0 || !Arrays.equals(now, 0, length, head, 0, length);
        moveTo(emptied ? 0 : file.size());
        readHead();
        return emptied;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

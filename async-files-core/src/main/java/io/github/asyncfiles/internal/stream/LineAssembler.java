// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Cursor;
import io.github.asyncfiles.internal.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Puts lines together from chunks of bytes, wherever those end. A line ends with what {@code \n} is in the charset; a
 * {@code \r} before it belongs to its end.
 */
final class LineAssembler {

    /** Is given each line. */
    @FunctionalInterface
    interface Sink {
        void line(String text, long position, long nextPosition);
    }

    private final Path path;
    private final Charset charset;
    private final CodingErrorAction onMalformed;
    private final int longest;
    private final Cursor.LineLimit limit;
    private final byte[] newline;
    private final byte[] carriageReturn;

    /** The beginning of a line that has not ended, and what came with it. */
    private byte[] bytes = new byte[256];

    private int length;
    /** Where in the file that is. */
    private long position;
    /** How much of it was searched in vain. */
    private int searched;

    private boolean skipping;

    LineAssembler(Path path, Charset charset, CodingErrorAction onMalformed, int longest, Cursor.LineLimit limit) {
        this.path = path;
        this.charset = charset;
        this.onMalformed = onMalformed;
        this.longest = longest;
        this.limit = limit;
        this.newline = "\n".getBytes(charset);
        this.carriageReturn = "\r".getBytes(charset);
    }

    /** {@return what ends a line} */
    byte[] newline() {
        return newline;
    }

    /** Forgets what has come, and goes on at another place. */
    void moveTo(long newPosition, boolean inTheMiddleOfALine) {
        length = 0;
        searched = 0;
        position = newPosition;
        skipping = inTheMiddleOfALine;
    }

    /** Adds what was read next. */
    void add(ByteBuffer chunk, Sink sink) throws IOException {
        int more = chunk.remaining();
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
        chunk.get(bytes, length, more);
        length += more;
        int start = 0;
        for (int end = newlineFrom(start, searched); end >= 0; end = newlineFrom(start, start)) {
            emit(start, end, end + newline.length, sink);
            start = end + newline.length;
        }
        keepFrom(start);
        searched = length - length % newline.length;
        if (length > (long) longest * newline.length + carriageReturn.length) {
            throw limit.exceeded(position);
        }
    }

    /** The file has ended: what is left is the last line. */
    void end(Sink sink) throws IOException {
        if (length > 0) {
            emit(0, length, length, sink);
            keepFrom(length);
        }
        searched = 0;
    }

    private void keepFrom(int start) {
        System.arraycopy(bytes, start, bytes, 0, length - start);
        length -= start;
        position += start;
    }

    /** {@return where a newline is, {@code -1} if there is none; in units of its length, from the start of the line} */
    private int newlineFrom(int start, int from) {
        int unit = newline.length;
        if (unit == 1) {
            byte end = newline[0];
            for (int i = from; i < length; i++) {
                if (bytes[i] == end) {
                    return i;
                }
            }
            return -1;
        }
        for (int i = from; i + unit <= length; i += unit) {
            if (Arrays.equals(bytes, i, i + unit, newline, 0, unit)) {
                return i;
            }
        }
        return -1;
    }

    private void emit(int start, int end, int next, Sink sink) throws IOException {
        if (skipping) {
            skipping = false;
            return;
        }
        int unit = carriageReturn.length;
        boolean returns = end - start >= unit && Arrays.equals(bytes, end - unit, end, carriageReturn, 0, unit);
        int count = end - start - (returns ? unit : 0);
        if (count > (long) longest * newline.length) {
            throw limit.exceeded(position + start);
        }
        String text = Text.decode(bytes, start, count, charset, onMalformed, path, position + start);
        sink.line(text, position + start, position + next);
    }
}

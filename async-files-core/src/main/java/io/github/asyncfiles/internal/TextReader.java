// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a file piece by piece, ahead of who reads it, and knows the byte position of each character.
 *
 * <p>Used by one thread at a time. The methods whose names begin with {@code buffered} only look at what is decoded.
 */
public final class TextReader {

    private static final int FIRST_BYTES = 8 * 1024;
    private static final int BYTES = 64 * 1024;
    private static final Charset UTF_16 = StandardCharsets.UTF_16;
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final FileHandle file;
    private final Path path;
    private final Charset declared;
    private final CodingErrorAction onMalformed;
    private final LineBreaks breaks;
    private final boolean skipByteOrderMark;

    /** The one declared, or the one the byte order mark says. */
    private Charset charset;

    private CharsetDecoder decoder;
    /** Read and not yet decoded. */
    private ByteBuffer bytes = NO_BYTES;
    /** Where in the file the next bytes are read. */
    private long next;
    /** Decoded and not yet handed out: from {@link #start} to {@link #end}. */
    private char[] chars = {};

    private int start;
    private int end;

    /** How many characters were handed out since the last {@link #moveTo}. */
    private long handedOut;

    /** Where pieces begin that were decoded at once; the first holds the next character. */
    private final Deque<Piece> pieces = new ArrayDeque<>();

    private int terminatorChars;

    /** Character number {@code firstChar} was decoded from the byte at {@code firstByte}. */
    private record Piece(long firstChar, long firstByte) {}

    /**
     * Creates a reader at the beginning of a file.
     *
     * @param file to read
     * @param path its path, for messages
     * @param charset the encoding
     * @param onMalformed what to do with bytes that are no text
     * @param breaks where lines end
     * @param skipByteOrderMark whether a byte order mark of UTF-8 is left out
     */
    public TextReader(
            FileHandle file,
            Path path,
            Charset charset,
            CodingErrorAction onMalformed,
            LineBreaks breaks,
            boolean skipByteOrderMark) {
        this.file = file;
        this.path = path;
        this.declared = charset;
        this.charset = charset.equals(UTF_16) ? StandardCharsets.UTF_16BE : charset;
        this.onMalformed = onMalformed;
        this.breaks = breaks;
        this.skipByteOrderMark = skipByteOrderMark;
        this.decoder = newDecoder();
    }

    private CharsetDecoder newDecoder() {
        return charset.newDecoder().onMalformedInput(onMalformed).onUnmappableCharacter(onMalformed);
    }

    /**
     * Moves to a position and forgets what was read ahead.
     *
     * @param position where a character begins, in bytes
     */
    public void moveTo(long position) {
        next = position;
        bytes = bytes.limit(0);
        start = 0;
        end = 0;
        handedOut = 0;
        pieces.clear();
        decoder.reset();
    }

    /**
     * {@return the byte position of the next character}
     *
     * @throws IOException when the file cannot be read: to find it, a piece may have to be decoded once more
     */
    public long position() throws IOException {
        if (available() == 0 || pieces.isEmpty()) {
            return next - bytes.remaining();
        }
        Piece piece = pieces.getFirst();
        long skipped = handedOut - piece.firstChar;
        return skipped == 0 ? piece.firstByte : piece.firstByte + bytesOf(skipped, piece.firstByte);
    }

    /** How many bytes a number of characters has: found by decoding no more than that many. */
    private long bytesOf(long count, long from) throws IOException {
        CharsetDecoder counter = newDecoder();
        ByteBuffer source = ByteBuffer.allocate(FIRST_BYTES);
        CharBuffer target = CharBuffer.allocate((int) count);
        long read = 0;
        while (target.hasRemaining()) {
            int got = file.read(source, from + read);
            read += Math.max(0, got);
            source.flip();
            counter.decode(source, target, got < 0);
            source.compact();
            if (got < 0) {
                break;
            }
        }
        return read - source.position();
    }

    /**
     * Reads characters.
     *
     * @param most how many at most; one more or less rather than half a pair
     * @return the text, empty at the end of the file
     * @throws IOException when reading fails
     */
    public String read(int most) throws IOException {
        StringBuilder text = new StringBuilder(Math.min(most, BYTES));
        while (text.length() < most && (available() > 0 || decodeMore())) {
            if (!append(text, most)) {
                break;
            }
        }
        return text.toString();
    }

    /** Moves what is decoded to a text; false if that has to wait, and nothing comes any more. */
    private boolean append(StringBuilder text, int most) throws IOException {
        int count = Math.min(available(), most - text.length());
        if (Character.isHighSurrogate(chars[start + count - 1])) {
            if (count > 1) {
                count--;
            } else if (text.length() > 0) {
                return false;
            } else if (available() > 1 || decodeMore()) {
                count = 2;
            }
        }
        if (breaks != LineBreaks.ANY_TRANSLATED) {
            text.append(chars, start, count);
            take(count);
            return true;
        }
        for (int taken = 0; taken < count; taken++) {
            char c = chars[start];
            if (c == '\r') {
                // Whether a \n follows has to be known, also where the piece ends.
                boolean more = available() > 1 || decodeMore();
                take(more && chars[start + 1] == '\n' ? 2 : 1);
                text.append('\n');
                return true;
            }
            text.append(c);
            take(1);
        }
        return true;
    }

    /**
     * Reads to the end.
     *
     * @param limit asked, with a number of characters, before memory is taken
     * @return the text
     * @throws IOException when reading fails or the limit refuses
     */
    public String readAll(WholeFile.Growth limit) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String piece = read(BYTES); !piece.isEmpty(); piece = read(BYTES)) {
            text.append(piece);
            limit.check(text.length());
        }
        return text.toString();
    }

    /**
     * Reads a line.
     *
     * @param most the most characters of it
     * @param limit says that there are more
     * @return the line without what ends it, {@code null} at the end of the file
     * @throws IOException when reading fails or the line is too long
     */
    public @Nullable String readLine(int most, Cursor.LineLimit limit) throws IOException {
        int length = 0;
        while (true) {
            int found = terminatorAt(length);
            if (found >= 0 && terminatorChars > 0) {
                length = found;
                break;
            }
            length = found >= 0 ? found : Math.max(0, available() - 1);
            if (length > most) {
                throw limit.exceeded(position());
            }
            if (!decodeMore()) {
                if (available() == 0) {
                    return null;
                }
                // A last line without a terminator, or with a lone \r.
                boolean lone = breaks.any() && chars[end - 1] == '\r';
                length = available() - (lone ? 1 : 0);
                terminatorChars = lone ? 1 : 0;
                break;
            }
        }
        if (length > most) {
            throw limit.exceeded(position());
        }
        return takeLine(length);
    }

    /**
     * Reads lines.
     *
     * @param most how many at most
     * @param longest the most characters of each
     * @param limit says that a line has more
     * @param growth asked, with a number of characters, before memory is taken
     * @return the lines, fewer only at the end of the file
     * @throws IOException when reading fails, a line is too long or there are too many
     */
    public List<String> readLines(int most, int longest, Cursor.LineLimit limit, WholeFile.Growth growth)
            throws IOException {
        List<String> lines = new ArrayList<>();
        long length = 0;
        while (lines.size() < most) {
            String line = readLine(longest, limit);
            if (line == null) {
                break;
            }
            length += line.length() + 1L;
            growth.check(length);
            lines.add(line);
        }
        return lines;
    }

    /**
     * Reads a line from what is decoded.
     *
     * @param most the most characters of it
     * @return the line, or {@code null}
     */
    public @Nullable String bufferedLine(int most) {
        int length = terminatorAt(0);
        return length >= 0 && length <= most && terminatorChars > 0 ? takeLine(length) : null;
    }

    private String takeLine(int length) {
        String line = new String(chars, start, length);
        take(length + terminatorChars);
        return line;
    }

    /**
     * Finds the end of the line in what is decoded and sets how many characters end it: 0 if that cannot be told yet.
     */
    private int terminatorAt(int from) {
        char[] text = chars;
        for (int i = start + from; i < end; i++) {
            char c = text[i];
            if (c > '\r') {
                continue;
            }
            boolean last = i + 1 == end;
            switch (breaks) {
                case LF -> terminatorChars = c == '\n' ? 1 : -1;
                case CR -> terminatorChars = c == '\r' ? 1 : -1;
                case CRLF -> terminatorChars = c != '\r' ? -1 : last ? 0 : text[i + 1] == '\n' ? 2 : -1;
                default -> terminatorChars = c == '\n' ? 1 : c != '\r' ? -1 : last ? 0 : text[i + 1] == '\n' ? 2 : 1;
            }
            if (terminatorChars >= 0) {
                return i - start;
            }
        }
        return -1;
    }

    private int available() {
        return end - start;
    }

    private void take(int count) {
        start += count;
        handedOut += count;
        while (pieces.size() > 1 && second().firstChar <= handedOut) {
            pieces.removeFirst();
        }
    }

    private Piece second() {
        var all = pieces.iterator();
        all.next();
        return all.next();
    }

    /** Decodes more behind what is there; false at the end of the file. */
    private boolean decodeMore() throws IOException {
        while (true) {
            boolean ended = !readMore();
            makeRoom();
            long firstByte = next - bytes.remaining();
            CharBuffer target = CharBuffer.wrap(chars, end, chars.length - end);
            CoderResult result = decoder.decode(bytes, target, ended);
            if (ended && result.isUnderflow()) {
                result = decoder.flush(target);
                decoder.reset();
            }
            int decoded = target.position() - end;
            if (decoded > 0) {
                if (pieces.isEmpty() || decodesAnywhere()) {
                    pieces.addLast(new Piece(handedOut + available(), firstByte));
                }
                end += decoded;
                return true;
            }
            if (result.isError()) {
                decoder.reset();
                throw Text.failure(path, next - bytes.remaining(), result);
            }
            if (ended) {
                return false;
            }
        }
    }

    /** Whether a decoder can start at any character: not where earlier bytes have switched what later ones mean. */
    private boolean decodesAnywhere() {
        return !charset.name().contains("2022");
    }

    /** Reads more bytes behind those not yet decoded; false at the end of the file. */
    private boolean readMore() throws IOException {
        if (bytes.remaining() > Math.max(16, bytes.capacity() / 2)) {
            return true;
        }
        int capacity = bytes.capacity() == 0 ? FIRST_BYTES : BYTES;
        if (capacity > bytes.capacity()) {
            bytes = ByteBuffer.allocate(capacity).put(bytes);
        } else {
            bytes.compact();
        }
        boolean atStart = next == 0;
        int count;
        try {
            count = file.read(bytes, next);
        } finally {
            bytes.flip();
        }
        if (count <= 0) {
            return false;
        }
        next += count;
        if (atStart) {
            readByteOrderMark();
        }
        return true;
    }

    private void readByteOrderMark() {
        if (declared.equals(UTF_16) && bytes.remaining() >= 2) {
            int mark = Short.toUnsignedInt(bytes.getShort(bytes.position()));
            if (mark == 0xFEFF || mark == 0xFFFE) {
                bytes.position(bytes.position() + 2);
                charset = mark == 0xFEFF ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
                decoder = newDecoder();
            }
        } else if (skipByteOrderMark
                && declared.equals(StandardCharsets.UTF_8)
                && bytes.remaining() >= 3
                && bytes.get(bytes.position()) == (byte) 0xEF
                && bytes.get(bytes.position() + 1) == (byte) 0xBB
                && bytes.get(bytes.position() + 2) == (byte) 0xBF) {
            bytes.position(bytes.position() + 3);
        }
    }

    private void makeRoom() {
        int held = available();
        int wanted = held + (int) Math.ceil(bytes.remaining() * (double) decoder.maxCharsPerByte()) + 8;
        char[] roomy = wanted > chars.length ? new char[Math.max(wanted, Math.min(2 * held, BYTES))] : chars;
        System.arraycopy(chars, start, roomy, 0, held);
        chars = roomy;
        start = 0;
        end = held;
    }
}

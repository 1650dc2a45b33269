// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a file piece by piece, ahead of who reads it, and knows the byte position of each character.
 *
 * <p>Used by one thread at a time. The methods whose names begin with {@code buffered} only look at what is decoded.
 */
public final class TextReader {

    private static final int FIRST_BYTES = 8 * 1024;
    private static final int BYTES = 64 * 1024;

    /** Encodings in which escape sequences switch what later bytes mean. */
    private static final Pattern STATEFUL = Pattern.compile(
            ".*(2022|5022|IBM(930|933|935|937|939|1364|1371|1388|1390|1399)).*|x-ISCII91|x-COMPOUND_TEXT");

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final FileHandle file;
    private final Path path;
    private final Charset declared;
    private final CodingErrorAction onMalformed;
    private final LineBreaks breaks;
    private final boolean skipByteOrderMark;
    private final int bufferBytes;

    /** Whether a decoder has to have seen all bytes before a place to decode what is there. */
    private final boolean stateful;

    /** What the file begins with, once it was looked at. */
    private @Nullable ByteOrderMark mark;

    /** For what comes next; made when it is needed. */
    private @Nullable CharsetDecoder decoder;
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

    /** A character to which it may be necessary to go back, or none. */
    private long goBackTo = Long.MAX_VALUE;

    private long bytesFetched;

    /** Where pieces begin that were decoded at once; the first holds the next character, or that to go back to. */
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
     * @param bufferBytes how far it reads ahead
     */
    public TextReader(
            FileHandle file,
            Path path,
            Charset charset,
            CodingErrorAction onMalformed,
            LineBreaks breaks,
            boolean skipByteOrderMark,
            int bufferBytes) {
        this.bufferBytes = bufferBytes;
        this.file = file;
        this.path = path;
        this.declared = charset;
        this.stateful = STATEFUL.matcher(charset.name()).matches();
        this.onMalformed = onMalformed;
        this.breaks = breaks;
        this.skipByteOrderMark = skipByteOrderMark;
    }

    /** {@return a decoder for the text at a position, in the state that it has there} */
    private CharsetDecoder decoderAt(long position) throws IOException {
        CharsetDecoder fresh =
                mark().charset().newDecoder().onMalformedInput(onMalformed).onUnmappableCharacter(onMalformed);
        if (stateful) {
            ByteBuffer before = ByteBuffer.allocate(BYTES);
            CharBuffer ignored = CharBuffer.allocate(BYTES);
            long read = 0;
            while (read < position) {
                before.limit((int) Math.min(before.capacity(), before.position() + position - read));
                int count = file.read(before, read);
                if (count <= 0) {
                    break;
                }
                read += count;
                before.flip();
                while (fresh.decode(before, ignored.clear(), false).isOverflow()) {
                    // There is more than fits; nobody wants it.
                }
                before.compact();
            }
        }
        return fresh;
    }

    private ByteOrderMark mark() throws IOException {
        // An empty file may be given one yet.
        if (mark == null || bytesFetched == 0) {
            mark = ByteOrderMark.find(file, declared, skipByteOrderMark);
        }
        return mark;
    }

    /** {@return how many bytes were read from the file, in all} */
    public long bytesFetched() {
        return bytesFetched;
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
        goBackTo = Long.MAX_VALUE;
        pieces.clear();
        decoder = null;
    }

    /**
     * {@return the byte position of the next character}
     *
     * @throws IOException when the file cannot be read: to find it, a piece may have to be decoded once more
     */
    public long position() throws IOException {
        return byteOf(handedOut);
    }

    private long byteOf(long charNumber) throws IOException {
        if (pieces.isEmpty() || charNumber == handedOut && available() == 0) {
            return next - bytes.remaining();
        }
        Piece piece = pieces.getFirst();
        for (Piece later : pieces) {
            if (later.firstChar <= charNumber) {
                piece = later;
            }
        }
        long skipped = charNumber - piece.firstChar;
        return skipped == 0 ? piece.firstByte : piece.firstByte + bytesOf(skipped, piece.firstByte);
    }

    /**
     * How many bytes a number of characters has: found by decoding them once more. What is no text is counted as {@link
     * #onMalformed} has it, which the decoder itself cannot be left to do: near the end of its output it stops before such
     * a place.
     */
    private long bytesOf(long count, long from) throws IOException {
        CharsetDecoder counter = decoderAt(from)
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer source = ByteBuffer.allocate(FIRST_BYTES).limit(0);
        CharBuffer target = CharBuffer.allocate(FIRST_BYTES);
        long read = 0;
        long left = count;
        boolean ended = false;
        boolean changed = false;
        while (left > 0 && !changed) {
            if (!ended && source.remaining() < FIRST_BYTES / 2) {
                source.compact();
                int got = file.read(source, from + read);
                source.flip();
                ended = got <= 0;
                read += Math.max(0, got);
            }
            int before = source.remaining();
            // The last one by itself, so that none is decoded too much.
            target.clear().limit((int) Math.min(target.capacity(), left - 1));
            CoderResult result = counter.decode(source, target, false);
            if (target.position() == 0 && !result.isError()) {
                result = decodeOne(counter, source, target.clear());
            }
            if (source.remaining() == before && !result.isError()) {
                // A character that the end of the file cuts; otherwise there is nothing left to count.
                result = source.hasRemaining() ? CoderResult.malformedForLength(source.remaining()) : result;
                changed = true;
            }
            left -= target.position();
            if (result.isError()) {
                source.position(source.position() + result.length());
                left -= onMalformed == CodingErrorAction.REPLACE
                        ? counter.replacement().length()
                        : 0;
                changed = changed || onMalformed == CodingErrorAction.REPORT;
            }
        }
        return read - source.remaining();
    }

    /** Decodes one character, of one {@code char} or two. */
    private static CoderResult decodeOne(CharsetDecoder counter, ByteBuffer source, CharBuffer target) {
        int start = source.position();
        int limit = source.limit();
        CoderResult result = CoderResult.UNDERFLOW;
        for (int end = start + 1; end <= limit && target.position() == 0 && !result.isError(); end++) {
            source.limit(end);
            result = counter.decode(source, target, false);
        }
        source.limit(limit);
        return result;
    }

    /**
     * Reads characters.
     *
     * @param most how many at most; one more or less rather than half a pair
     * @return the text, empty at the end of the file; what stands before a place that cannot be read is returned first
     * @throws IOException when there is nothing before a place that cannot be read
     */
    public String read(int most) throws IOException {
        StringBuilder text = new StringBuilder(Math.min(most, BYTES));
        try {
            while (text.length() < most && (available() > 0 || decodeMore())) {
                if (!append(text, most)) {
                    break;
                }
            }
        } catch (IOException e) {
            if (text.isEmpty()) {
                throw e;
            }
            // It is still there, for the next call.
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
                boolean more = available() > 1 || decodesMore();
                take(more && chars[start + 1] == '\n' ? 2 : 1);
                text.append('\n');
                return true;
            }
            text.append(c);
            take(1);
        }
        return true;
    }

    /** Decodes more, where what is no text is as good as the end. */
    private boolean decodesMore() throws IOException {
        try {
            return decodeMore();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Reads to the end. When that fails, nothing was read.
     *
     * @param limit asked, with a number of characters, before memory is taken
     * @return the text
     * @throws IOException when reading fails or the limit refuses
     */
    public String readAll(WholeFile.Growth limit) throws IOException {
        return allOrNothing(() -> {
            StringBuilder text = new StringBuilder();
            for (String piece = read(BYTES); !piece.isEmpty(); piece = read(BYTES)) {
                text.append(piece);
                limit.check(text.length());
            }
            return text.toString();
        });
    }

    private interface Reading<T> {
        T run() throws IOException;
    }

    private <T> T allOrNothing(Reading<T> reading) throws IOException {
        goBackTo = handedOut;
        try {
            return reading.run();
        } catch (Throwable t) {
            moveTo(byteOf(goBackTo));
            throw t;
        } finally {
            goBackTo = Long.MAX_VALUE;
        }
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
            boolean pendingCarriageReturn = found >= 0 && breaks.any();
            if (!(pendingCarriageReturn ? decodesMore() : decodeMore())) {
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
     * Reads lines. When that fails, nothing was read.
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
        return allOrNothing(() -> {
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
        });
    }

    /**
     * Reads some lines, those before a place that cannot be read first.
     *
     * @param longest the most characters of each
     * @param limit says that a line has more
     * @return the lines, none at the end of the file
     * @throws IOException when there is none before a place that cannot be read
     */
    public List<String> readSomeLines(int longest, Cursor.LineLimit limit) throws IOException {
        return SomeLines.read(() -> readLine(longest, limit), String::length);
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
        while (pieces.size() > 1 && second().firstChar <= Math.min(handedOut, goBackTo)) {
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
            long firstByte = next - bytes.remaining();
            if (decoder == null) {
                decoder = decoderAt(firstByte);
            }
            makeRoom();
            CharBuffer target = CharBuffer.wrap(chars, end, chars.length - end);
            CoderResult result = decoder.decode(bytes, target, ended);
            if (ended && result.isUnderflow()) {
                result = decoder.flush(target);
                decoder.reset();
            }
            int decoded = target.position() - end;
            if (decoded > 0) {
                if (pieces.isEmpty() || !stateful) {
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

    /** Reads more bytes behind those not yet decoded; false at the end of the file. */
    private boolean readMore() throws IOException {
        if (bytes.remaining() > Math.max(16, bytes.capacity() / 2)) {
            return true;
        }
        int capacity = bytes.capacity() == 0 ? Math.min(FIRST_BYTES, bufferBytes) : bufferBytes;
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
        bytesFetched += count;
        if (atStart) {
            skipMark();
        }
        return true;
    }

    private void skipMark() throws IOException {
        int length = mark().length();
        if (length <= bytes.remaining()) {
            bytes.position(bytes.position() + length);
        } else {
            bytes.position(bytes.limit());
            next = length;
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

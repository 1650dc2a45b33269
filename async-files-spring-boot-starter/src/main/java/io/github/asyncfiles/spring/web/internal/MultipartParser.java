// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spring.web.UploadLimits;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form: {@code multipart/form-data}, RFC 7578 and RFC 2046. Content is handed on as slices of what came, uncopied;
 * at most what may be the beginning of a delimiter is held back.
 *
 * <pre>
 *                delimiter                   CR LF              empty line
 *   PREAMBLE ---------------&gt; DELIMITER ---------------&gt; HEADERS ---------&gt; CONTENT
 *                              |    ^                                          |
 *                           -- |    +----------------- delimiter --------------+
 *                              v
 *                          EPILOGUE, to the end of the body
 * </pre>
 *
 * <p>Strict where leniency would let two readers see two forms: lines end with CR LF, and what begins like a delimiter is
 * one, so that anything but padding, CR LF and hyphens after it is malformed. The first delimiter may stand at the beginning
 * of the body, and one right after the headers of a part that has no content. What stands before the first and after the
 * last one is skipped.
 */
final class MultipartParser implements BodyParser {

    /** A delimiter that begins after a line needs no line end of its own. */
    private static final int LINE_END = 2;

    private enum State {
        PREAMBLE,
        DELIMITER,
        PADDING,
        LINE_END,
        CLOSING,
        HEADERS,
        CONTENT,
        EPILOGUE
    }

    private final Delimiter delimiter;
    private final int maxParts;
    private final PartHeaders headers;
    private final Queue<BodyEvent> ready = new ArrayDeque<>();
    private State state = State.PREAMBLE;
    private @Nullable Chunk chunk;
    private boolean ended;
    private int parts;
    /** How much of a delimiter was at the end of what was read. */
    private int matched = LINE_END;
    /** How much of that is no content in any case. */
    private int matchedBefore = LINE_END;

    /**
     * Creates a parser.
     *
     * @param delimiter of the parts
     * @param limits those of parts and headers
     */
    MultipartParser(Delimiter delimiter, UploadLimits limits) {
        this.delimiter = delimiter;
        this.maxParts = limits.maxParts();
        this.headers = new PartHeaders(limits.maxPartHeaderBytes());
    }

    @Override
    public void feed(Chunk next) {
        chunk = next;
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void close() {
        releaseChunk();
        for (BodyEvent event = ready.poll(); event != null; event = ready.poll()) {
            if (event instanceof BodyEvent.Content content) {
                content.chunk().release();
            }
        }
    }

    private void releaseChunk() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    @Override
    public @Nullable BodyEvent poll() {
        while (ready.isEmpty() && chunk != null) {
            ByteBuffer bytes = chunk.bytes();
            if (bytes.hasRemaining()) {
                read(chunk, bytes);
            } else {
                releaseChunk();
            }
        }
        if (ready.isEmpty() && ended) {
            return atEnd();
        }
        return ready.poll();
    }

    private BodyEvent atEnd() {
        if (state == State.PREAMBLE) {
            throw Problem.malformed("The body is no form with the boundary that was declared");
        }
        if (state != State.EPILOGUE) {
            throw Problem.incomplete("The form ended before its last boundary");
        }
        return BodyEvent.Mark.BODY_ENDS;
    }

    private void read(Chunk from, ByteBuffer bytes) {
        switch (state) {
            case PREAMBLE, CONTENT -> readContent(from, bytes);
            case HEADERS -> readHeaders(bytes);
            case EPILOGUE -> bytes.position(bytes.limit());
            default -> readDelimiterLine(bytes.get());
        }
    }

    // Content, and what is like it

    private void readContent(Chunk from, ByteBuffer bytes) {
        if (matched > 0 && !goOnMatching(bytes)) {
            return;
        }
        int start = bytes.position();
        int limit = bytes.limit();
        int found = delimiter.find(bytes, start, limit);
        int end = found >= 0 ? found : delimiter.findCutOff(bytes, start, limit);
        if (end > start && state == State.CONTENT) {
            ready.add(new BodyEvent.Content(from.slice(start, end - start)));
        }
        if (found >= 0) {
            bytes.position(found + delimiter.length());
            delimiterFound();
        } else {
            matched = limit - end;
            bytes.position(limit);
        }
    }

    /** {@return whether it turned out to be none} */
    private boolean goOnMatching(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bytes.get(bytes.position()) != delimiter.at(matched)) {
                if (state == State.CONTENT && matched > matchedBefore) {
                    ready.add(new BodyEvent.Content(new Chunk(delimiter.part(matchedBefore, matched), () -> {})));
                }
                matched = 0;
                matchedBefore = 0;
                return true;
            }
            bytes.get();
            if (++matched == delimiter.length()) {
                delimiterFound();
                return false;
            }
        }
        return false;
    }

    private void delimiterFound() {
        if (state == State.CONTENT) {
            ready.add(BodyEvent.Mark.PART_ENDS);
        }
        state = State.DELIMITER;
    }

    // The rest of its line

    private void readDelimiterLine(byte next) {
        state = switch (state) {
            case DELIMITER -> next == '-' ? State.CLOSING : padding(next);
            case CLOSING -> expect(next, '-', State.EPILOGUE);
            case LINE_END -> expect(next, '\n', State.HEADERS);
            default -> padding(next);
        };
        if (state == State.HEADERS && ++parts > maxParts) {
            throw Problem.tooLarge("The form has more than " + maxParts + " parts");
        }
    }

    private static State padding(byte next) {
        return next == ' ' || next == '\t' ? State.PADDING : expect(next, '\r', State.LINE_END);
    }

    private static State expect(byte next, char expected, State then) {
        if (next != expected) {
            throw Problem.malformed("A boundary of the form is not followed by CR LF");
        }
        return then;
    }

    private void readHeaders(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (headers.add(bytes.get())) {
                ready.add(new BodyEvent.PartBegins(PartHead.ofPart(headers.take())));
                state = State.CONTENT;
                matched = LINE_END;
                matchedBefore = LINE_END;
                return;
            }
        }
    }
}

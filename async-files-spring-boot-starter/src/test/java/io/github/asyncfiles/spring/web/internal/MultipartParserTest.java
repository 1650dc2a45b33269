// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.asyncfiles.spring.web.FileUploadException;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import io.github.asyncfiles.spring.web.UploadLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;

class MultipartParserTest {

    private static final String DISPOSITION = "Content-Disposition: form-data; name=\"a\"";

    private static final byte[] WHOLE = ("what is before\r\n--boun\r\n--bound \t\r\n" + DISPOSITION
                    + "; filename=\"x.bin\"\r\nContent-Type: image/png\r\n\r\n"
                    + "\r\n--boun\r\r\n--bounx\r\n\r\n-\r\n--\n--bound\r\n--bound\r\n" + DISPOSITION
                    + "\r\n\r\n\r\n--bound\r\n" + DISPOSITION + "\r\n\r\n--bound\r\n" + DISPOSITION
                    + "\r\n\r\nlast\r\r\n--bound--  what comes after\r\n--bound\r\n")
            .getBytes(ISO_8859_1);

    private static final List<String> EVENTS = List.of(
            "[a x.bin]",
            "\r\n--boun\r\r\n--bounx\r\n\r\n-\r\n--\n--bound",
            "[a null]",
            "",
            "[a null]",
            "",
            "[a null]",
            "last\r",
            "end");

    private final AtomicInteger unreleased = new AtomicInteger();

    @Test
    void aFormIsReadAsItWasWritten() {
        assertThat(read(List.of(WHOLE))).isEqualTo(EVENTS);
    }

    @Test
    void whereItIsCutMakesNoDifference() {
        for (int i = 0; i <= WHOLE.length; i++) {
            List<byte[]> pieces = List.of(Arrays.copyOf(WHOLE, i), Arrays.copyOfRange(WHOLE, i, WHOLE.length));
            assertThat(read(pieces)).as("cut at %d", i).isEqualTo(EVENTS);
        }
    }

    @Test
    void twoCutsMakeNoDifference() {
        for (int i = 0; i <= WHOLE.length; i++) {
            for (int j = i; j <= Math.min(WHOLE.length, i + 12); j++) {
                assertThat(read(List.of(
                                Arrays.copyOf(WHOLE, i),
                                Arrays.copyOfRange(WHOLE, i, j),
                                Arrays.copyOfRange(WHOLE, j, WHOLE.length))))
                        .as("cut at %d and %d", i, j)
                        .isEqualTo(EVENTS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void piecesOfAnyLengthMakeNoDifference(int length) {
        assertThat(read(cut(WHOLE, length))).isEqualTo(EVENTS);
    }

    @Test
    void whateverIsSentInWhateverPiecesArrives() {
        long seed = Long.getLong("upload.seed", 4711);
        for (int round = 0; round < 2_000; round++) {
            Random random = new Random(seed + round);
            String boundary = "-".repeat(random.nextInt(3)) + "b".repeat(1 + random.nextInt(6));
            Form form = new Form(boundary);
            List<String> expected = new ArrayList<>();
            for (int part = random.nextInt(5); part > 0; part--) {
                byte[] content = nearlyDelimiters(boundary, random);
                form.part(DISPOSITION + "\r\n", content);
                expected.add("[a null]");
                expected.add(new String(content, ISO_8859_1));
            }
            expected.add("end");
            assertThat(read(boundary, ScriptedBody.cutAtRandom(form.end(), random), UploadLimits.DEFAULTS))
                    .as("seed %d", seed + round)
                    .isEqualTo(expected);
        }
    }

    /** Made of what a delimiter is made of, without one. */
    private static byte[] nearlyDelimiters(String boundary, Random random) {
        String[] words = {"\r", "\n", "\r\n", "\r\n-", "\r\n--", "--", "\r\n--" + boundary, "-", "b", "x", "\0\u00ff"};
        StringBuilder content = new StringBuilder();
        for (int words0 = random.nextInt(40); words0 > 0; words0--) {
            content.append(words[random.nextInt(words.length)]);
        }
        String delimiter = "\r\n--" + boundary;
        String all = "\r\n" + content + "\r\n";
        while (all.indexOf(delimiter) >= 0) {
            all = all.replace(delimiter, "\r\n--x");
        }
        return all.length() < 4
                ? new byte[0]
                : all.substring(2, all.length() - 2).getBytes(ISO_8859_1);
    }

    @Test
    void contentIsNotCopied() {
        byte[] form = new Form().file("x", "0123456789".repeat(1000)).end();
        MultipartParser parser = parser("bound", UploadLimits.DEFAULTS);
        parser.feed(chunk(form));
        parser.poll();
        Chunk content = ((BodyEvent.Content) parser.poll()).chunk();
        assertThat(content.bytes().array()).isSameAs(form);
        assertThat(content.bytes().remaining()).isEqualTo(10_000);
        parser.close();
        assertThat(unreleased).hasValue(1);
        content.release();
        assertThat(unreleased).hasValue(0);
    }

    @Test
    void whatIsNotTakenIsReleasedWhenItIsClosed() {
        for (int taken = 0; taken < 6; taken++) {
            MultipartParser parser = parser("bound", UploadLimits.DEFAULTS);
            parser.feed(chunk(Arrays.copyOf(WHOLE, 120)));
            for (int i = 0; i < taken; i++) {
                if (parser.poll() instanceof BodyEvent.Content content) {
                    content.chunk().release();
                }
            }
            parser.close();
            assertThat(unreleased).hasValue(0);
        }
    }

    @Test
    void nothingIsHeldBackButTheBeginningOfADelimiter() {
        MultipartParser parser = parser("bound", UploadLimits.DEFAULTS);
        parser.feed(chunk(("--bound\r\n" + DISPOSITION + "\r\n\r\nabc\r\n--bo").getBytes(UTF_8)));
        parser.poll();
        Chunk content = ((BodyEvent.Content) parser.poll()).chunk();
        assertThat(content.bytes().remaining()).isEqualTo(3);
        content.release();
        assertThat(parser.poll()).isNull();
        assertThat(unreleased).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no form",
                "--bound\n" + DISPOSITION + "\n\nx\n--bound--",
                "--boundx\r\n" + DISPOSITION + "\r\n\r\nx\r\n--bound--",
                "--bound-\r\n",
                "--bound \tx\r\n",
                "--bound\r\r\n",
                "--bound\r\n\r\nno headers\r\n--bound--",
                "--bound\r\nContent-Type: text/plain\r\n\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\n\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\r\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\0\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\u007f\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + ";\r\n folded=1\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\r\nno colon\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\r\n: no name\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\r\nspace : x\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\r\n\u00e4: x\r\n\r\n--bound--",
                "--bound\r\n" + DISPOSITION + "\r\n" + DISPOSITION + "\r\n\r\n--bound--",
                "--bound\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n--bound--",
                "--bound\r\nContent-Disposition: form-data\r\n\r\n--bound--",
                "--bound\r\nContent-Disposition: form-data; name=\"a\"; filename*=x''y\r\n\r\n--bound--",
                "--bound\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''%zz\r\n\r\n--bound--",
                "--bound\r\nContent-Disposition:\r\n\r\n--bound--"
            })
    void whatIsNoFormIsMalformed(String body) {
        fails(body, UploadLimits.DEFAULTS, Reason.MALFORMED);
    }

    @Test
    void aFormThatEndsBeforeItsEndIsIncomplete() {
        byte[] form = new Form().field("a", "b").file("x", "yz").end();
        for (int length = 7; length < form.length - 2; length++) {
            fails(new String(form, 0, length, ISO_8859_1), UploadLimits.DEFAULTS, Reason.INCOMPLETE);
        }
        fails("", UploadLimits.DEFAULTS, Reason.MALFORMED);
    }

    @Test
    void aFormMayHaveNoParts() {
        assertThat(read(List.of("--bound--".getBytes(UTF_8)))).containsExactly("end");
    }

    @Test
    void asManyPartsAsAreAllowedAreRead() {
        UploadLimits limits = limits(3, 64);
        byte[] three =
                new Form().field("a", "1").field("b", "2").field("c", "3").end();
        assertThat(read("bound", List.of(three), limits)).hasSize(7);
        fails(
                new String(new Form().field("d", "4").unfinished(), UTF_8) + new String(three, UTF_8),
                limits,
                Reason.TOO_LARGE);
    }

    @Test
    void headersAreReadUpToTheirLimit() {
        String fits = DISPOSITION + "\r\nX: " + "x".repeat(100 - DISPOSITION.length() - 2 - 3 - 2) + "\r\n";
        assertThat(fits).hasSize(100);
        byte[] form = new Form().part(fits, new byte[0]).part(fits, new byte[0]).end();
        assertThat(read("bound", List.of(form), limits(5, 100))).hasSize(5);
        fails(new String(form, UTF_8), limits(5, 99), Reason.TOO_LARGE);
    }

    @Test
    void headersWithoutAnEndAreNotCollected() {
        fails("--bound\r\n" + "x".repeat(10_000), limits(5, 100), Reason.TOO_LARGE);
        fails("--bound\r\n" + "x: y\r\n".repeat(10_000), limits(5, 100), Reason.TOO_LARGE);
    }

    @Test
    void thousandsOfPartsAreRead() {
        Form form = new Form();
        for (int i = 0; i < 100_000; i++) {
            form.part(DISPOSITION + "\r\n", new byte[0]);
        }
        assertThat(read("bound", List.of(form.end()), limits(100_000, 100))).hasSize(200_001);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bound|bound",
                "----WebKitFormBoundaryABC|----WebKitFormBoundaryABC",
                "\"a b\"|a b",
                "\"a'()+_,-./:=?b\"|a'()+_,-./:=?b",
                "\"a\\\"b\\\\c\"|a\"b\\c"
            })
    void boundariesMayBeQuotedAndSpecial(String parameter, String boundary) {
        MediaType type = MediaType.parseMediaType("multipart/form-data; boundary=" + parameter);
        MultipartParser parser = new MultipartParser(Delimiter.of(type), UploadLimits.DEFAULTS);
        parser.feed(chunk(new Form(boundary).field("a", "b").end()));
        assertThat(events(parser, List.of())).containsExactly("[a null]", "b", "end");
    }

    @Test
    void boundariesHaveOneToSeventyCharacters() {
        assertThat(Delimiter.of("x").length()).isEqualTo(5);
        assertThat(Delimiter.of("x".repeat(70)).length()).isEqualTo(74);
        for (String wrong : new String[] {null, "", "\"\"", "x".repeat(71), "\"x \"", "x\r", "\u00e4", "x\0"}) {
            assertThatExceptionOfType(FileUploadException.class)
                    .isThrownBy(() -> Delimiter.of(wrong))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    private void fails(String body, UploadLimits limits, Reason reason) {
        for (int length : new int[] {1, 7, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(FileUploadException.class)
                    .as(body)
                    .isThrownBy(() -> read("bound", cut(body.getBytes(ISO_8859_1), length), limits))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
            assertThat(unreleased).hasValue(0);
        }
    }

    private static UploadLimits limits(int parts, int headerBytes) {
        return new UploadLimits(1 << 20, 1 << 20, parts, headerBytes, 100, Duration.ofSeconds(1));
    }

    private static List<byte[]> cut(byte[] bytes, int length) {
        List<byte[]> pieces = new ArrayList<>();
        for (long at = 0; at < bytes.length; at += length) {
            pieces.add(Arrays.copyOfRange(bytes, (int) at, (int) Math.min(bytes.length, at + length)));
        }
        return pieces;
    }

    private static MultipartParser parser(String boundary, UploadLimits limits) {
        return new MultipartParser(Delimiter.of("\"" + boundary + "\""), limits);
    }

    private List<String> read(List<byte[]> pieces) {
        return read("bound", pieces, UploadLimits.DEFAULTS);
    }

    private List<String> read(String boundary, List<byte[]> pieces, UploadLimits limits) {
        return events(parser(boundary, limits), pieces);
    }

    /** Content that comes in pieces is put together. */
    private List<String> events(MultipartParser parser, List<byte[]> pieces) {
        List<String> events = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        int next = 0;
        try {
            while (true) {
                BodyEvent event = parser.poll();
                if (event == null) {
                    if (next == pieces.size()) {
                        parser.end();
                    } else {
                        parser.feed(chunk(pieces.get(next++)));
                    }
                } else if (event instanceof BodyEvent.PartBegins part) {
                    events.add("[" + part.head().fieldName() + " " + part.head().declaredFileName() + "]");
                } else if (event instanceof BodyEvent.Content piece) {
                    assertThat(piece.chunk().bytes().hasRemaining()).isTrue();
                    content.append(ISO_8859_1.decode(piece.chunk().bytes()));
                    piece.chunk().release();
                } else if (event == BodyEvent.Mark.PART_ENDS) {
                    events.add(content.toString());
                    content.setLength(0);
                } else {
                    events.add("end");
                    assertThat(unreleased).hasValue(0);
                    return events;
                }
            }
        } finally {
            parser.close();
        }
    }

    /** At some place in a larger buffer. */
    private Chunk chunk(byte[] bytes) {
        unreleased.incrementAndGet();
        return new Chunk(ByteBuffer.wrap(bytes), unreleased::decrementAndGet);
    }
}

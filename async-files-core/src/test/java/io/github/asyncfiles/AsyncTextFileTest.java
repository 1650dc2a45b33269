// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An open file of text. */
class AsyncTextFileTest {

    /** Characters of one, two, three and four bytes in UTF-8; some have no place in smaller charsets. */
    private static final String[] UNICODE = {"a", "ü", "世", "\uD83D\uDE00", "z"};

    private static final String[] JAPANESE = {"a", "世", "界", "ア", "z"};
    private static final String[] LATIN = {"a", "ü", "é", "ß", "z"};

    @TempDir
    Path dir;

    private AsyncFileTemplate files;

    @BeforeEach
    void createTemplate() {
        files = AsyncFileTemplate.builder()
                .maxLineLength(100_000)
                .maxFileSize(1 << 20)
                .build();
    }

    @AfterEach
    void everythingIsClosed() {
        assertThat(files.openFiles()).isZero();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }

    private static String[] alphabet(Charset charset) {
        return charset.newEncoder().canEncode("\uD83D\uDE00")
                ? UNICODE
                : charset.newEncoder().canEncode("世") ? JAPANESE : LATIN;
    }

    private static String randomText(Random random, String[] alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-8",
                "UTF-16",
                "UTF-16LE",
                "ISO-8859-1",
                "Shift_JIS",
                "EUC-JP",
                "ISO-2022-JP",
                "x-windows-50220",
                "x-IBM930",
                "GB18030",
                "UTF-32",
                "X-UTF-32LE-BOM",
                "x-UTF-16LE-BOM"
            })
    void linesAndPositionsAreRightInAnyCharset(String name) throws IOException {
        Charset charset = Charset.forName(name);
        Random random = new Random(name.hashCode());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            lines.add(randomText(random, alphabet(charset), random.nextInt(i % 500 == 0 ? 9_000 : 60)));
        }
        Path path = Files.write(dir.resolve("text"), (String.join("\n", lines) + "\n").getBytes(charset));
        AsyncTextFile file = valueOf(files.openText(path, TextFormat.of(charset)));
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (i % 50 == 0) {
                positions.add(valueOf(file.position()));
            }
            assertThat(valueOf(file.readLine())).as("line %s", i).isEqualTo(lines.get(i));
        }
        assertThat(valueOf(file.readLine())).isNull();
        assertThat(valueOf(file.position())).isEqualTo(Files.size(path));
        {
            for (int i = positions.size() - 1; i >= 0; i--) {
                valueOf(file.position(positions.get(i)));
                assertThat(valueOf(file.readLine())).as("line %s again", i * 50).isEqualTo(lines.get(i * 50));
            }
        }
        valueOf(file.close());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 8192, 70_000})
    void readingPieceByPieceNeverSplitsACharacter(int length) throws IOException {
        String text = randomText(new Random(length), UNICODE, 30_000);
        Path path = Files.writeString(dir.resolve("text"), text);
        AsyncTextFile file = valueOf(files.openText(path));
        StringBuilder read = new StringBuilder();
        for (String piece = valueOf(file.read(length)); !piece.isEmpty(); piece = valueOf(file.read(length))) {
            assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
            assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isFalse();
            assertThat(piece.length()).isLessThanOrEqualTo(Math.max(2, length));
            read.append(piece);
        }
        assertThat(read).hasToString(text);
        valueOf(file.close());
    }

    @Test
    void readsTheRestAtOnce() throws IOException {
        Path path = Files.writeString(dir.resolve("text"), "one\ntwo\r\nthree\rfour");
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(valueOf(file.readLine())).isEqualTo("one");
        assertThat(valueOf(file.readString())).isEqualTo("two\nthree\nfour");
        assertThat(valueOf(file.readString())).isEmpty();
        valueOf(file.position(4));
        assertThat(valueOf(file.readLines(2))).containsExactly("two", "three");
        assertThat(valueOf(file.readLines())).containsExactly("four");
        assertThat(valueOf(file.readLines())).isEmpty();
        valueOf(file.position(0));
        assertThat(valueOf(AsyncFiles.toList(file.lines()))).containsExactly("one", "two", "three", "four");
        valueOf(file.close());
    }

    @Test
    void newlinesAreReadAsPythonDoes() throws IOException {
        Path path = Files.writeString(dir.resolve("text"), "a\nb\r\nc\rd");
        for (Newlines newlines : Newlines.values()) {
            AsyncTextFile file = valueOf(files.openText(path, TextFormat.UTF_8.newlines(newlines)));
            List<String> lines = valueOf(file.readLines());
            valueOf(file.position(0));
            String all = valueOf(file.readString());
            valueOf(file.close());
            switch (newlines) {
                case UNIVERSAL -> {
                    assertThat(lines).containsExactly("a", "b", "c", "d");
                    assertThat(all).isEqualTo("a\nb\nc\nd");
                }
                case AS_IS -> {
                    assertThat(lines).containsExactly("a", "b", "c", "d");
                    assertThat(all).isEqualTo("a\nb\r\nc\rd");
                }
                case LF -> assertThat(lines).containsExactly("a", "b\r", "c\rd");
                case CRLF -> assertThat(lines).containsExactly("a\nb", "c\rd");
                case CR -> assertThat(lines).containsExactly("a\nb", "\nc", "d");
            }
        }
    }

    @Test
    void newlinesAreWrittenAsPythonDoes() throws IOException {
        for (Newlines newlines : Newlines.values()) {
            Path path = dir.resolve("written-" + newlines);
            AsyncTextFile file = valueOf(files.openText(path, TextFormat.UTF_8.newlines(newlines), WRITE, CREATE));
            file.write("a\nb");
            file.writeLines(List.of("c", "d"));
            valueOf(file.close());
            String expected = "a\nbc\nd\n";
            assertThat(Files.readString(path))
                    .isEqualTo(
                            switch (newlines) {
                                case UNIVERSAL -> expected.replace("\n", System.lineSeparator());
                                case CRLF -> expected.replace("\n", "\r\n");
                                case CR -> expected.replace("\n", "\r");
                                case AS_IS, LF -> expected;
                            });
        }
    }

    @Test
    void aCarriageReturnAtTheBorderOfAPieceIsOneNewlineWithWhatFollows() throws IOException {
        for (int length : new int[] {8191, 8192, 65535, 65536}) {
            String text = "x".repeat(length - 1) + "\r\n" + "y\r\n";
            Path path = Files.writeString(dir.resolve("text"), text);
            AsyncTextFile file = valueOf(files.openText(path));
            assertThat(valueOf(file.readLines())).containsExactly("x".repeat(length - 1), "y");
            valueOf(file.position(0));
            assertThat(valueOf(file.readString())).isEqualTo(text.replace("\r\n", "\n"));
            valueOf(file.close());
        }
    }

    @Test
    void malformedInputIsReportedWhereItIsAfterWhatCameBefore() throws IOException {
        byte[] content = ("good\nbad".repeat(1) + "?rest\n").getBytes(UTF_8);
        content[8] = (byte) 0xFF;
        Path path = Files.write(dir.resolve("malformed"), content);
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(valueOf(file.readLine())).isEqualTo("good");
        for (int i = 0; i < 2; i++) {
            assertThat(failureOf(file.readLine()))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("byte 8");
        }
        valueOf(file.close());

        assertThat(lines(path, CodingErrorAction.REPLACE)).containsExactly("good", "bad\uFFFDrest");
        assertThat(lines(path, CodingErrorAction.IGNORE)).containsExactly("good", "badrest");
    }

    @Test
    void positionsAreRightAfterWhatIsNoText() throws IOException {
        Random random = new Random(1559);
        byte[][] pieces = {
            {(byte) 0xF0, (byte) 0x9F, (byte) 0x98},
            {'a'},
            {(byte) 0xFF},
            "😀".getBytes(UTF_8),
            "é".getBytes(UTF_8),
            {(byte) 0xE4, (byte) 0xB8},
            {'z'}
        };
        for (CodingErrorAction action : List.of(CodingErrorAction.REPLACE, CodingErrorAction.IGNORE)) {
            for (int round = 0; round < 60; round++) {
                var content = new java.io.ByteArrayOutputStream();
                int count = round < 50 ? random.nextInt(12) : 20_000;
                for (int i = 0; i < count; i++) {
                    content.writeBytes(pieces[random.nextInt(pieces.length)]);
                }
                Path path = Files.write(dir.resolve("text"), content.toByteArray());
                AsyncTextFile file = valueOf(files.openText(path, TextFormat.UTF_8.onMalformed(action)));
                String all = valueOf(file.readString());
                valueOf(file.position(0));
                int read = 0;
                while (read < all.length()) {
                    String piece = valueOf(file.read(1 + random.nextInt(round < 50 ? 3 : 5_000)));
                    assertThat(all.startsWith(piece, read)).isTrue();
                    read += piece.length();
                    long position = valueOf(file.position());
                    valueOf(file.position(position));
                    assertThat(valueOf(file.readString())).isEqualTo(all.substring(read));
                    valueOf(file.position(position));
                }
                valueOf(file.close());
            }
        }
    }

    @Test
    void aFileThatChangesUnderThePositionEndsTheCountingOfIt() throws IOException {
        Path path = Files.writeString(dir.resolve("text"), "ordinary text\n".repeat(1_000));
        AsyncTextFile file = valueOf(files.openText(path));
        valueOf(file.read(100));
        byte[] noText = new byte[14_000];
        java.util.Arrays.fill(noText, (byte) 0xFF);
        Files.write(path, noText);
        assertThat(valueOf(file.position())).isBetween(0L, 100L);
        valueOf(file.close());
    }

    @Test
    void whatStandsBeforeMalformedInputIsReturnedFirst() throws IOException {
        Path path = dir.resolve("text");
        Files.write(path, "good\u00ffx".getBytes(ISO_8859_1));
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(valueOf(file.read(100))).isEqualTo("good");
        assertThat(failureOf(file.read(100))).isInstanceOf(MalformedInputException.class);
        assertThat(failureOf(file.read(100))).isInstanceOf(MalformedInputException.class);
        assertThat(valueOf(file.position())).isEqualTo(4);
        valueOf(file.position(0));
        assertThat(failureOf(file.readString())).isInstanceOf(MalformedInputException.class);
        assertThat(failureOf(file.readLines())).isInstanceOf(MalformedInputException.class);
        assertThat(valueOf(file.position())).as("all or nothing").isZero();
        valueOf(file.close());

        Files.write(path, "a\nb\nc\nx\u00ff".getBytes(ISO_8859_1));
        AsyncTextFile lines = valueOf(files.openText(path));
        List<String> delivered = new ArrayList<>();
        assertThat(failureOf(AsyncFiles.forEach(lines.lines(), delivered::add)))
                .isInstanceOf(MalformedInputException.class);
        assertThat(delivered).containsExactly("a", "b", "c");
        valueOf(lines.close());

        Files.write(path, "a\r\u00ff".getBytes(ISO_8859_1));
        AsyncTextFile carriage = valueOf(files.openText(path));
        assertThat(valueOf(carriage.readLine())).isEqualTo("a");
        assertThat(failureOf(carriage.readLine())).isInstanceOf(MalformedInputException.class);
        valueOf(carriage.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-32", "x-UTF-16LE-BOM", "X-UTF-32LE-BOM", "X-UTF-32BE-BOM"})
    void theByteOrderOfAFileIsKept(String name) throws IOException {
        for (boolean littleEndian : new boolean[] {true, false}) {
            String family = name.contains("16") ? "UTF-16" : "UTF-32";
            Charset content = Charset.forName(family + (littleEndian ? "LE" : "BE"));
            TextFormat format = TextFormat.of(Charset.forName(name));
            Path path = Files.write(dir.resolve("text"), "\uFEFFabc".getBytes(content));
            valueOf(files.withTextFile(path, format, file -> file.write("def"), WRITE, READ, APPEND));
            AsyncTextFile file = valueOf(files.openText(path, format, READ, WRITE));
            assertThat(valueOf(file.readString())).isEqualTo("abcdef");
            valueOf(file.write("ghi"));
            valueOf(file.close());
            assertThat(path).hasBinaryContent("\uFEFFabcdefghi".getBytes(content));
        }
        Path fresh = dir.resolve("fresh" + name);
        valueOf(files.withTextFile(
                fresh,
                TextFormat.of(Charset.forName(name)),
                file -> {
                    file.write("one");
                    return file.write("two");
                },
                WRITE,
                CREATE));
        assertThat(Files.readString(fresh, Charset.forName(name))).isEqualTo("onetwo");
    }

    @Test
    void truncatingLeavesNoDecodedTextBehind() throws IOException {
        AsyncTextFile file =
                valueOf(files.openText(Files.writeString(dir.resolve("text"), "one\ntwo\nthree\n"), READ, WRITE));
        assertThat(valueOf(file.readLine())).isEqualTo("one");
        file.truncate(6);
        assertThat(valueOf(file.readString())).isEqualTo("tw");
        valueOf(file.close());
    }

    @Test
    void aCharacterThatIsCutAtTheEndIsMalformed() throws IOException {
        Path path = Files.write(dir.resolve("cut"), new byte[] {'a', (byte) 0xE4, (byte) 0xB8});
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(failureOf(file.readLine()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("byte 1");
        valueOf(file.close());
        assertThat(lines(path, CodingErrorAction.REPLACE)).containsExactly("a\uFFFD");
    }

    private List<String> lines(Path path, CodingErrorAction action) {
        return valueOf(files.withTextFile(path, TextFormat.UTF_8.onMalformed(action), AsyncTextFile::readLines));
    }

    @Test
    void aByteOrderMarkIsLeftOutWhereAsked() throws IOException {
        Path path = Files.writeString(dir.resolve("marked"), "\uFEFFtext");
        assertThat(valueOf(files.withTextFile(path, TextFormat.UTF_8, AsyncTextFile::readString)))
                .isEqualTo("\uFEFFtext");
        assertThat(valueOf(
                        files.withTextFile(path, TextFormat.UTF_8.skippingByteOrderMark(), AsyncTextFile::readString)))
                .isEqualTo("text");
        Path little = Files.write(dir.resolve("little"), "\uFEFFtext".getBytes(UTF_16LE));
        assertThat(valueOf(files.withTextFile(little, TextFormat.of(UTF_16), AsyncTextFile::readString)))
                .isEqualTo("text");
    }

    @Test
    void utf16IsWrittenWithOneMarkHoweverManyWrites() throws IOException {
        Path path = dir.resolve("utf16");
        AsyncTextFile file = valueOf(files.openText(path, TextFormat.of(UTF_16), WRITE, CREATE));
        file.write("one");
        file.write("two");
        valueOf(file.flush());
        file.write("three");
        valueOf(file.close());
        AsyncTextFile again = valueOf(files.openText(path, TextFormat.of(UTF_16), WRITE, APPEND));
        again.write("four");
        valueOf(again.close());

        assertThat(Files.readString(path, UTF_16)).isEqualTo("onetwothreefour");
        assertThat(Files.size(path)).isEqualTo(2 + 15 * 2);
    }

    @Test
    void textThatCannotBeEncodedFailsAloneOrIsReplaced() throws IOException {
        Path path = dir.resolve("ascii");
        AsyncTextFile file = valueOf(files.openText(path, TextFormat.of(US_ASCII), WRITE, CREATE));
        file.write("a");
        assertThat(failureOf(file.write("ü")))
                .isInstanceOf(CharacterCodingException.class)
                .hasMessageContaining("ascii");
        assertThat(valueOf(file.write("b"))).isEqualTo(1);
        valueOf(file.close());
        assertThat(path).hasContent("ab");

        TextFormat replacing = TextFormat.of(ISO_8859_1).onMalformed(CodingErrorAction.REPLACE);
        AsyncTextFile lenient = valueOf(files.openText(path, replacing, WRITE));
        lenient.write("世ü");
        valueOf(lenient.close());
        assertThat(Files.readString(path, ISO_8859_1)).isEqualTo("?ü");
    }

    @Test
    void readingAndWritingShareThePosition() throws IOException {
        Path path = Files.writeString(dir.resolve("text"), "zwölf\nüber\nrest\n");
        AsyncTextFile file = valueOf(files.openText(path, TextFormat.UTF_8, READ, WRITE));
        assertThat(valueOf(file.readLine())).isEqualTo("zwölf");
        assertThat(valueOf(file.position())).isEqualTo(7);
        assertThat(valueOf(file.write("ÜBER"))).isEqualTo(5);
        assertThat(valueOf(file.position())).isEqualTo(12);
        assertThat(valueOf(file.readLine())).isEmpty();
        assertThat(valueOf(file.read(2))).isEqualTo("re");
        assertThat(valueOf(file.truncate(9))).isEqualTo(9);
        assertThat(valueOf(file.position())).isEqualTo(9);
        valueOf(file.close());
        assertThat(path).hasContent("zwölf\nÜ");
    }

    @Test
    void aLineThatIsTooLongFailsAndTheCursorStays() throws IOException {
        Path path = Files.writeString(dir.resolve("long"), "a\n" + "x".repeat(100_001) + "\nb");
        AsyncTextFile file = valueOf(files.openText(path));
        valueOf(file.readLine());
        assertThat(failureOf(file.readLine()))
                .isInstanceOf(LineTooLongException.class)
                .hasMessageContaining("byte 2");
        assertThat(valueOf(file.position())).isEqualTo(2);
        assertThat(valueOf(file.read(100_002))).hasSize(100_002);
        assertThat(valueOf(file.readLine())).isEqualTo("b");
        valueOf(file.close());
    }

    @Test
    void readingAllIsLimited() throws IOException {
        Path path = Files.writeString(dir.resolve("large"), "x\n".repeat(600_000));
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(failureOf(file.readString())).isInstanceOf(FileTooLargeException.class);
        valueOf(file.position(0));
        assertThat(failureOf(file.readLines())).isInstanceOf(FileTooLargeException.class);
        valueOf(file.position(0));
        assertThat(valueOf(AsyncFiles.toList(file.lines())))
                .as("a publisher holds no more than a batch")
                .hasSize(600_000);
        valueOf(file.close());
    }

    @Test
    void aGrowingFileIsReadOn() throws IOException {
        Path path = Files.writeString(dir.resolve("growing"), "one\n");
        AsyncTextFile file = valueOf(files.openText(path));
        assertThat(valueOf(file.readLine())).isEqualTo("one");
        assertThat(valueOf(file.readLine())).isNull();
        Files.writeString(path, "two\n", APPEND);
        assertThat(valueOf(file.readLine())).isEqualTo("two");
        valueOf(file.close());
    }

    @Test
    void wrongArgumentsAreRefusedAtOnce() throws IOException {
        AsyncTextFile file = valueOf(files.openText(Files.writeString(dir.resolve("text"), "x")));
        assertThatIllegalArgumentException().isThrownBy(() -> file.read(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> file.readLines(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> file.position(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> file.truncate(-1));
        assertThat(file.format()).isEqualTo(TextFormat.UTF_8);
        assertThat(file.path()).isEqualTo(dir.resolve("text"));
        valueOf(file.close());
        assertThat(file.isOpen()).isFalse();
    }
}

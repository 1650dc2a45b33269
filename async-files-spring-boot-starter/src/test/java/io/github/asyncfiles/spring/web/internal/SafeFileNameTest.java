// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeFileNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "photo.jpg|photo.jpg",
                "My photo (1).jpg|My photo (1).jpg",
                "../../etc/passwd|passwd",
                "..\\..\\boot.ini|boot.ini",
                "/etc/passwd|passwd",
                "C:\\Users\\me\\x.txt|x.txt",
                "C:x.txt|x.txt",
                "a:b|b",
                "a/|file",
                "..|file",
                ".|file",
                "...|file",
                " |file",
                "/|file",
                ".htaccess|htaccess",
                ".. .x|x",
                "x. . |x",
                "x.txt\0.jpg|x.txt.jpg",
                "\0|file",
                "a\tc|ac",
                "file.txt:stream|file.txt_stream",
                "a<b>c:d\"e|a_b_c_d_e",
                "what?*|what__",
                "a%2fb|a%2fb",
                "CON|_CON",
                "con|_con",
                "nul.txt|_nul.txt",
                "nul .txt|_nul .txt",
                "AUX.tar.gz|_AUX.tar.gz",
                "COM1|_COM1",
                "lpt9.x|_lpt9.x",
                "COM\u00b2|_COM\u00b2",
                "COM0|COM0",
                "CONSOLE|CONSOLE",
                ".con|_con",
                "a\u202egpj.exe|agpj.exe",
                "\u2066x\u2069|x",
                "a\u200bb|ab",
                "\ufeffx|x",
                "a\u2028b|ab",
                "\ud800x|_x",
                "x\udc00|x_",
                "e\u0301.txt|\u00e9.txt",
                "\u65e5\u672c.txt|\u65e5\u672c.txt",
                "\ud83d\ude00.png|\ud83d\ude00.png",
                "\u00a0x\u3000|x",
                "\u2215x|\u2215x"
            })
    void namesAreMadeSafe(String declared, String safe) {
        assertThat(SafeFileName.of(declared)).isEqualTo(safe);
    }

    @Test
    void linesAreJoined() {
        assertThat(SafeFileName.of("a\r\nb|c")).isEqualTo("ab_c");
    }

    @Test
    void noNameIsAFile() {
        assertThat(SafeFileName.of(null)).isEqualTo("file");
        assertThat(SafeFileName.of("")).isEqualTo("file");
    }

    @Test
    void longNamesKeepTheirExtension() {
        assertThat(SafeFileName.of("x".repeat(4000) + ".jpeg")).isEqualTo("x".repeat(250) + ".jpeg");
        assertThat(SafeFileName.of("x".repeat(251) + ".jpg")).hasSize(255);
        assertThat(SafeFileName.of("x." + "y".repeat(4000))).isEqualTo("x." + "y".repeat(253));
        assertThat(SafeFileName.of("x".repeat(1_000_000) + ".jpg"))
                .endsWith("x.jpg")
                .hasSize(255);
    }

    @Test
    void longNamesAreNotCutWithinACharacter() {
        String cut = SafeFileName.of("\ud83d\ude00".repeat(1000) + ".png");
        assertThat(cut).isEqualTo("\ud83d\ude00".repeat(62) + ".png");
        assertThat(SafeFileName.of("x" + "\u20ac".repeat(1000)).getBytes(UTF_8)).hasSize(253);
    }

    @Test
    void whateverIsDeclaredIsSafe() {
        Random random = new Random(4711);
        String alphabet = "./\\:\0\r\n a\u202e\ud83d\ude00\u0301\u00e9CONnul1<>|*?~\u212a\u037e";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder declared = new StringBuilder();
            for (int length = random.nextInt(i % 100 == 0 ? 600 : 12); length > 0; length--) {
                declared.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String safe = SafeFileName.of(declared.toString());
            assertThat(safe).isNotEmpty().doesNotContainPattern("[\\p{Cntrl}<>:\"/\\\\|?*\u202e]|^[. ]|[. ]$");
            assertThat(safe.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255);
            assertThat(new String(safe.getBytes(UTF_8), UTF_8)).isEqualTo(safe);
            assertThat(SafeFileName.of(safe)).isEqualTo(safe);
            Path folder = Path.of("/folder");
            assertThat(folder.resolve(safe).normalize().getParent()).isEqualTo(folder);
        }
    }
}

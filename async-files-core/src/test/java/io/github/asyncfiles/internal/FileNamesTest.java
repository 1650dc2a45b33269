// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileTemplate;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The JDK looks at the locale when it starts: so each is a process of its own. */
@EnabledOnOs(OS.LINUX)
class FileNamesTest {

    /** A program that makes two templates. */
    static final class Templates {
        public static void main(String[] arguments) {
            AsyncFileTemplate.create().close();
            AsyncFileTemplate.create().close();
        }
    }

    private static String printed(String locale) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Templates.class.getName())
                .redirectErrorStream(true);
        program.environment().put("LC_ALL", locale);
        Process process = program.start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    @Test
    void whereNamesAreAsciiThatIsSaidOnceWithWhatHelps() throws Exception {
        assertThat(printed("POSIX"))
                .containsOnlyOnce("The charset of file names is ANSI_X3.4-1968 here")
                .contains("Start Java with LC_ALL=C.UTF-8 in its environment");
    }

    @Test
    void whereEveryNameCanBeExpressedNothingIsSaid() throws Exception {
        assertThat(printed("C.UTF-8")).contains("Engine:").doesNotContain("charset");
    }
}

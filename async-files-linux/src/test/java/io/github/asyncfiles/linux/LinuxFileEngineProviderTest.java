// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the engine works it is chosen; where it does not, it says what would help. */
class LinuxFileEngineProviderTest {

    private static final String FLAG = "--enable-native-access=ALL-UNNAMED";

    @Test
    void itIsTheBestWhereItWorks() {
        Rig.engine();
        try (AsyncFileTemplate files = AsyncFileTemplate.create()) {
            assertThat(files.engineName()).isEqualTo("linux");
        }
    }

    @Test
    void anUnknownProcessorIsNamed() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "This is no Linux");
        assertThat(refusalWith("os.arch", "mips64")).isEqualTo("knows no processor of the kind mips64");
        assertThat(Architecture.of("mips64")).isNull();
        assertThat(Architecture.of("amd64"))
                .isEqualTo(Architecture.of("x86_64"))
                .isNotNull();
        assertThat(Architecture.of("aarch64")).isNotNull().isNotEqualTo(Architecture.of("amd64"));
    }

    @Test
    void elsewhereItIsNotTried() {
        assertThat(refusalWith("os.name", "Mac OS X")).isEqualTo("this is no Linux");
    }

    private static String refusalWith(String property, String value) {
        String before = System.setProperty(property, value);
        try {
            return assertThatExceptionOfType(FileEngineUnavailableException.class)
                    .isThrownBy(() -> new LinuxFileEngineProvider().create(new BlockingFileEngine()))
                    .actual()
                    .getMessage();
        } finally {
            System.setProperty(property, before);
        }
    }

    @Test
    void whereNativeAccessIsRefusedItSaysWhichFlagToAdd() throws Exception {
        Rig.engine();
        assumeTrue(Runtime.version().feature() >= 24, "This Java refuses native access to nobody");
        Rig.Ended ended =
                Rig.run(Rig.java(List.of("--illegal-native-access=deny"), EngineChoice.class, "auto", "linux"));

        assertThat(ended.status()).as("%s", ended.lines()).isZero();
        assertThat(ended.lines())
                .contains("auto -> portable", "linux -> Engine 'linux' does not work here: start Java with " + FLAG)
                .anyMatch(line -> line.endsWith("Engine: portable; skipped: linux (start Java with " + FLAG + ")"));
    }

    @Test
    void asAModuleItSaysWhichModuleNeedsTheFlag() throws Exception {
        Rig.engine();
        assumeTrue(Runtime.version().feature() >= 24, "This Java refuses native access to nobody");
        Rig.Ended ended =
                Rig.run(Rig.javaOfModules(List.of("--illegal-native-access=deny"), EngineChoice.class, "linux"));

        assertThat(ended.lines())
                .contains("linux -> Engine 'linux' does not work here: start Java with "
                        + "--enable-native-access=io.github.asyncfiles.linux");
    }

    @Test
    void withTheFlagThereIsNoWarning() throws Exception {
        Rig.engine();
        Rig.Ended ended = Rig.run(Rig.java(List.of(FLAG), EngineChoice.class, "auto", "linux"));

        assertThat(ended.lines())
                .contains("auto -> linux", "linux -> linux")
                .anyMatch(line -> line.endsWith("Engine: linux"))
                .noneMatch(line -> line.contains("WARNING"));
    }
}

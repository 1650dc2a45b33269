// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;

/** Where it should work, it has to. */
public final class LinuxEngine {

    private LinuxEngine() {}

    /** Skips a test on machines that the engine is not for. */
    public static void assumeThatItIsForThisMachine() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "This is no Linux");
        assumeTrue(Set.of("amd64", "aarch64").contains(System.getProperty("os.arch")), "Another processor");
        assumeTrue(Runtime.version().feature() >= 22, "The Linux engine needs Java 22");
    }
}

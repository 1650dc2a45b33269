// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One way to do what a case measures.
 *
 * @param name without blanks
 * @param ownProcess whether it is to have a JVM of its own, so that no contender spoils what the compiler learned of
 *     another; those that start processes themselves need none
 * @param missing why it cannot be had here
 */
record Contender(String name, boolean ownProcess, Supplier<Optional<String>> missing, Start start) {

    /** This library on the Linux engine. */
    static final String LINUX = "async-files/linux";

    /** This library on the portable engine. */
    static final String PORTABLE = "async-files/portable";

    interface Start {
        Workload in(Site site) throws Exception;
    }

    static Contender of(String name, Start start) {
        return new Contender(name, true, Optional::empty, start);
    }

    static Contender outside(String name, Supplier<Optional<String>> missing, Start start) {
        return new Contender(name, false, missing, start);
    }

    boolean isOurs() {
        return name.startsWith("async-files");
    }
}

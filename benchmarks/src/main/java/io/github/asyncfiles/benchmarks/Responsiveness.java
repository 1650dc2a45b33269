// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

final class Responsiveness {
    private Responsiveness() {}

    static Case comparison() {
        return new Case("responsiveness", "x", "ms");
    }
}

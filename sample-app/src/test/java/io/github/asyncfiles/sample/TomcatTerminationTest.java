// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

class TomcatTerminationTest extends TerminationContract {

    TomcatTerminationTest() {
        super("servlet");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import java.util.List;

class NettyTerminationTest extends TerminationContract {

    NettyTerminationTest() {
        super("reactive");
    }

    @Override
    void assertLateOnes(List<String> unanswered) {
        // Reactor Netty waits for what is under way when it begins to drain. It goes on reading from connections that
        // are
        // kept alive, and closes them between two requests, or in the middle of one that has just come: also where the
        // answer is a Mono.delay.
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

class TomcatTest extends FileDeskContract {

    @Override
    String expectedServer() {
        return "Tomcat";
    }
}

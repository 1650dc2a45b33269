// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

class JettyDownloadTest extends DownloadContract {

    JettyDownloadTest() {
        super(Server.JETTY);
    }
}

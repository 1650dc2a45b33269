// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

class JettyUploadTest extends UploadContract {

    JettyUploadTest() {
        super(Server.JETTY);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

class TomcatUploadTest extends UploadContract {

    TomcatUploadTest() {
        super(Server.TOMCAT);
    }
}

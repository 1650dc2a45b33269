// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

class TomcatDownloadTest extends DownloadContract {

    TomcatDownloadTest() {
        super(Server.TOMCAT);
    }
}

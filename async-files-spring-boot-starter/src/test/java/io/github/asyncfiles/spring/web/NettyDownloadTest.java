// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

class NettyDownloadTest extends DownloadContract {

    NettyDownloadTest() {
        super(Server.NETTY);
    }
}

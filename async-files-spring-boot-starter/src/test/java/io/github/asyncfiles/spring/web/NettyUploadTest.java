// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

class NettyUploadTest extends UploadContract {

    NettyUploadTest() {
        super(Server.NETTY);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import reactor.netty.http.server.HttpServerResponse;

/** Loaded only where there is Reactor Netty. */
final class NettyConnection {

    private NettyConnection() {}

    static void close(Object nativeResponse) {
        if (nativeResponse instanceof HttpServerResponse response) {
            response.withConnection(connection -> connection.channel().close());
        }
    }
}

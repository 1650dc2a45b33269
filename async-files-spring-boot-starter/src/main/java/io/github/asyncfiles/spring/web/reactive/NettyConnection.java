// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/** Loaded only where there is Reactor Netty. */
final class NettyConnection {

    private NettyConnection() {}

    static void close(Object nativeResponse) {
        if (nativeResponse instanceof HttpServerResponse response) {
            response.withConnection(connection -> connection.channel().close());
        }
    }

    static <T> Mono<T> later(Mono<T> mono, Object nativeResponse) {
        if (!(nativeResponse instanceof HttpServerResponse response)) {
            return mono;
        }
        List<Executor> loop = new ArrayList<>(1);
        response.withConnection(connection -> loop.add(connection.channel().eventLoop()));
        return mono.subscribeOn(Schedulers.fromExecutor(loop.get(0)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.reactive;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

/** The connections below answers. */
final class Connections {

    private static final boolean NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse", Connections.class.getClassLoader());

    private static final String TEST_DOUBLES = "org.springframework.mock.http.server.reactive.";

    private Connections() {}

    /**
     * Closes the connection of an answer that will never be complete. Reactor Netty would leave it open after an error,
     * and the client waiting for the rest; the other servers close it themselves.
     */
    static void close(ServerHttpResponse response) {
        Object nativeResponse = nativeResponse(response);
        if (NETTY && nativeResponse != null) {
            NettyConnection.close(nativeResponse);
        }
    }

    /** {@return the same, begun by a task of its own on the event loop of Reactor Netty; on other servers, at once} */
    static <T> Mono<T> later(Mono<T> mono, ServerHttpResponse response) {
        Object nativeResponse = nativeResponse(response);
        return NETTY && nativeResponse != null ? NettyConnection.later(mono, nativeResponse) : mono;
    }

    /** {@return whether there is no connection, as in tests of an application without a server} */
    static boolean isTestDouble(ServerHttpResponse response) {
        return innermost(response).getClass().getName().startsWith(TEST_DOUBLES);
    }

    private static @Nullable Object nativeResponse(ServerHttpResponse response) {
        return !isTestDouble(response) && innermost(response) instanceof AbstractServerHttpResponse served
                ? served.getNativeResponse()
                : null;
    }

    private static ServerHttpResponse innermost(ServerHttpResponse response) {
        ServerHttpResponse innermost = response;
        while (innermost instanceof ServerHttpResponseDecorator decorator) {
            innermost = decorator.getDelegate();
        }
        return innermost;
    }
}

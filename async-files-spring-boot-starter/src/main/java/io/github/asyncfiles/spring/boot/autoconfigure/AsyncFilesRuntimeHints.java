// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What is looked for by its name while an application runs: a native image knows no others. All the rest that it has to be
 * told, Spring finds out by itself.
 */
final class AsyncFilesRuntimeHints implements RuntimeHintsRegistrar {

    private static final List<String> MAY_BE_ABSENT = List.of(
            "io.netty.buffer.PooledByteBufAllocator",
            "org.apache.catalina.valves.ValveBase",
            "reactor.netty.http.server.HttpServerResponse");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (String type : MAY_BE_ABSENT) {
            hints.reflection().registerTypeIfPresent(classLoader, type, hint -> {});
        }
    }
}

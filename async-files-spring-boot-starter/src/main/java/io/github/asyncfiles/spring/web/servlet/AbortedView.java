// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.View;

/**
 * Ends a connection in the middle of an answer, past the exception handlers of the application: what they wrote would
 * become a part of the file.
 */
final class AbortedView implements View {

    private final Throwable cause;

    AbortedView(Throwable cause) {
        this.cause = cause;
    }

    @Override
    public void render(@Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!Connections.closeAfterAnswer(request)) {
            throw new IOException("A download was broken off: " + cause.getMessage(), cause);
        }
    }
}

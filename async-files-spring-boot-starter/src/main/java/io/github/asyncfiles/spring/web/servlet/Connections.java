// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.springframework.util.ClassUtils;

/** The connections below requests. */
final class Connections {

    private static final boolean TOMCAT =
            ClassUtils.isPresent("org.apache.catalina.valves.ValveBase", Connections.class.getClassLoader());

    private Connections() {}

    /** {@return where an answer is written to, after its stream was given a listener} */
    static ResponseOutput output(ServletRequest request, ServletResponse response) throws IOException {
        // Not if a filter wants to see what is written.
        ResponseOutput direct = TOMCAT ? TomcatConnectionValve.output(request, response) : null;
        return direct == null ? new ServletOutput(response.getOutputStream()) : direct;
    }

    /**
     * {@return a timeout for asynchronous requests that never comes, in milliseconds}
     *
     * <p>Tomcat (11.0.24) asks such requests that have none, once a second, whether their application is still there, and
     * takes it for gone in the moment between two requests of a connection. What follows takes the next request from its
     * connection when that is asynchronous too, and nobody ever answers it.
     */
    static long noTimeout(ServletRequest request) {
        return TOMCAT && TomcatConnectionValve.isOfTomcat(request) ? Long.MAX_VALUE : 0;
    }

    /** {@return whether an answer can be broken off only if the connection was to end with it} */
    static boolean mustEndWithAnswer(ServletRequest request) {
        return TOMCAT && TomcatConnectionValve.isMissing(request);
    }

    /** Breaks an answer off: what the client has of it is to look like a part, and is to be followed by nothing. */
    static void breakOff(AsyncContext async) {
        if (TOMCAT) {
            TomcatConnectionValve.closeNow(async.getRequest());
        }
        // Other servers see that it is shorter than was said.
        async.complete();
    }

    /** Closes a connection when the request has been answered, since the client is stuck in the middle of it. */
    static void closeAfterAnswer(ServletRequest request) {
        if (TOMCAT) {
            TomcatConnectionValve.closeAfterAnswer(request);
        }
    }
}

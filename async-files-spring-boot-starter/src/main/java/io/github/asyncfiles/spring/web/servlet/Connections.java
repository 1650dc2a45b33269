// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import org.springframework.util.ClassUtils;

/** The connections below requests. */
final class Connections {

    private static final boolean TOMCAT =
            ClassUtils.isPresent("org.apache.catalina.valves.ValveBase", Connections.class.getClassLoader());

    private Connections() {}

    /** {@return whether this server copies what the client does not take yet, and is done with the buffer} */
    static boolean copyWhatWaits(ServletRequest request) {
        return TOMCAT && TomcatConnectionValve.serves(request);
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

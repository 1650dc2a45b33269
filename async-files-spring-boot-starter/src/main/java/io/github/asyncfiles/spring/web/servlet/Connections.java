// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.ServletRequest;
import org.springframework.util.ClassUtils;

/** The connections below requests. */
final class Connections {

    private static final boolean TOMCAT =
            ClassUtils.isPresent("org.apache.catalina.valves.ValveBase", Connections.class.getClassLoader());

    private Connections() {}

    /**
     * Closes a connection when the request has been processed, whatever of the answer is missing by then.
     *
     * @return whether that will be done; if not, this server has to be told by an exception
     */
    static boolean closeAfterAnswer(ServletRequest request) {
        return TOMCAT && TomcatConnectionValve.closes(request);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.catalina.connector.Response;
import org.apache.catalina.connector.ResponseFacade;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections be closed, which servlets have no words for: those of answers that will never be complete, since Tomcat
 * would put its error page into the middle of the file otherwise, or take what comes next for the rest of it; and those of
 * clients that are stuck in the middle of a body, for whose rest Tomcat would wait.
 */
public final class TomcatConnectionValve extends ValveBase {

    private static final String CONNECTION = TomcatConnectionValve.class.getName();

    /** Creates a valve, to be added to an engine. */
    public TomcatConnectionValve() {
        super(true);
    }

    /** What is found in the attributes of a request, which Tomcat clears after it. */
    private record Connection(org.apache.coyote.Response response, boolean closeAfterAnswer) {

        void close() {
            // The one exception of which Tomcat makes no page.
            response.action(ActionCode.CLOSE_NOW, new ClientAbortException());
        }
    }

    private static @Nullable Connection of(ServletRequest request) {
        return (Connection) request.getAttribute(CONNECTION);
    }

    /** {@return what is below the response, {@code null} if that is not the response itself, or this valve is not there} */
    static @Nullable ResponseOutput output(ServletRequest request, ServletResponse response) {
        Connection connection = of(request);
        return connection == null || !(response instanceof ResponseFacade)
                ? null
                : new TomcatOutput(connection.response);
    }

    /** {@return whether this is Tomcat, and this valve is not there: then only the end of a connection ends an answer early} */
    static boolean isMissing(ServletRequest request) {
        return isOfTomcat(request) && of(request) == null;
    }

    static boolean isOfTomcat(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        return innermost instanceof RequestFacade;
    }

    /** Closes the connection at once. */
    static void closeNow(ServletRequest request) {
        Connection connection = of(request);
        if (connection != null) {
            connection.close();
        }
    }

    /** Closes the connection when all has been done with the request. */
    static void closeAfterAnswer(ServletRequest request) {
        Connection connection = of(request);
        if (connection != null) {
            request.setAttribute(CONNECTION, new Connection(connection.response, true));
        }
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getAttribute(CONNECTION) == null) {
            request.setAttribute(CONNECTION, new Connection(response.getCoyoteResponse(), false));
        }
        getNext().invoke(request, response);
        Connection connection = (Connection) request.getAttribute(CONNECTION);
        if (connection != null && connection.closeAfterAnswer && !request.isAsync()) {
            response.finishResponse();
            connection.close();
        }
    }
}

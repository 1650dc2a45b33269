// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Closes connections: of answers that will never be complete, since an exception would close them too, but not before
 * Tomcat has put its error page into the middle of the file; and of clients that are stuck in the middle of a body, for
 * whose rest Tomcat would wait.
 */
public final class TomcatConnectionValve extends ValveBase {

    private static final String CLOSER = TomcatConnectionValve.class.getName();

    /** Creates a valve, to be added to an engine. */
    public TomcatConnectionValve() {
        super(true);
    }

    /** What is found in the attributes of a request, which Tomcat clears after it. */
    private static final class Closer {
        private volatile boolean asked;
    }

    /** {@return whether this valve will close the connection; if not, it is not there} */
    static boolean closes(ServletRequest request) {
        if (request.getAttribute(CLOSER) instanceof Closer closer) {
            closer.asked = true;
            return true;
        }
        return false;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getAttribute(CLOSER) == null) {
            request.setAttribute(CLOSER, new Closer());
        }
        getNext().invoke(request, response);
        if (request.getAttribute(CLOSER) instanceof Closer closer && closer.asked && !request.isAsync()) {
            response.flushBuffer();
            // The one exception of which Tomcat makes no page.
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, new ClientAbortException());
        }
    }
}

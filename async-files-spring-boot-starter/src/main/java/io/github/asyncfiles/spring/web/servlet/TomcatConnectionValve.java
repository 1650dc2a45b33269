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
 * Closes the connections of answers that will never be complete. An exception would close them too, but not before Tomcat
 * has put its error page into the middle of the file.
 */
public final class TomcatConnectionValve extends ValveBase {

    private static final String CLOSER = TomcatConnectionValve.class.getName();

    /** Creates a valve, to be added to an engine. */
    public TomcatConnectionValve() {
        super(true);
    }

    /** What is found in the attributes of a request. */
    private static final class Closer {
        private boolean asked;
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
        Closer closer = new Closer();
        request.setAttribute(CLOSER, closer);
        getNext().invoke(request, response);
        if (closer.asked) {
            // The one exception of which Tomcat makes no page.
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, new ClientAbortException());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;

/** Requests and answers of Spring's {@code MockMvc}. There is no server below them, and so nothing of theirs happens later. */
final class TestDoubles {

    /** Known by name: applications do not have them. */
    private static final String PACKAGE = "org.springframework.mock.web.";

    private TestDoubles() {}

    static boolean isOne(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        return innermost.getClass().getName().startsWith(PACKAGE);
    }

    static boolean isOne(ServletResponse response) {
        ServletResponse innermost = response;
        while (innermost instanceof ServletResponseWrapper wrapper) {
            innermost = wrapper.getResponse();
        }
        return innermost.getClass().getName().startsWith(PACKAGE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Says which requests have reached the application, on either stack, and which threads are left when it has stopped. Not
 * found by scanning, so that other tests do without it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class AccessLog implements Filter, WebFilter {

    static final String ID = "Request-Id";

    AccessLog() {
        SpringApplication.getShutdownHandlers().add(AccessLog::logThreads);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        log(((HttpServletRequest) request).getHeader(ID));
        chain.doFilter(request, response);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        log(exchange.getRequest().getHeaders().getFirst(ID));
        return chain.filter(exchange);
    }

    private static void log(String id) {
        System.out.println("accepted " + id);
    }

    /** Runs when the context is closed. Whatever would keep a JVM alive, or is the library's, is to end by itself. */
    private static void logThreads() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if ((isOfApplication(thread) || isOfLibrary(thread)) && !endsSoon(thread)) {
                System.out.println("left " + thread.getName());
            }
        }
    }

    private static boolean isOfApplication(Thread thread) {
        // Java's own has returned from main, and waits for the others.
        return !thread.isDaemon()
                && thread != Thread.currentThread()
                && !thread.getName().equals("DestroyJavaVM");
    }

    private static boolean isOfLibrary(Thread thread) {
        // One looks after forgotten files of all templates, and ends with the library's classes.
        return thread.getName().startsWith("async-files-") && !thread.getName().equals("async-files-forgotten");
    }

    private static boolean endsSoon(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}

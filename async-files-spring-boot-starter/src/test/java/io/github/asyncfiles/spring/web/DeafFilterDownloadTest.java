// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A filter whose wrapper forgets the listener, so that nobody says that something can be written. */
class DeafFilterDownloadTest {

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void theIdleTimeoutEndsTheRequest(Server server, @TempDir Path dir) throws IOException {
        Files.write(dir.resolve("large"), new byte[300_000]);
        try (Server.Running running =
                server.start(dir, List.of(WithFilter.class), "async-files.web.idle-timeout=200ms")) {

            assertThat(RawHttp.exchange(running.port(), "GET", "/files/told/large")
                            .status())
                    .isEqualTo(500);

            await().untilAsserted(() -> assertThat(
                            running.bean(AsyncFileTemplate.class).openFiles())
                    .isZero());
            await().untilAsserted(() -> assertThat(running.bean(WebApp.Afterwards.class).told)
                    .singleElement()
                    .asString()
                    .contains("taken nothing for PT0.2S"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithFilter {

        @Bean
        Filter deaf() {
            return (request, response, chain) -> chain.doFilter(request, new Deaf((HttpServletResponse) response));
        }
    }

    private static final class Deaf extends HttpServletResponseWrapper {

        Deaf(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            ServletOutputStream stream = super.getOutputStream();
            return new ServletOutputStream() {

                @Override
                public boolean isReady() {
                    return stream.isReady();
                }

                @Override
                public void setWriteListener(WriteListener listener) {}

                @Override
                public void write(int b) throws IOException {
                    stream.write(b);
                }
            };
        }
    }
}

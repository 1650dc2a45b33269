// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The servers that are tested, each running a {@link WebApp}. */
enum Server {
    TOMCAT(WebApplicationType.SERVLET, WebApp.Mvc.class, WebUploads.Mvc.class, WithTomcat.class),
    JETTY(WebApplicationType.SERVLET, WebApp.Mvc.class, WebUploads.Mvc.class, WithJetty.class),
    NETTY(WebApplicationType.REACTIVE, WebApp.Flux.class, WebUploads.Flux.class, WithNetty.class);

    private final WebApplicationType type;
    private final Class<?>[] sources;

    Server(WebApplicationType type, Class<?>... sources) {
        this.type = type;
        this.sources = sources;
    }

    Running start(Path dir, String... properties) {
        return start(dir, List.of(), properties);
    }

    Running start(Path dir, List<Class<?>> more, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "dir=" + dir,
                "spring.main.banner-mode=off",
                "spring.reactor.netty.shutdown-quiet-period=0s",
                "logging.level.root=warn"));
        all.addAll(List.of(properties));
        return new Running(new SpringApplicationBuilder(sources)
                .sources(more.toArray(Class<?>[]::new))
                .web(type)
                .properties(all.toArray(String[]::new))
                .run());
    }

    /** A server that runs. */
    record Running(ConfigurableApplicationContext context) implements AutoCloseable {

        int port() {
            return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
        }

        <T> T bean(Class<T> type) {
            return context.getBean(type);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithJetty {
        @Bean
        JettyServletWebServerFactory jetty() {
            return new JettyServletWebServerFactory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithNetty {
        @Bean
        NettyReactiveWebServerFactory netty() {
            return new NettyReactiveWebServerFactory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithTomcat {
        @Bean
        TomcatServletWebServerFactory tomcat() {
            return new TomcatServletWebServerFactory();
        }
    }
}

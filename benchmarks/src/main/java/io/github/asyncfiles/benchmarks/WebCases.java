// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.util.List;
import java.util.Optional;

/** What files over HTTP are compared by. */
final class WebCases {

    private static final String TOMCAT = "/Tomcat";
    private static final String NETTY = "/Netty";
    private static final String IDLE = "idle";

    private WebCases() {}

    static Case downloads(String name, String size, int bytes) {
        Case comparison = new Case(
                        name, "downloads of " + size + ", cached, 64 connections (`wrk`), each server", "requests/s")
                .timesItself();
        for (String server : List.of(TOMCAT, NETTY)) {
            for (String way : List.of(WebServer.DOWNLOAD, "Resource")) {
                comparison.contender(Contender.outside(
                        way + server,
                        () -> Commands.missing(List.of("wrk")),
                        site -> new Wrk(site, stack(server), WebServer.path(way), bytes)));
            }
            comparison.target(Target.atLeast(0.9, WebServer.DOWNLOAD + server, "Resource" + server));
        }
        return comparison;
    }

    private static String stack(String server) {
        return server.equals(TOMCAT) ? "servlet" : "reactive";
    }

    static Case slowClients() {
        return new Case(
                        "slow-clients",
                        "p99 of `/ping` on Tomcat with 16 threads beside 1,000 clients that take 50 KB/s each",
                        "ms")
                .timesItself()
                .contender(Contender.outside(
                        IDLE, Optional::empty, site -> new SlowClients(site, false, SlowClients.Figure.PING)))
                .contender(Contender.outside(
                        WebServer.DOWNLOAD,
                        Optional::empty,
                        site -> new SlowClients(site, true, SlowClients.Figure.PING)))
                .target(Target.atMost(2, WebServer.DOWNLOAD, IDLE));
    }

    static Case slowClientsMemory() {
        return new Case("slow-clients-memory", "heap and direct memory for each of them", "KiB/client")
                .timesItself()
                .contender(Contender.outside(
                        WebServer.DOWNLOAD,
                        Optional::empty,
                        site -> new SlowClients(site, true, SlowClients.Figure.MEMORY)))
                .target(Target.atMost(192, WebServer.DOWNLOAD));
    }

    static Case upload() {
        Case comparison = new Case("upload", "an upload of 1 GB to a server with `-Xmx128m`", "MB/s").timesItself();
        for (String server : List.of(TOMCAT, NETTY)) {
            comparison.contender(Contender.outside(
                    "async-files/FileUpload" + server, Optional::empty, site -> new Uploads(site, stack(server))));
        }
        return comparison;
    }
}

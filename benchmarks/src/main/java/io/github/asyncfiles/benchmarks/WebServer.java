// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link ResponsivenessApplication} in a process of its own. */
final class WebServer implements AutoCloseable {

    /** What is measured of this library, on either server. */
    static final String DOWNLOAD = "async-files/FileDownload";

    private final Process process;
    private final int port;

    WebServer(Site site, String maxHeap, Path folder, String stack, String... settings) throws IOException {
        Path log = site.directory().resolve("application.log");
        List<String> arguments = new ArrayList<>(List.of(folder.toString(), stack));
        arguments.addAll(List.of(settings));
        process = WorkerProcess.java(
                site.directory(), log, maxHeap, ResponsivenessApplication.class, arguments.toArray(String[]::new));
        String started = process.inputReader().readLine();
        if (started == null) {
            throw new IOException("The application does not start: " + Files.readString(log));
        }
        port = Integer.parseInt(started);
    }

    /** {@return the first part of the address under which a way to send files is found} */
    static String path(String way) {
        return way.substring(way.indexOf('/') + 1);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

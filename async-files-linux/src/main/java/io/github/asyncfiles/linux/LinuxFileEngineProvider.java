// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineProvider;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import java.nio.file.FileSystems;

/**
 * Offers the engine {@code linux}: on Linux 5.12 or later, x86-64 or aarch64, Java 22 or later, where native access is
 * not refused ({@code --enable-native-access=ALL-UNNAMED} allows it without a warning).
 */
public final class LinuxFileEngineProvider implements FileEngineProvider {

    private static final int RANK = 100;

    /** Called by {@link java.util.ServiceLoader}. */
    public LinuxFileEngineProvider() {}

    @Override
    public String name() {
        return LinuxFileEngine.NAME;
    }

    @Override
    public int rank() {
        return RANK;
    }

    @Override
    public FileEngine create(FileEngine portable) throws FileEngineUnavailableException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new FileEngineUnavailableException("this is no Linux");
        }
        Architecture architecture = Architecture.of(System.getProperty("os.arch"));
        if (architecture == null) {
            throw new FileEngineUnavailableException("knows no processor of the kind " + System.getProperty("os.arch"));
        }
        if (!"java.base"
                .equals(FileSystems.getDefault()
                        .provider()
                        .getClass()
                        .getModule()
                        .getName())) {
            throw new FileEngineUnavailableException("the default file system was replaced");
        }
        try {
            return new LinuxFileEngine(portable, architecture);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            // The second time the class is not there, and the cause is no more than text.
            String cause = String.valueOf(e.getCause());
            if (cause.contains(IllegalCallerException.class.getName())) {
                throw new FileEngineUnavailableException("start Java with --enable-native-access=ALL-UNNAMED");
            }
            throw new FileEngineUnavailableException("no native calls here: " + cause);
        }
    }
}

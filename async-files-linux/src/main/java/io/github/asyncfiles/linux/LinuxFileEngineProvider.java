// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileEngineProvider;
import io.github.asyncfiles.spi.FileEngineUnavailableException;
import java.nio.file.FileSystems;

/**
 * Offers the engine {@code linux}: on Linux 5.12 or later, x86-64 or aarch64, Java 22 or later, where native access is
 * not refused ({@code --enable-native-access=ALL-UNNAMED} allows it without a warning; on the module path,
 * {@code --enable-native-access=io.github.asyncfiles.linux}).
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
            throw new FileEngineUnavailableException(reason(e), e);
        }
    }

    /** Why there are no system calls: the first time the cause says it, later only the text that is left of it. */
    private static String reason(LinkageError e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (!String.valueOf(root).contains(IllegalCallerException.class.getSimpleName())) {
            return "no native calls here: " + root;
        }
        Module self = LinuxFileEngineProvider.class.getModule();
        return "start Java with --enable-native-access=" + (self.isNamed() ? self.getName() : "ALL-UNNAMED");
    }
}

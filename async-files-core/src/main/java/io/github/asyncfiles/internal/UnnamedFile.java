// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A temporary file without a name: nobody else can open it, and it is gone even if the process is killed. */
public final class UnnamedFile {

    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);

    private UnnamedFile() {}

    /**
     * Opens one in the system's directory for temporary files. Where open files cannot lose their name (Windows) it has
     * one until it is closed.
     *
     * @param engine that opens it
     * @return the open file
     * @throws IOException when it cannot be opened; nothing is left then
     */
    public static FileHandle open(FileEngine engine) throws IOException {
        // Created first, because that chooses a name that is free and keeps everybody else out.
        Path path = engine.createTempFile(null, null);
        try {
            return engine.open(path, OPTIONS);
        } catch (Throwable t) {
            try {
                engine.deleteIfExists(path);
            } catch (IOException e) {
                t.addSuppressed(e);
            }
            throw t;
        }
    }
}

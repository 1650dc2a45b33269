// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract beneath a root, on the default file system. */
class RootedFilesTest extends FileOperationsContract {

    @TempDir
    Path temporary;

    @Override
    Path directory() {
        return temporary;
    }

    @Override
    AsyncFileTemplateBuilder configured(AsyncFileTemplateBuilder builder) {
        return builder.root(dir);
    }

    @Override
    boolean hasHardLinks() {
        return !files.engineName().equals("portable");
    }

    @Override
    boolean readsSymbolicLinks() {
        return !files.engineName().equals("portable");
    }
}

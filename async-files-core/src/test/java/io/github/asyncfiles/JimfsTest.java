// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

class JimfsTest extends FileOperationsContract {

    private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix().toBuilder()
            .setAttributeViews("basic", "owner", "posix", "unix")
            .build());

    @Override
    Path directory() throws IOException {
        return Files.createDirectory(fileSystem.getPath("/dir"));
    }

    @AfterEach
    void closeFileSystem() throws IOException {
        fileSystem.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class ZipFileSystemTest extends FileOperationsContract {

    @TempDir
    Path temporary;

    private FileSystem fileSystem;

    @Override
    Path directory() throws IOException {
        fileSystem = FileSystems.newFileSystem(temporary.resolve("files.zip"), Map.of("create", "true"));
        return Files.createDirectory(fileSystem.getPath("/dir"));
    }

    @Override
    boolean hasSymbolicLinks() {
        return false;
    }

    @Override
    boolean hasHardLinks() {
        return false;
    }

    @Override
    boolean hasPosixAttributes() {
        return false;
    }

    @AfterEach
    void closeFileSystem() throws IOException {
        fileSystem.close();
    }
}

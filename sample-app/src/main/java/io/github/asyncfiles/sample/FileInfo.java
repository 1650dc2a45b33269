// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the desk tells of a file. */
record FileInfo(String name, long size, Instant modified, boolean directory) {

    static FileInfo of(Path path, BasicFileAttributes attributes) {
        return new FileInfo(
                path.getFileName().toString(),
                attributes.size(),
                attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS),
                attributes.isDirectory());
    }
}

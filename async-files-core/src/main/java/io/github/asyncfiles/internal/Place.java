// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where an open file is, and which one it was when it was opened: the JDK knows the attributes of an open file only by
 * its path, which may lead to another one by now.
 *
 * @param path it was opened by
 * @param links how the path is followed
 * @param key of what was there before it was opened; {@code null} where that is unknown, and nothing is told apart
 */
record Place(Path path, LinkOption[] links, @Nullable Object key) implements AttributesOfOpenFile {

    @Override
    public BasicFileAttributes read() throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, links);
        if (key != null && !key.equals(found.fileKey())) {
            throw new FileSystemException(path.toString(), null, "Was replaced since it was opened");
        }
        return found;
    }
}

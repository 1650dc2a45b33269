// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.root;

import io.github.asyncfiles.internal.ForwardingHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** An open file whose attributes are found by its path, beneath the root. */
final class RootedHandle extends ForwardingHandle {

    private final FileEngine root;
    private final Path path;
    private final LinkOption[] links;
    private final @Nullable Object key;

    /**
     * @param file open
     * @param root finds it again
     * @param path it was opened by
     * @param links how the path is followed
     * @param key of what was there when it was opened
     */
    RootedHandle(FileHandle file, FileEngine root, Path path, LinkOption[] links, @Nullable Object key) {
        super(file);
        this.root = root;
        this.path = path;
        this.links = links;
        this.key = key;
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        BasicFileAttributes found = root.readAttributes(path, BasicFileAttributes.class, links);
        if (key != null && !key.equals(found.fileKey())) {
            throw new FileSystemException(path.toString(), null, "Was replaced since it was opened");
        }
        return found;
    }
}

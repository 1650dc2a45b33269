// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.root;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds a name that is free and that nobody can guess, as the JDK does it by paths. */
final class TemporaryName {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TemporaryName() {}

    /** Fails when there is something already. */
    interface Creation {
        Path create(Path path, FileAttribute<?>... attributes) throws IOException;
    }

    static Path create(
            Path dir,
            @Nullable String prefix,
            String suffix,
            String permissions,
            Creation creation,
            FileAttribute<?>... attributes)
            throws IOException {
        FileAttribute<?>[] set = withPermissions(dir, permissions, attributes);
        while (true) {
            String random = Long.toUnsignedString(RANDOM.nextLong());
            Path name = dir.getFileSystem().getPath((prefix == null ? "" : prefix) + random + suffix);
            if (name.getParent() != null) {
                throw new IllegalArgumentException("Invalid prefix or suffix");
            }
            try {
                return creation.create(dir.resolve(name), set);
            } catch (FileAlreadyExistsException taken) {
                // Another one.
            }
        }
    }

    private static FileAttribute<?>[] withPermissions(Path dir, String permissions, FileAttribute<?>[] attributes) {
        boolean given =
                Arrays.stream(attributes).anyMatch(attribute -> attribute.name().equals("posix:permissions"));
        if (given || !dir.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return attributes;
        }
        FileAttribute<?>[] all = Arrays.copyOf(attributes, attributes.length + 1);
        all[attributes.length] = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * An entry of a directory with its attributes, both read in the same hop.
 *
 * @param path the path of the directory, resolved against the entry's name
 * @param attributes of the entry itself, links not followed
 */
public record DirectoryEntry(Path path, BasicFileAttributes attributes) {}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;

/** Knows how to come by the attributes of a file that is open: the channels of the JDK do not. */
@FunctionalInterface
interface AttributesOfOpenFile {

    /**
     * {@return the attributes}
     *
     * @throws IOException when they cannot be had
     */
    BasicFileAttributes read() throws IOException;
}

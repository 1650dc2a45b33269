// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.util.concurrent.Flow;

/** The entries of a directory, or of a tree, with their attributes. */
public class EntriesTckTest extends StreamTck<DirectoryEntry> {

    @Override
    Flow.Publisher<DirectoryEntry> publisher(int elements) throws IOException {
        return files.entries(folder(elements));
    }

    @Override
    Flow.Publisher<DirectoryEntry> failing() {
        return files.entries(absent(), 1);
    }
}

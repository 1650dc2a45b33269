// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** The files of a tree. */
public class WalkTckTest extends StreamTck<Path> {

    @Override
    Flow.Publisher<Path> publisher(int elements) throws IOException {
        // The start is one of them.
        return elements == 0 ? files.find(folder(0), 1, (path, attributes) -> false) : files.walk(folder(elements - 1));
    }

    @Override
    Flow.Publisher<Path> failing() {
        return files.walk(absent());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** The entries of a directory. */
public class ListTckTest extends StreamTck<Path> {

    @Override
    Flow.Publisher<Path> publisher(int elements) throws IOException {
        return files.list(folder(elements));
    }

    @Override
    Flow.Publisher<Path> failing() {
        return files.list(absent());
    }
}

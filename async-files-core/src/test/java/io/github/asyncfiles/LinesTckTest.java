// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.util.concurrent.Flow;

/** The lines of a file. */
public class LinesTckTest extends StreamTck<String> {

    @Override
    Flow.Publisher<String> publisher(int elements) throws IOException {
        return files.lines(file("line\n".repeat(elements)));
    }

    @Override
    Flow.Publisher<String> failing() {
        return files.lines(absent());
    }
}

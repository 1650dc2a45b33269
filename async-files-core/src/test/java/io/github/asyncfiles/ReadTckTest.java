// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** The chunks of a file. */
public class ReadTckTest extends StreamTck<ByteBuffer> {

    @Override
    Flow.Publisher<ByteBuffer> publisher(int elements) throws IOException {
        return files.read(file("b".repeat(512 * elements)));
    }

    @Override
    Flow.Publisher<ByteBuffer> failing() {
        return files.read(absent());
    }
}

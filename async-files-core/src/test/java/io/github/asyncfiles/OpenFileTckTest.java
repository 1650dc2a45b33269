// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Flow;

/** The chunks of an open file. */
public class OpenFileTckTest extends StreamTck<ByteBuffer> {

    @Override
    Flow.Publisher<ByteBuffer> publisher(int elements) throws IOException {
        return AsyncFiles.await(files.open(file("b".repeat(512 * elements)))).read(0, Long.MAX_VALUE);
    }

    @Override
    Flow.Publisher<ByteBuffer> failing() {
        try {
            AsyncFile file = AsyncFiles.await(
                    files.open(dir.resolve("closed"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            AsyncFiles.await(file.close());
            return file.read(0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Flow;

/** The lines of an open file. */
public class OpenLinesTckTest extends StreamTck<byte[]> {

    @Override
    Flow.Publisher<byte[]> publisher(int elements) throws IOException {
        return AsyncFiles.await(files.open(file("line\n".repeat(elements)))).lines();
    }

    @Override
    Flow.Publisher<byte[]> failing() {
        try {
            AsyncFile file = AsyncFiles.await(
                    files.open(dir.resolve("closed"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            AsyncFiles.await(file.close());
            return file.lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

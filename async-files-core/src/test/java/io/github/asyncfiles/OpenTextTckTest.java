// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Flow;

/** The lines of an open file of text. */
public class OpenTextTckTest extends StreamTck<String> {

    @Override
    Flow.Publisher<String> publisher(int elements) throws IOException {
        return AsyncFiles.await(files.openText(file("line\n".repeat(elements)))).lines();
    }

    @Override
    Flow.Publisher<String> failing() {
        try {
            AsyncTextFile file = AsyncFiles.await(
                    files.openText(dir.resolve("closed"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            AsyncFiles.await(file.close());
            return file.lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.util.concurrent.Flow;

/** A file that is followed: what it yields never ends, and is cut off here. */
public class TailTckTest extends StreamTck<TailEvent> {

    @Override
    Flow.Publisher<TailEvent> publisher(int elements) throws IOException {
        return files.tail(file("line\n".repeat(elements)), TailFrom.beginning());
    }

    @Override
    Flow.Publisher<TailEvent> failing() {
        return files.tail(dir, TailFrom.beginning());
    }

    /** It does not complete. */
    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }
}

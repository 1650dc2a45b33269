// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Reads lines as far as they can be read, and as many as are sensible for one hop. */
final class SomeLines {

    /** Enough that the hop no longer counts. */
    private static final int MOST = 1024;

    /** Bytes or characters: few enough to be held several times. */
    private static final int MOST_LENGTH = 64 * 1024;

    private SomeLines() {}

    /** Reads the next line; {@code null} at the end of the file. */
    @FunctionalInterface
    interface Source<L> {
        @Nullable L next() throws IOException;
    }

    /**
     * Reads some lines, those before a place that cannot be read first.
     *
     * @param source gives them
     * @param length of a line
     * @return the lines, none at the end of the file
     * @throws IOException when there is none before a place that cannot be read
     */
    static <L> List<L> read(Source<L> source, ToIntFunction<L> length) throws IOException {
        List<L> lines = new ArrayList<>();
        try {
            long held = 0;
            for (L line; lines.size() < MOST && held < MOST_LENGTH && (line = source.next()) != null; ) {
                lines.add(line);
                held += length.applyAsInt(line);
            }
        } catch (IOException e) {
            if (lines.isEmpty()) {
                throw e;
            }
            // It is still there, for the next call.
        }
        return lines;
    }
}

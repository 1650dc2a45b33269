// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lines as far as they can be read. */
final class SomeLines {

    private SomeLines() {}

    /** Reads the next line; {@code null} at the end of the file. */
    @FunctionalInterface
    interface Source<L> {
        @Nullable L next() throws IOException;
    }

    /**
     * Reads some lines, those before a place that cannot be read first.
     *
     * @param most how many at most
     * @param source gives them
     * @return the lines, none at the end of the file
     * @throws IOException when there is none before a place that cannot be read
     */
    static <L> List<L> read(int most, Source<L> source) throws IOException {
        List<L> lines = new ArrayList<>();
        try {
            for (L line; lines.size() < most && (line = source.next()) != null; ) {
                lines.add(line);
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

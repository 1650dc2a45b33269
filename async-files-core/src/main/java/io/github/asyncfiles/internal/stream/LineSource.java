// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal.stream;

import io.github.asyncfiles.internal.Cursor;
import io.github.asyncfiles.internal.TextReader;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.util.List;

/** The lines of a file of text, some at a time. */
public final class LineSource implements StreamSource<String> {

    private final FileHandle file;
    private final TextReader reader;
    private final int longest;
    private final Cursor.LineLimit limit;

    /**
     * Creates a source.
     *
     * @param file to read, closed with the source
     * @param reader of its text
     * @param longest the most characters of a line
     * @param limit says that one has more
     */
    public LineSource(FileHandle file, TextReader reader, int longest, Cursor.LineLimit limit) {
        this.file = file;
        this.reader = reader;
        this.longest = longest;
        this.limit = limit;
    }

    @Override
    public Progress fill(Elements<String> elements) throws IOException {
        long before = reader.bytesFetched();
        List<String> lines = reader.readSomeLines(longest, limit);
        elements.addAll(lines);
        elements.countRead(reader.bytesFetched() - before);
        return lines.isEmpty() ? Progress.END : Progress.MORE;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

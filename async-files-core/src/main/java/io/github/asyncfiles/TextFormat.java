// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * How the bytes of a file are read and written as text.
 *
 * @param charset the encoding; where it leaves the order of bytes open (UTF-16, UTF-32), a byte order mark decides
 * @param onMalformed what to do with bytes that are no text, and with characters that cannot be encoded: {@code REPORT}
 *     fails, {@code REPLACE} puts a replacement, {@code IGNORE} leaves them out
 * @param newlines how lines end
 * @param skipByteOrderMark whether a byte order mark at the beginning is left out when reading UTF-8
 */
public record TextFormat(Charset charset, CodingErrorAction onMalformed, Newlines newlines, boolean skipByteOrderMark) {

    /** UTF-8, malformed input reported, universal newlines. */
    public static final TextFormat UTF_8 = of(StandardCharsets.UTF_8);

    /** Checks for {@code null}. */
    public TextFormat {
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(onMalformed, "onMalformed");
        Objects.requireNonNull(newlines, "newlines");
    }

    /**
     * A format with malformed input reported and universal newlines.
     *
     * @param charset the encoding
     * @return the format
     */
    public static TextFormat of(Charset charset) {
        return new TextFormat(charset, CodingErrorAction.REPORT, Newlines.UNIVERSAL, false);
    }

    /**
     * The same with another way to deal with malformed input.
     *
     * @param action what to do
     * @return the format
     */
    public TextFormat onMalformed(CodingErrorAction action) {
        return new TextFormat(charset, action, newlines, skipByteOrderMark);
    }

    /**
     * The same with other newlines.
     *
     * @param newlines how lines end
     * @return the format
     */
    public TextFormat newlines(Newlines newlines) {
        return new TextFormat(charset, onMalformed, newlines, skipByteOrderMark);
    }

    /**
     * The same, leaving out a byte order mark at the beginning.
     *
     * @return the format
     */
    public TextFormat skippingByteOrderMark() {
        return new TextFormat(charset, onMalformed, newlines, true);
    }
}

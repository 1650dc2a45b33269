// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.internal.FileNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says what helps when a configured path has characters that file names cannot have here. */
@Order(Ordered.HIGHEST_PRECEDENCE) // Before the analysis of what cannot be bound, which knows only that it is so.
final class FileNameFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPathException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, InvalidPathException cause) {
        if (!FileNames.areLimited() || isAscii(cause.getInput())) {
            return null;
        }
        BindException binding = findCause(rootFailure, BindException.class);
        return new FailureAnalysis(
                "The path '" + cause.getInput() + "'" + (binding == null ? "" : " of " + binding.getName())
                        + " cannot be expressed here: the charset of file names is " + FileNames.charset() + ".",
                FileNames.REMEDY + ".",
                cause);
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}

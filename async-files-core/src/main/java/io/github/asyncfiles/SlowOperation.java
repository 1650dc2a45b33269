// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.util.List;

/**
 * An operation that takes longer than the {@linkplain AsyncFileTemplateBuilder#slowOperationThreshold threshold}, and is not
 * done.
 *
 * @param operation which one, and since when
 * @param stack of the worker that is at it, the innermost call first; empty while it waits for one
 */
public record SlowOperation(UnfinishedOperation operation, List<StackTraceElement> stack) {

    /**
     * Creates one.
     *
     * @param operation which one, and since when
     * @param stack of the worker that is at it, the innermost call first; empty while it waits for one
     */
    public SlowOperation {
        stack = List.copyOf(stack);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A file that is open.
 *
 * @param path it was opened by
 * @param age the time since then
 * @param openedAt where it was opened, the innermost call first; empty unless {@linkplain
 *     AsyncFileTemplateBuilder#leakDetection leak detection} is on
 */
public record OpenHandle(Path path, Duration age, List<StackTraceElement> openedAt) {

    /**
     * Creates one.
     *
     * @param path it was opened by
     * @param age the time since then
     * @param openedAt where it was opened, the innermost call first; empty if nobody knows
     */
    public OpenHandle {
        openedAt = List.copyOf(openedAt);
    }
}

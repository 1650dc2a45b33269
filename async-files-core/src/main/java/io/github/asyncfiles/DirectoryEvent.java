// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;

/**
 * What happened in a directory that is {@linkplain AsyncFileOperations#watch watched}.
 *
 * @param kind one of {@link StandardWatchEventKinds}
 * @param path of the entry that was created, modified or deleted: the path of the watched directory, resolved against it;
 *     in an overflow, the watched directory, which is to be listed again
 */
public record DirectoryEvent(WatchEvent.Kind<?> kind, Path path) {

    /** {@return whether events were lost, so that the directory has to be listed again} */
    public boolean isOverflow() {
        return kind == StandardWatchEventKinds.OVERFLOW;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** A directory that is watched while something happens in it all the time; what it yields never ends. */
public class WatchTckTest extends StreamTck<DirectoryEvent> {

    private volatile boolean over;
    private Thread busy;

    @BeforeClass(dependsOnMethods = "create")
    void keepBusy() {
        Path file = dir.resolve("file");
        busy = new Thread(() -> {
            try {
                while (!over) {
                    Files.createFile(file);
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        busy.start();
    }

    @AfterClass
    void rest() throws InterruptedException {
        over = true;
        busy.join();
    }

    @Override
    Flow.Publisher<DirectoryEvent> publisher(int elements) {
        return files.watch(dir);
    }

    @Override
    Flow.Publisher<DirectoryEvent> failing() {
        return files.watch(absent());
    }

    /** It does not complete. */
    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }
}

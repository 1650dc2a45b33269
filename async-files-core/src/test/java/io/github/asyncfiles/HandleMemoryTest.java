// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an open file costs, beside the descriptor and what it has read. */
class HandleMemoryTest {

    private static final int FILES = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aHandleTakesLessThanOneKilobyteAndNoBufferUntilItIsNeeded(@TempDir Path dir) throws IOException {
        Path path = Files.write(dir.resolve("file"), new byte[100]);
        OneFile engine = new OneFile(path);
        try (AsyncFileTemplate files = AsyncFileTemplate.builder()
                .engine(engine)
                .executor(Runnable::run)
                .build()) {
            // Held to the end: forgotten ones would be closed, and with them the one file behind them all.
            List<AsyncFile> first = openAndUse(files, path);

            // All that was allocated, so no less than what is kept.
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            List<AsyncFile> open = openAndUse(files, path);
            long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / FILES;

            assertThat(each).isPositive().isLessThan(1024);
            assertThat(first).hasSameSizeAs(open);
        } finally {
            engine.handle.close();
        }
    }

    /** Positional work needs no buffer of the handle's own. */
    private static List<AsyncFile> openAndUse(AsyncFileTemplate files, Path path) {
        ByteBuffer buffer = ByteBuffer.allocate(1);
        List<AsyncFile> open = new ArrayList<>(FILES);
        for (int i = 0; i < FILES; i++) {
            open.add(valueOf(files.open(path, READ, WRITE)));
        }
        valueOf(open.get(0).read(buffer, 0));
        return open;
    }

    private static final class OneFile implements FileEngine {

        private final FileHandle handle;

        OneFile(Path path) throws IOException {
            handle = new BlockingFileEngine().open(path, Set.of(READ, WRITE));
        }

        @Override
        public String name() {
            return "one";
        }

        @Override
        public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
            return handle;
        }
    }
}

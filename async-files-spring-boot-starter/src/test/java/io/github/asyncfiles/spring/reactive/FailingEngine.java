// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.internal.ForwardingHandle;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** A disk that is broken from some place in each file on. */
public final class FailingEngine implements FileEngine {

    private final FileEngine disk = new BlockingFileEngine();
    private final long brokenFrom;

    /**
     * Creates the engine.
     *
     * @param brokenFrom the first byte that cannot be read or written
     */
    public FailingEngine(long brokenFrom) {
        this.brokenFrom = brokenFrom;
    }

    @Override
    public String name() {
        return "failing";
    }

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileHandle file = disk.open(path, options, attributes);
        return new ForwardingHandle(file) {
            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                check(position + target.remaining());
                return super.read(target, position);
            }

            @Override
            public int write(ByteBuffer source, long position) throws IOException {
                check(position + source.remaining());
                return super.write(source, position);
            }

            private void check(long end) throws IOException {
                if (end > brokenFrom) {
                    throw new FileSystemException(path.toString(), null, "Input/output error");
                }
            }
        };
    }
}

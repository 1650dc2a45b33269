// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.BlockingFileEngine;
import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is open, and what is done; fails where it is told to. */
final class TrackingEngine implements FileEngine {

    private final FileEngine disk = new BlockingFileEngine();

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger writes = new AtomicInteger();
    /** Reads and writes at or beyond this place fail. */
    final AtomicLong badFrom = new AtomicLong(Long.MAX_VALUE);

    @Override
    public String name() {
        return "tracking";
    }

    @Override
    public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        FileHandle handle = disk.open(path, options, attributes);
        opened.incrementAndGet();
        open.incrementAndGet();
        return new FileHandle() {
            private boolean closed;

            private void use(long position) throws IOException {
                assertThatItIs(!closed, "used after closing");
                if (position >= badFrom.get()) {
                    throw new IOException("Input/output error");
                }
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                use(position);
                reads.incrementAndGet();
                int limit = target.limit();
                target.limit((int) Math.min(limit, target.position() + Math.max(1, badFrom.get() - position)));
                try {
                    return handle.read(target, position);
                } finally {
                    target.limit(limit);
                }
            }

            @Override
            public int write(ByteBuffer source, long position) throws IOException {
                use(position);
                writes.incrementAndGet();
                return handle.write(source, position);
            }

            @Override
            public long size() throws IOException {
                use(0);
                return handle.size();
            }

            @Override
            public void truncate(long size) throws IOException {
                use(size);
                handle.truncate(size);
            }

            @Override
            public void force(boolean metaData) throws IOException {
                handle.force(metaData);
            }

            @Override
            public void close() throws IOException {
                assertThatItIs(!closed, "closed twice");
                closed = true;
                open.decrementAndGet();
                handle.close();
            }
        };
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir) throws IOException {
        DirectoryStream<Path> stream = disk.newDirectoryStream(dir);
        open.incrementAndGet();
        return new DirectoryStream<>() {
            private boolean closed;

            @Override
            public Iterator<Path> iterator() {
                return stream.iterator();
            }

            @Override
            public void close() throws IOException {
                assertThatItIs(!closed, "closed twice");
                closed = true;
                open.decrementAndGet();
                stream.close();
            }
        };
    }

    private static void assertThatItIs(boolean right, String otherwise) {
        if (!right) {
            throw new AssertionError("A handle was " + otherwise);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncfiles.spi.FileEngine;
import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Sizes that lie, and handles that are closed on every outcome. */
class WholeFileTest {

    private static final Path FILE = Path.of("file");
    private static final SizeLimit ANY = (path, size) -> {};

    private final AtomicInteger open = new AtomicInteger();

    @Test
    void readsToTheEndWhateverTheSizeSays() throws IOException {
        for (int length : new int[] {0, 1, 511, 512, 513, 1024, 5_000, 300_000}) {
            byte[] content = new byte[length];
            Arrays.fill(content, (byte) 'x');
            for (long claimed : new long[] {0, 1, length / 2, length, length + 1L, 2L * length + 100}) {
                assertThat(WholeFile.read(engine(content, claimed), FILE, ANY))
                        .as("%s bytes that claim to be %s", length, claimed)
                        .isEqualTo(content);
            }
        }
        assertThat(open).hasValue(0);
    }

    @Test
    void aFileThatGrowsBeyondTheLimitIsRefused() {
        SizeLimit thousand = (path, size) -> {
            if (size > 1000) {
                throw new FileSystemException(path.toString(), null, "too large");
            }
        };
        assertThatThrownBy(() -> WholeFile.read(engine(new byte[100_000], 0), FILE, thousand))
                .hasMessageContaining("too large");
        assertThat(open).hasValue(0);
    }

    @Test
    void handlesAreClosedWhenSomethingFails() {
        FileEngine failing = engine(null, 10);

        assertThatThrownBy(() -> WholeFile.read(failing, FILE, ANY)).hasMessage("Input/output error");
        assertThatThrownBy(() -> WholeFile.write(failing, FILE, ByteBuffer.allocate(1), Set.of()))
                .hasMessage("Input/output error");
        assertThatThrownBy(() -> WholeFile.writeLines(failing, FILE, List.of("a"), StandardCharsets.UTF_8, Set.of()))
                .hasMessage("Input/output error");
        assertThatThrownBy(() -> WholeFile.writeLines(
                        failing, FILE, () -> List.<CharSequence>of().listIterator(7), StandardCharsets.UTF_8, Set.of()))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> WholeFile.copyTo(failing, FILE, java.io.OutputStream.nullOutputStream()))
                .hasMessage("Input/output error");
        assertThatThrownBy(() -> WholeFile.mismatch(failing, FILE, Path.of("other")))
                .hasMessage("Input/output error");
        assertThat(open).hasValue(0);
    }

    private FileEngine engine(byte[] content, long claimedSize) {
        return new FileEngine() {
            @Override
            public String name() {
                return "double";
            }

            @Override
            public boolean isSameFile(Path path, Path other) {
                return false;
            }

            @Override
            public FileHandle open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
                open.incrementAndGet();
                return new FileHandle() {
                    @Override
                    public int read(ByteBuffer target, long position) throws IOException {
                        if (content == null) {
                            throw new IOException("Input/output error");
                        }
                        if (position >= content.length) {
                            return -1;
                        }
                        int count = (int) Math.min(target.remaining(), content.length - position);
                        target.put(content, (int) position, count);
                        return count;
                    }

                    @Override
                    public int write(ByteBuffer source, long position) throws IOException {
                        throw new IOException("Input/output error");
                    }

                    @Override
                    public long size() {
                        return claimedSize;
                    }

                    @Override
                    public void truncate(long size) {}

                    @Override
                    public void force(boolean metaData) {}

                    @Override
                    public void close() {
                        open.decrementAndGet();
                    }
                };
            }
        };
    }
}

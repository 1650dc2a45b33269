// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncfiles.spi.FileHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Short transfers are completed, in one place. */
class TransfersTest {

    private final Random random = new Random(11);

    @Test
    void readsOnUntilTheBufferIsFullOrTheFileEnds() throws IOException {
        byte[] content = bytes(500_000);
        ShortHandle file = new ShortHandle(content);

        ByteBuffer part = ByteBuffer.allocate(300_010).position(10);
        assertThat(Transfers.readFully(file, part, 1_000)).isEqualTo(300_000);
        assertThat(part.flip().position(10)).isEqualTo(ByteBuffer.wrap(content, 1_000, 300_000));

        ByteBuffer beyond = ByteBuffer.allocateDirect(600_000);
        assertThat(Transfers.readFully(file, beyond, 0)).isEqualTo(500_000);
        assertThat(beyond.flip()).isEqualTo(ByteBuffer.wrap(content));
        assertThat(Transfers.readFully(file, ByteBuffer.allocate(10), 500_000)).isZero();
    }

    @Test
    void writesOnUntilAllIsWritten() throws IOException {
        byte[] content = bytes(500_000);
        ShortHandle file = new ShortHandle(new byte[500_005]);

        Transfers.writeFully(file, ByteBuffer.wrap(content), 5);

        assertThat(ByteBuffer.wrap(file.content, 5, 500_000)).isEqualTo(ByteBuffer.wrap(content));
        assertThat(file.largestTransfer).isLessThanOrEqualTo(Transfers.HEAP_CHUNK_BYTES);
    }

    @Test
    void anErrorLeavesTheLimitOfTheBufferAsItWas() {
        ShortHandle file = new ShortHandle(new byte[1_000_000]);
        file.failAt = 200_000;
        ByteBuffer target = ByteBuffer.allocate(900_000);

        assertThatThrownBy(() -> Transfers.readFully(file, target, 0)).isInstanceOf(IOException.class);

        assertThat(target.limit()).isEqualTo(900_000);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Moves a random part of what it is asked to. */
    private final class ShortHandle implements FileHandle {

        final byte[] content;
        int largestTransfer;
        long failAt = Long.MAX_VALUE;

        ShortHandle(byte[] content) {
            this.content = content;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            if (position >= content.length) {
                return -1;
            }
            int count = some((int) Math.min(target.remaining(), content.length - position), position);
            target.put(content, (int) position, count);
            return count;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            int count = some(source.remaining(), position);
            source.get(content, (int) position, count);
            return count;
        }

        private int some(int most, long position) throws IOException {
            if (position >= failAt) {
                throw new IOException("Input/output error");
            }
            largestTransfer = Math.max(largestTransfer, most);
            return 1 + random.nextInt(Math.min(most, 50_000));
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void truncate(long size) {}

        @Override
        public void force(boolean metaData) {}

        @Override
        public void close() {}
    }
}

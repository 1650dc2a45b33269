// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.internal.ArrayPool;
import io.github.asyncfiles.spring.web.internal.DownloadBody;
import io.github.asyncfiles.spring.web.internal.IdleWatch;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves the bytes of a file to a client, as fast as both can.
 *
 * <pre>
 *              the client takes more        bytes have come
 *   WAITING ------------------------> READING --------------> WRITING --+
 *      ^  |                              ^                       |  |   | at the end: FLUSHING ---> ENDED
 *      |  | idle for too long            +-----------------------+  |   |               the client has taken all
 *      |  +----------------> ENDED         it takes still more      |   |
 *      +------------------------------------------------------------+   +--- the container, the client or the file
 *                   it takes no more for now                                  fails, in any state: ENDED
 * </pre>
 *
 * <p><b>One at a time.</b> The container, the disk and the clock call from their own threads. What they have to say is left
 * in a field and followed by {@link #drain()}: whoever comes first goes through the states, the others make him look
 * again. The stream is touched by nobody else, and not after the end.
 *
 * <p><b>Memory.</b> An array is borrowed while bytes are on their way from the disk to the container, which copies what the
 * client does not take. A client that takes nothing costs none here.
 *
 * <p><b>The end</b> is told once, when no read is under way any more.
 */
final class ResponsePump implements WriteListener {

    private final DownloadBody body;
    private final ServletOutputStream out;
    private final ArrayPool arrays;
    private final IdleWatch idle;
    private final Consumer<@Nullable Throwable> onEnd;

    private final AtomicInteger pending = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CompletableFuture<Integer> reading;

    // Only while draining:
    private byte @Nullable [] array;
    private boolean written;
    private boolean ended;

    ResponsePump(
            DownloadBody body,
            ServletOutputStream out,
            ArrayPool arrays,
            Duration idleTimeout,
            Consumer<@Nullable Throwable> onEnd) {
        this.body = body;
        this.out = out;
        this.arrays = arrays;
        this.onEnd = onEnd;
        this.idle = new IdleWatch(
                idleTimeout,
                ForkJoinPool.commonPool(),
                () -> fail(new TimeoutException("The client has taken nothing for " + idleTimeout)));
    }

    @Override
    public void onWritePossible() {
        idle.arrived();
        drain();
    }

    @Override
    public void onError(Throwable thrown) {
        fail(thrown);
    }

    /** Ends it before its time. */
    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        drain();
    }

    /** Goes as far as it gets without waiting. */
    void drain() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            try {
                while (!ended && step()) {
                    // On and on, as long as both sides can.
                }
            } catch (IOException | RuntimeException | Error e) {
                end(e);
            }
            missed = pending.addAndGet(-missed);
        } while (missed != 0);
    }

    /** {@return whether there is more to do at once} */
    private boolean step() throws IOException {
        CompletableFuture<Integer> read = reading;
        if (read != null && !read.isDone()) {
            return false;
        }
        if (failure != null) {
            end(failure);
            return false;
        }
        if (read == null && !isReady()) {
            return false;
        }
        if (written) {
            end(null);
            return false;
        }
        if (read == null) {
            return read();
        }
        return write(read);
    }

    private boolean isReady() {
        if (out.isReady()) {
            return true;
        }
        idle.waiting();
        return false;
    }

    private boolean read() {
        if (array == null) {
            array = arrays.take();
        }
        CompletableFuture<Integer> read = body.read(ByteBuffer.wrap(array));
        reading = read;
        if (read.isDone()) {
            return true;
        }
        read.whenComplete((count, thrown) -> drain());
        return false;
    }

    private boolean write(CompletableFuture<Integer> read) throws IOException {
        int count;
        try {
            count = read.join();
        } catch (CompletionException e) {
            end(e.getCause() == null ? e : e.getCause());
            return false;
        }
        if (count < 0) {
            reading = null;
            written = true;
            giveBack();
            out.flush();
            return true;
        }
        // It was ready before the read, and nobody has written since.
        out.write(array, 0, count);
        reading = null;
        if (!isReady()) {
            giveBack();
            return false;
        }
        return true;
    }

    private void giveBack() {
        if (array != null) {
            arrays.giveBack(array);
            array = null;
        }
    }

    private void end(@Nullable Throwable thrown) {
        if (ended) {
            return;
        }
        ended = true;
        idle.stop();
        giveBack();
        onEnd.accept(thrown);
    }
}

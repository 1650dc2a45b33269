// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.internal.DownloadBody;
import io.github.asyncfiles.spring.web.internal.Drain;
import io.github.asyncfiles.spring.web.internal.IdleWatch;
import io.github.asyncfiles.spring.web.internal.Pool;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
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
 * in a field and followed by {@link #drain}: whoever comes first goes through the states, the others make him look
 * again. The output is touched by nobody else, and not after the end: when the container reports an error, it may use the
 * response for another request as soon as {@link #onError} returns, which therefore waits until nobody is writing, which
 * is never for long.
 *
 * <p><b>Memory.</b> One buffer is borrowed, while bytes are on their way from the disk to the client.
 *
 * <p><b>The end</b> is told once, when no read is under way any more.
 */
final class ResponsePump implements WriteListener {

    private final DownloadBody body;
    private final ResponseOutput out;
    private final Pool<ByteBuffer> buffers;
    private final IdleWatch idle;
    private final Consumer<@Nullable Throwable> onEnd;

    private final StreamLock stream = new StreamLock();
    private final Drain drain = new Drain(this::goOn);
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CompletableFuture<Integer> reading;

    // Only while draining:
    private @Nullable ByteBuffer buffer;
    private @Nullable ByteBuffer content;
    private boolean begun;
    private boolean flushed;
    private boolean ended;
    private volatile boolean told;
    private @Nullable Throwable outcome;

    ResponsePump(
            DownloadBody body,
            ResponseOutput out,
            Pool<ByteBuffer> buffers,
            Duration idleTimeout,
            Consumer<@Nullable Throwable> onEnd) {
        this.body = body;
        this.out = out;
        this.buffers = buffers;
        this.onEnd = onEnd;
        this.idle = new IdleWatch(
                idleTimeout,
                ForkJoinPool.commonPool(),
                () -> fail(new TimeoutException("The client has taken nothing for " + idleTimeout)));
    }

    @Override
    public void onWritePossible() {
        idle.arrived();
        drain.run();
    }

    @Override
    public void onError(@Nullable Throwable thrown) {
        fail(thrown == null ? new IOException("The container gave no reason") : thrown);
        stream.awaitFree();
    }

    /** The request is over: mostly since this has said so. */
    void requestEnded() {
        if (!told) {
            onError(new CancellationException("The request has ended"));
        }
    }

    /** Waits for the container to begin. */
    void begin() {
        idle.waiting();
    }

    /** Ends it before its time. */
    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        drain.run();
    }

    private void goOn() {
        stream.lock();
        try {
            while (!ended && step()) {
                // On and on, as long as both sides can.
            }
        } catch (IOException | RuntimeException | Error e) {
            end(e);
        } finally {
            try {
                tell();
            } finally {
                stream.unlock();
            }
        }
    }

    /** Under the lock too: it ends the request. */
    private void tell() {
        if (ended && !told) {
            told = true;
            onEnd.accept(outcome);
        }
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
        // After a read it is as ready as it was before: nobody has written since.
        if (read == null && !isReady()) {
            return false;
        }
        if (flushed) {
            end(null);
            return false;
        }
        if (read != null) {
            reading = null;
            return take(read);
        }
        return content == null ? read() : write(content);
    }

    private boolean isReady() {
        if (out.isReady()) {
            return true;
        }
        idle.waiting();
        return false;
    }

    private boolean read() {
        // What was written is out of it by now: the stream is ready again.
        ByteBuffer target = (buffer == null ? buffers.take() : buffer).clear();
        if (!begun) {
            begun = true;
            target.limit(target.capacity() - out.headerBytes());
        }
        buffer = target;
        CompletableFuture<Integer> read = body.read(target);
        reading = read;
        if (read.isDone()) {
            return true;
        }
        read.whenComplete((count, thrown) -> drain.run());
        return false;
    }

    private boolean take(CompletableFuture<Integer> read) throws IOException {
        int count;
        try {
            count = read.join();
        } catch (CompletionException e) {
            end(e.getCause() == null ? e : e.getCause());
            return false;
        }
        if (count < 0) {
            flushed = true;
            out.flush();
        } else {
            content = buffer.flip();
        }
        return true;
    }

    private boolean write(ByteBuffer bytes) throws IOException {
        out.write(bytes);
        if (!bytes.hasRemaining()) {
            content = null;
            if (out.copies()) {
                giveBack();
            }
        }
        return true;
    }

    private void giveBack() {
        if (buffer != null) {
            buffers.giveBack(buffer);
            buffer = null;
        }
    }

    private void end(@Nullable Throwable thrown) {
        if (!ended) {
            ended = true;
            outcome = thrown;
            idle.stop();
            if (thrown == null || out.copies()) {
                giveBack();
            }
            // Else it may still be used by the container: the garbage collector knows when it is not.
        }
    }
}

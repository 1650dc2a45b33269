// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.internal.Body;
import io.github.asyncfiles.spring.web.internal.Chunk;
import io.github.asyncfiles.spring.web.internal.Drain;
import io.github.asyncfiles.spring.web.internal.Pool;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The body of a servlet request, read when it is there.
 *
 * <pre>
 *              the request is processed         something has come
 *              asynchronously                                        wanted
 *   NOT BEGUN --------------------> LISTENING --------------> READY --------> reads, once a call
 *                                       ^                      |  |
 *                                       +----------------------+  +-- the end, a failure, given up: ENDED
 *                                          nothing more for now
 * </pre>
 *
 * <p><b>One at a time.</b> The container and whoever wants bytes leave what they have to say in fields and call
 * {@link #drain}: one of them looks at all of it. Nobody else touches the stream, and nobody at all after {@link #fail}.
 */
final class ServletBody implements Body, ReadListener {

    /** As much as Tomcat skips, by default. */
    private static final int SKIPPED_CHUNKS = 2 * 1024 / 16;

    private final HttpServletRequest request;
    private final Pool<byte[]> arrays;

    private final StreamLock stream = new StreamLock();
    private final Drain drain = new Drain(this::step);
    private volatile boolean begun;
    private volatile boolean listening;
    private volatile boolean abandoned;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CompletableFuture<@Nullable Chunk> wanted;

    // Under the lock:
    private @Nullable ServletInputStream in;
    private boolean closes;

    ServletBody(HttpServletRequest request, Pool<byte[]> arrays) {
        this.request = request;
        this.arrays = arrays;
    }

    /** From now on the request is processed asynchronously. */
    void begin() {
        begun = true;
        drain.run();
    }

    /** Nothing comes any more. */
    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        drain.run();
        stream.awaitFree();
    }

    /** Nobody reads any more when this returns: the container may use the request for another one. */
    void end() {
        fail(new IOException("The request has ended"));
    }

    @Override
    public CompletableFuture<@Nullable Chunk> next() {
        CompletableFuture<@Nullable Chunk> next = new CompletableFuture<>();
        wanted = next;
        drain.run();
        return next;
    }

    @Override
    public void abandon() {
        abandoned = true;
        drain.run();
    }

    @Override
    public void onDataAvailable() {
        listening = true;
        drain.run();
    }

    @Override
    public void onAllDataRead() {
        ended = true;
        drain.run();
    }

    @Override
    public void onError(Throwable thrown) {
        fail(thrown);
    }

    private void step() {
        CompletableFuture<@Nullable Chunk> next = wanted;
        Chunk chunk = null;
        Throwable thrown = failure;
        stream.lock();
        try {
            if (begun && in == null && thrown == null && (next != null || abandoned)) {
                in = request.getInputStream();
                listen(in);
            }
            if (abandoned) {
                skipWhatIsThere();
                thrown = new IOException("The body is not read any more");
            } else if (next == null) {
                return;
            } else if (thrown == null && !ended) {
                chunk = read();
                if (chunk == null && !ended) {
                    return;
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            thrown = e;
        } finally {
            stream.unlock();
        }
        if (next != null) {
            wanted = null;
            if (thrown == null) {
                next.complete(chunk);
            } else {
                next.completeExceptionally(thrown);
            }
        }
    }

    private void listen(ServletInputStream input) {
        if (input.isFinished()) {
            // There is none, which Tomcat does not tell in each case.
            ended = true;
            return;
        }
        try {
            input.setReadListener(this);
        } catch (UnsupportedOperationException e) {
            // No server, but a double of one, in a test: all is there.
            listening = true;
        }
    }

    /** {@return what is there, {@code null} if nothing is, at the end or before} */
    private @Nullable Chunk read() throws IOException {
        ServletInputStream input = in;
        if (input == null || !(listening || abandoned) || !input.isReady()) {
            return null;
        }
        byte[] array = arrays.take();
        int count = -1;
        try {
            count = input.isFinished() ? -1 : input.read(array);
        } finally {
            if (count <= 0) {
                arrays.giveBack(array);
            }
        }
        ended |= count < 0;
        return count <= 0 ? null : new Chunk(ByteBuffer.wrap(array, 0, count), () -> arrays.giveBack(array));
    }

    /**
     * What is not read is not to be waited for by the container, after the answer: it would take a thread for that. What
     * has come already is thrown away; if that is not all, the connection ends with the answer.
     */
    private void skipWhatIsThere() throws IOException {
        if (!begun || ended || failure != null || in == null) {
            return;
        }
        Chunk chunk = read();
        for (int i = 0; i < SKIPPED_CHUNKS && chunk != null; i++) {
            chunk.release();
            chunk = read();
        }
        if (chunk != null) {
            chunk.release();
        }
        if (!ended && !closes) {
            closes = true;
            Connections.closeAfterAnswer(request);
        }
    }
}

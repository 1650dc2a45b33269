// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import io.github.asyncfiles.spring.web.internal.ArrayPool;
import io.github.asyncfiles.spring.web.internal.Body;
import io.github.asyncfiles.spring.web.internal.Chunk;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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
 * {@link #drain()}: one of them looks at all of it. Nobody else touches the stream.
 */
final class ServletBody implements Body, ReadListener {

    private final HttpServletRequest request;
    private final ArrayPool arrays;

    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean begun;
    private volatile boolean listening;
    private volatile boolean abandoned;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CompletableFuture<@Nullable Chunk> wanted;

    // Only while draining:
    private @Nullable ServletInputStream in;

    ServletBody(HttpServletRequest request, ArrayPool arrays) {
        this.request = request;
        this.arrays = arrays;
    }

    /** From now on the request is processed asynchronously. */
    void begin() {
        begun = true;
        drain();
    }

    /** Nothing comes any more. */
    void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        drain();
    }

    @Override
    public CompletableFuture<@Nullable Chunk> next() {
        CompletableFuture<@Nullable Chunk> next = new CompletableFuture<>();
        wanted = next;
        drain();
        return next;
    }

    @Override
    public void abandon() {
        if (wanted != null && begun && !ended && failure == null) {
            // The client is slow, or stuck: the container is not to wait for the rest of the body after the answer.
            Connections.closeAfterAnswer(request);
        }
        abandoned = true;
        drain();
    }

    @Override
    public void onDataAvailable() {
        listening = true;
        drain();
    }

    @Override
    public void onAllDataRead() {
        ended = true;
        drain();
    }

    @Override
    public void onError(Throwable thrown) {
        fail(thrown);
    }

    private void drain() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            step();
            missed = pending.addAndGet(-missed);
        } while (missed != 0);
    }

    private void step() {
        try {
            if (begun && wanted != null && in == null && !abandoned && failure == null) {
                in = request.getInputStream();
                listen(in);
            }
            CompletableFuture<@Nullable Chunk> next = wanted;
            if (next == null) {
                return;
            }
            if (abandoned) {
                give(next, null, new IOException("The body is not read any more"));
            } else if (failure != null) {
                give(next, null, failure);
            } else if (ended) {
                give(next, null, null);
            } else if (listening && in != null) {
                read(next, in);
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            if (wanted != null) {
                give(wanted, null, e);
            }
        }
    }

    private void listen(ServletInputStream stream) {
        if (stream.isFinished()) {
            // There is none, which Tomcat does not tell in each case.
            ended = true;
            return;
        }
        try {
            stream.setReadListener(this);
        } catch (UnsupportedOperationException e) {
            // No server, but a double of one, in a test: all is there.
            listening = true;
        }
    }

    private void read(CompletableFuture<@Nullable Chunk> next, ServletInputStream stream) throws IOException {
        if (!stream.isReady()) {
            return;
        }
        byte[] array = arrays.take();
        int count;
        try {
            count = stream.isFinished() ? -1 : stream.read(array);
        } catch (IOException | RuntimeException | Error e) {
            arrays.giveBack(array);
            throw e;
        }
        if (count > 0) {
            give(next, new Chunk(ByteBuffer.wrap(array, 0, count), () -> arrays.giveBack(array)), null);
            return;
        }
        arrays.giveBack(array);
        if (count < 0) {
            ended = true;
            give(next, null, null);
        }
    }

    private void give(CompletableFuture<@Nullable Chunk> next, @Nullable Chunk chunk, @Nullable Throwable thrown) {
        wanted = null;
        if (thrown == null) {
            next.complete(chunk);
        } else {
            next.completeExceptionally(
                    thrown instanceof IOException ? thrown : new IOException(thrown.getMessage(), thrown));
        }
    }
}

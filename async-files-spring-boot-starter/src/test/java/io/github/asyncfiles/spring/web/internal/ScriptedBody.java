// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A body as it is told to be, that knows what is made of it. */
final class ScriptedBody implements Body {

    private final List<byte[]> pieces;
    private Executor executor = Runnable::run;
    private int failAt = Integer.MAX_VALUE;
    private int stallAt = Integer.MAX_VALUE;
    private int next;
    private @Nullable CompletableFuture<@Nullable Chunk> stalled;
    private final AtomicBoolean underWay = new AtomicBoolean();
    final AtomicInteger unreleased = new AtomicInteger();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger abandoned = new AtomicInteger();
    final AtomicInteger misuses = new AtomicInteger();

    ScriptedBody(List<byte[]> pieces) {
        this.pieces = pieces;
    }

    static ScriptedBody of(String... pieces) {
        return new ScriptedBody(
                Arrays.stream(pieces).map(piece -> piece.getBytes(ISO_8859_1)).toList());
    }

    /** Cut into pieces of this length. */
    static ScriptedBody cut(byte[] bytes, int length) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += length) {
            pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length)));
        }
        return new ScriptedBody(pieces);
    }

    static List<byte[]> cutAtRandom(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int longest = 1 + random.nextInt(random.nextBoolean() ? 5 : 200);
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }

    ScriptedBody on(Executor newExecutor) {
        executor = newExecutor;
        return this;
    }

    ScriptedBody failAt(int call) {
        failAt = call;
        return this;
    }

    ScriptedBody stallAt(int call) {
        stallAt = call;
        return this;
    }

    int size() {
        return pieces.size();
    }

    @Override
    public CompletableFuture<@Nullable Chunk> next() {
        if (!underWay.compareAndSet(false, true)) {
            misuses.incrementAndGet();
        }
        CompletableFuture<@Nullable Chunk> future = new CompletableFuture<>();
        executor.execute(() -> {
            int call = calls.getAndIncrement();
            if (call == stallAt) {
                synchronized (this) {
                    stalled = future;
                }
                if (abandoned.get() > 0) {
                    resume();
                }
                return;
            }
            underWay.set(false);
            if (call == failAt) {
                future.completeExceptionally(new IOException("The client has gone"));
            } else {
                complete(future);
            }
        });
        return future;
    }

    private void complete(CompletableFuture<@Nullable Chunk> future) {
        if (next == pieces.size()) {
            future.complete(null);
            return;
        }
        unreleased.incrementAndGet();
        AtomicBoolean released = new AtomicBoolean();
        Chunk chunk = new Chunk(ByteBuffer.wrap(pieces.get(next++)), () -> {
            if (!released.compareAndSet(false, true)) {
                misuses.incrementAndGet();
            }
            unreleased.decrementAndGet();
        });
        if (!future.complete(chunk)) {
            chunk.release();
        }
    }

    synchronized boolean isStalled() {
        return stalled != null;
    }

    /** What stalls comes after all. */
    void resume() {
        CompletableFuture<@Nullable Chunk> future;
        synchronized (this) {
            future = stalled;
            stalled = null;
        }
        if (future != null) {
            underWay.set(false);
            complete(future);
        }
    }

    @Override
    public void abandon() {
        abandoned.incrementAndGet();
        resume();
    }
}

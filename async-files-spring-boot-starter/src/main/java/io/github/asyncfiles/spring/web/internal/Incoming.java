// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spring.web.FileUploadException;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body bit by bit, and no more than is allowed. What arrives is left in a field, and followed by a call; the
 * methods are for the thread that follows.
 */
final class Incoming {

    private record Arrival(@Nullable Chunk chunk, @Nullable Throwable thrown) {}

    private final Body body;
    private final long maxBytes;
    private final IdleWatch idle;
    private final Runnable wake;
    private volatile @Nullable Arrival arrived;
    private boolean underWay;
    private boolean ended;
    private long bytes;

    /**
     * Creates it.
     *
     * @param body what is taken
     * @param maxBytes of it
     * @param idle told when the client is waited for
     * @param wake called when something has arrived
     */
    Incoming(Body body, long maxBytes, IdleWatch idle, Runnable wake) {
        this.body = body;
        this.maxBytes = maxBytes;
        this.idle = idle;
        this.wake = wake;
    }

    /**
     * Feeds the parser with what has arrived, or else asks for more.
     *
     * @return whether the parser has been fed, or told of the end
     */
    boolean feed(BodyParser parser) {
        Arrival arrival = take();
        if (arrival == null) {
            if (!underWay) {
                ask();
            }
            return false;
        }
        if (arrival.thrown != null) {
            throw failure(Problem.unwrapped(arrival.thrown));
        }
        if (arrival.chunk == null) {
            ended = true;
            parser.end();
            return true;
        }
        int more = arrival.chunk.bytes().remaining();
        if (more == 0) {
            arrival.chunk.release();
            return true;
        }
        bytes += more;
        if (bytes > maxBytes) {
            arrival.chunk.release();
            throw Problem.tooLarge("The request exceeds " + maxBytes + " bytes");
        }
        parser.feed(arrival.chunk);
        return true;
    }

    private static RuntimeException failure(Throwable thrown) {
        if (thrown instanceof IOException) {
            return new FileUploadException(Reason.INCOMPLETE, "The request ended before its end", thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }

    private void ask() {
        underWay = true;
        idle.waiting();
        CompletableFuture<@Nullable Chunk> next;
        try {
            next = body.next();
        } catch (RuntimeException | Error e) {
            next = CompletableFuture.failedFuture(e);
        }
        next.whenComplete((chunk, thrown) -> {
            idle.arrived();
            arrived = new Arrival(chunk, thrown);
            wake.run();
        });
    }

    private @Nullable Arrival take() {
        Arrival arrival = arrived;
        if (arrival != null) {
            arrived = null;
            underWay = false;
        }
        return arrival;
    }

    /** Takes no more. */
    void abandon() {
        idle.stop();
        if (!ended) {
            ended = true;
            body.abandon();
        }
        discard();
    }

    /** Releases what arrives after that. */
    void discard() {
        Arrival arrival = take();
        if (arrival != null && arrival.chunk != null) {
            arrival.chunk.release();
        }
    }
}

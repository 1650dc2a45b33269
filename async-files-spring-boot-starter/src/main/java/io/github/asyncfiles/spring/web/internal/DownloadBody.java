// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer, taken one piece after the other. Not safe for use by many threads at a time. */
public final class DownloadBody {

    /** As much as the template serves at once, by default. */
    private static final int READ_BYTES = 64 * 1024;

    private final OpenDownload open;
    private final Iterator<Segment> segments;

    private @Nullable Segment current;
    private long done;

    /**
     * Creates a body.
     *
     * @param open what parts of it come from
     * @param segments of the body, in order
     */
    public DownloadBody(OpenDownload open, List<Segment> segments) {
        this.open = open;
        this.segments = segments.iterator();
    }

    /**
     * Takes the next bytes.
     *
     * @param target filled from its position on; belongs to this until the future is complete
     * @return a future of the number of bytes, at least 1; -1 at the end; fails with an {@link java.io.EOFException} when the file
     *     is shorter than it was
     */
    public CompletableFuture<Integer> read(ByteBuffer target) {
        while (current == null || done == current.length()) {
            if (!segments.hasNext()) {
                return CompletableFuture.completedFuture(-1);
            }
            current = segments.next();
            done = 0;
        }
        if (current instanceof Segment.Text text) {
            int count = (int) Math.min(target.remaining(), text.length() - done);
            target.put(text.bytes(), (int) done, count);
            done += count;
            return CompletableFuture.completedFuture(count);
        }
        return readFile((Segment.OfFile) current, target);
    }

    /**
     * Takes as many bytes as fit.
     *
     * @param target filled; belongs to this until the future is complete
     * @return a future of the number of bytes, fewer only at the end; fails as {@link #read}
     */
    public CompletableFuture<Integer> readFully(ByteBuffer target) {
        return readFully(target, target.position());
    }

    private CompletableFuture<Integer> readFully(ByteBuffer target, int start) {
        CompletableFuture<Integer> read = read(target);
        // Looked at once each: it may become true at any moment.
        boolean done = read.isDone();
        while (done && !read.isCompletedExceptionally() && read.join() >= 0 && target.hasRemaining()) {
            read = read(target);
            done = read.isDone();
        }
        if (done) {
            return read.thenApply(last -> target.position() - start);
        }
        return read.thenCompose(last -> last >= 0 && target.hasRemaining()
                ? readFully(target, start)
                : CompletableFuture.completedFuture(target.position() - start));
    }

    private CompletableFuture<Integer> readFile(Segment.OfFile part, ByteBuffer target) {
        int wanted = (int) Math.min(Math.min(target.remaining(), READ_BYTES), part.length() - done);
        ByteBuffer room = target.slice(target.position(), wanted);
        return open.file().read(room, part.position() + done).handle((count, thrown) -> {
            Throwable failure = thrown == null && count < wanted ? open.hasShrunk() : thrown;
            if (failure != null) {
                Throwable cause = OpenDownload.unwrap(failure);
                open.cannotBeRead(cause);
                throw new CompletionException(cause);
            }
            done += count;
            target.position(target.position() + count);
            return count;
        });
    }
}

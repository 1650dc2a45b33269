// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import io.github.asyncfiles.internal.ScratchBuffers;
import io.github.asyncfiles.internal.Transfers;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes that follow each other, put together into as few system calls as possible. Used by one thread at a time. */
final class GatheredWrites {

    /** Longer ones are worth a system call of their own, and not worth copying. */
    private static final int COPIED_BYTES = ScratchBuffers.BYTES / 4;

    private final FileQueue file;

    /** Those whose bytes are in the scratch buffer, not yet written. */
    private final Deque<Step.Write> group = new ArrayDeque<>();

    private @Nullable ByteBuffer scratch;

    GatheredWrites(FileQueue file) {
        this.file = file;
    }

    void add(Step.Write write) {
        if (!write.begin()) {
            return;
        }
        try {
            place(write, write.bytes());
        } catch (Throwable t) {
            // It has no bytes, say because its text cannot be encoded, or there is no memory for them. The others are
            // none the worse.
            write.end(null, t);
        }
    }

    private void place(Step.Write write, ByteBuffer bytes) {
        write.length = bytes.remaining();
        if (write.length > COPIED_BYTES) {
            writeGroup();
            group.add(write);
            writeOut(bytes);
            return;
        }
        if (scratch != null && scratch.remaining() < write.length) {
            writeGroup();
        }
        if (scratch == null) {
            scratch = file.runner.scratch().take();
        }
        scratch.put(bytes);
        group.add(write);
    }

    /** Lets go of everything in the middle of it. */
    void abandon(Throwable cause) {
        for (Step.Write write = group.poll(); write != null; write = group.poll()) {
            write.end(null, cause);
        }
        scratch = null;
    }

    /** Writes what was added. */
    void flush() {
        writeGroup();
        if (scratch != null) {
            file.runner.scratch().giveBack(scratch);
            scratch = null;
        }
    }

    private void writeGroup() {
        if (!group.isEmpty()) {
            writeOut(scratch.flip());
            scratch.clear();
        }
    }

    /** Writes the bytes of the group, and tells each of its members how far that got. */
    private void writeOut(ByteBuffer bytes) {
        int start = bytes.position();
        Throwable failure = null;
        try {
            file.requireHealthy();
            long position = file.append ? 0 : file.cursor.position();
            try {
                Transfers.writeFully(file.handle, bytes, position);
            } finally {
                file.cursor.wrote(bytes.position() - start, file.append);
            }
        } catch (Throwable t) {
            failure = t;
        }
        int written = bytes.position() - start;
        // Known before any future completes: what is called in a callback comes after this failure, and is tried.
        List<Step<?>> behind = failure == null ? List.of() : file.stopWhatDependsOnWrites();
        int end = 0;
        Throwable reported = failure;
        for (Step.Write write = group.poll(); write != null; write = group.poll()) {
            end += write.length;
            if (failure == null || end <= written) {
                write.countWritten(write.length);
                write.end(write.length, null);
            } else {
                write.end(null, reported);
                reported = file.behind(failure);
            }
        }
        for (Step<?> step : behind) {
            step.end(null, file.behind(failure));
        }
    }
}

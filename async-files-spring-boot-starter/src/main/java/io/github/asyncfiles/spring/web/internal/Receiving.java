// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileUploadException;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import io.github.asyncfiles.spring.web.UploadLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives an upload: takes events from the parser, feeds it when it has none, and does with them what is to be done.
 *
 * <pre>
 *          a file begins: the action is called
 *   BETWEEN ---------------------------------&gt; FILE: events as they are wanted, or skipped
 *    |   ^                                      |
 *    |   +---- part, stage and saving are over -+
 *    |
 *    | the body ends: finish is called          it is complete
 *    +-----------------------------&gt; FINISHING ----------------&gt; OVER: the future completes
 *
 *   anywhere: a failure, a cancelled future
 *      --&gt; ENDING: the body is abandoned, the content fails, files are deleted --&gt; OVER: the future fails
 * </pre>
 *
 * <p><b>One at a time.</b> Whatever happens is left in a field and followed by {@link #drain()}; whoever raises
 * {@link #pending} from 0 does the work of all. So the parser and the fields below it are used by one thread at a time,
 * signals are serial, and however many parts and chunks are there at once, recursion is one level deep.
 *
 * <p><b>Who releases a chunk.</b> {@link Incoming} until the parser has it; the parser until it is taken as an event;
 * {@link #held} until it is handed out; then whoever it is handed to, or this when it is skipped or belongs to a text field.
 *
 * <p><b>Who completes the future.</b> This, in {@link #finish} or {@link #end}; whoever completes it otherwise cancels.
 *
 * @param <T> what the action makes of a file
 * @param <R> what comes of all
 */
final class Receiving<T extends @Nullable Object, R extends @Nullable Object> {

    /**
     * What is to be done.
     *
     * @param onlyOne whether there must be exactly one file
     * @param action called for each file
     * @param finish called with what came of the actions when all has been read
     */
    record Plan<T extends @Nullable Object, R extends @Nullable Object>(
            boolean onlyOne,
            Function<? super ReceivedFile, ? extends @Nullable CompletionStage<? extends T>> action,
            Function<List<T>, CompletionStage<R>> finish) {}

    private final Plan<T, R> plan;
    private final Source source;
    private final RequestHead head;
    private final Incoming incoming;
    private final IdleWatch idle;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable CompletableFuture<R> finishing;

    // Only while draining:
    private final List<T> values = new ArrayList<>();
    private final List<Saving> savings = new ArrayList<>();
    private final @Nullable PartContent onlyContent;
    /** Made when it begins. */
    private @Nullable BodyParser parser;

    private boolean ending;
    private int files;
    private @Nullable BodyEvent held;
    private @Nullable PartHead undecided;
    private TextFields.@Nullable Growing field;
    private @Nullable CurrentFile<T> current;

    /**
     * What all ways to use an upload have in common.
     *
     * @param files does what is done with files
     * @param deletion of what is left
     * @param body the bytes
     * @param limits of them
     * @param fields where text fields go
     * @param executor looks whether the client still sends
     */
    record Source(
            AsyncFileOperations files,
            Deletion deletion,
            Body body,
            UploadLimits limits,
            TextFields fields,
            Executor executor) {}

    /**
     * Creates it. Nothing happens until {@link #drain} is called.
     *
     * @param source what is received
     * @param head what the request says about it
     * @param plan what is done with it
     * @param content whether the content of the only file is handed out, rather than given to an action
     */
    Receiving(Source source, RequestHead head, Plan<T, R> plan, boolean content) {
        this.source = source;
        this.head = head;
        this.plan = plan;
        this.idle = new IdleWatch(source.limits().idleTimeout(), source.executor(), this::stalled);
        this.incoming = new Incoming(source.body(), source.limits().maxRequestBytes(), idle, this::drain);
        this.onlyContent = content ? new PartContent(this::drain) : null;
        result.whenComplete((value, thrown) -> drain());
    }

    CompletableFuture<R> result() {
        return result;
    }

    /** {@return the content of the only file, if it is handed out} */
    @Nullable PartContent onlyContent() {
        return onlyContent;
    }

    Source source() {
        return source;
    }

    /** {@return why it has failed, {@code null} unless it has} */
    @Nullable Throwable failure() {
        return failure.get();
    }

    /** Ends it, unless it has ended. */
    void fail(Throwable why) {
        failure.compareAndSet(null, why);
        drain();
    }

    private void stalled() {
        fail(new FileUploadException(
                Reason.STALLED,
                "Nothing has come for " + source.limits().idleTimeout().toMillis() + " ms",
                null));
    }

    void drain() {
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
        while (!ending) {
            try {
                if (!advance()) {
                    return;
                }
            } catch (Throwable t) {
                failure.compareAndSet(null, Problem.unwrapped(t));
            }
        }
        incoming.discard();
        if (current != null) {
            current.content().flush();
        }
        if (onlyContent != null) {
            onlyContent.flush();
        }
    }

    /** {@return whether there may be more to do at once} */
    private boolean advance() {
        Throwable why = reasonToEnd();
        if (why != null) {
            end(why);
            return true;
        }
        if (finishing != null) {
            return finishing.isDone() && complete(finishing.join());
        }
        if (parser == null) {
            if (onlyContent != null && !onlyContent.wasUsed()) {
                return false;
            }
            parser = head.parser(source.limits());
        }
        if (current != null) {
            if (current.isOver()) {
                leave(current);
                return true;
            }
            if (current.partHasEnded() || !current.skips() && !current.wants() && !isAtPartEnd()) {
                return false;
            }
        }
        BodyEvent event = held == null ? parser.poll() : held;
        held = null;
        if (event == null) {
            return incoming.feed(parser);
        }
        handle(event);
        return true;
    }

    private @Nullable Throwable reasonToEnd() {
        if (failure.get() == null && current != null && current.failure() != null) {
            failure.compareAndSet(null, current.failure());
        }
        if (failure.get() == null && onlyContent != null && onlyContent.isGone()) {
            failure.compareAndSet(null, onlyContent.reason());
        }
        if (failure.get() == null && result.isDone()) {
            failure.compareAndSet(null, new CancellationException("The upload was cancelled"));
        }
        return failure.get();
    }

    /** Looks ahead without asking the client for more, for the end needs no demand. */
    private boolean isAtPartEnd() {
        if (held == null) {
            held = parser.poll();
        }
        return held == BodyEvent.Mark.PART_ENDS;
    }

    private void handle(BodyEvent event) {
        if (undecided != null) {
            PartHead file = undecided;
            undecided = null;
            if (event instanceof BodyEvent.Content) {
                held = event;
                begin(file);
            }
        } else if (event instanceof BodyEvent.PartBegins part) {
            if (!part.head().isFile()) {
                field = new TextFields.Growing(part.head(), source.limits().maxFieldBytes());
            } else if (part.head().mayBeNoFile()) {
                undecided = part.head();
            } else {
                begin(part.head());
            }
        } else if (event instanceof BodyEvent.Content content) {
            take(content.chunk());
        } else if (event == BodyEvent.Mark.BODY_ENDS) {
            finish();
        } else if (current != null) {
            current.endPart();
        } else {
            field.addTo(source.fields());
            field = null;
        }
    }

    private void take(Chunk chunk) {
        if (current != null) {
            current.next(chunk);
            return;
        }
        try {
            field.add(chunk.bytes());
        } finally {
            chunk.release();
        }
    }

    private void begin(PartHead file) {
        files++;
        if (plan.onlyOne && files > 1) {
            throw Problem.malformed("The form has more than one file");
        }
        PartContent content = onlyContent == null ? new PartContent(this::drain) : onlyContent;
        current =
                new CurrentFile<>(content, onlyContent != null, source.limits().maxFileBytes(), this::drain);
        CompletionStage<? extends T> stage = plan.action.apply(new ReceivedFile(file, content, this));
        current.follow(Objects.requireNonNull(stage, "The action returned null instead of a stage"));
    }

    private void leave(CurrentFile<T> file) {
        Saving saving = file.content().saving();
        if (saving != null && saving.failure() == null) {
            savings.add(saving);
        }
        values.add(file.value());
        current = null;
    }

    // The end

    private void finish() {
        if (plan.onlyOne && files == 0) {
            throw Problem.malformed("The form has no file");
        }
        CompletableFuture<R> last = plan.finish.apply(values).toCompletableFuture();
        finishing = last;
        last.whenComplete((value, thrown) -> drain());
    }

    /** Completes the future; if it is complete already, there is more to do: it was cancelled. */
    private boolean complete(R value) {
        incoming.abandon();
        parser.close();
        if (onlyContent != null) {
            onlyContent.complete();
        }
        ending = result.complete(value);
        return true;
    }

    private void end(Throwable why) {
        ending = true;
        try {
            release();
        } catch (RuntimeException | Error e) {
            // The server's own; the user is told all the same.
            why.addSuppressed(e);
        }
        if (current != null) {
            endCurrent(current, why);
        } else if (onlyContent != null) {
            onlyContent.end(why);
        }
        CompletableFuture<?> rolledBack = CompletableFuture.completedFuture(null);
        for (Saving saving : savings) {
            rolledBack = rolledBack.thenCompose(nothing -> saving.rollBack(why));
        }
        rolledBack.whenComplete((nothing, never) -> result.completeExceptionally(why));
    }

    private void release() {
        try {
            incoming.abandon();
        } finally {
            if (held instanceof BodyEvent.Content content) {
                content.chunk().release();
            }
            held = null;
            if (parser != null) {
                parser.close();
            }
        }
    }

    private void endCurrent(CurrentFile<T> file, Throwable why) {
        PartContent content = file.content();
        content.close();
        Saving saving = content.saving();
        if (saving == null) {
            content.end(why);
        } else {
            // First, for it is still under way.
            savings.add(0, saving);
        }
        if (result.isDone()) {
            file.cancelStage();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.UploadedFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** An upload, whatever the server. Safe for use by many threads; used once. */
public final class Upload implements FileUpload {

    private final RequestHead head;
    private final Receiving.Source source;
    /** A {@link Receiving}, or the {@link Throwable} that ended the upload before it was used. */
    private final AtomicReference<@Nullable Object> use = new AtomicReference<>();

    /**
     * Creates an upload. Nothing is read until it is used.
     *
     * @param files saves
     * @param headers of the request; copied, for servers use theirs again
     * @param body of the request
     * @param limits of it
     * @param executor looks whether the client still sends, and does what follows if not; must not be one that the client
     *     can keep busy
     */
    public Upload(AsyncFileOperations files, HttpHeaders headers, Body body, UploadLimits limits, Executor executor) {
        HttpHeaders copy = new HttpHeaders();
        copy.putAll(headers);
        this.head = new RequestHead(HttpHeaders.readOnlyHttpHeaders(copy));
        this.source =
                new Receiving.Source(files, new Deletion(files, executor), body, limits, new TextFields(), executor);
    }

    @Override
    public boolean isMultipart() {
        return head.isMultipart();
    }

    @Override
    public MediaType contentType() {
        return PartHead.contentType(head.headers());
    }

    @Override
    public HttpHeaders headers() {
        return head.headers();
    }

    @Override
    public Map<String, List<String>> fields() {
        return source.fields().first(source.fields().count());
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<List<T>> forEach(
            Function<? super UploadedFile, ? extends CompletionStage<? extends T>> action) {
        Objects.requireNonNull(action, "action");
        return start(receiving(new Receiving.Plan<T, List<T>>(
                false, action::apply, all -> CompletableFuture.completedFuture(Collections.unmodifiableList(all)))));
    }

    @Override
    public CompletableFuture<Long> saveTo(Path target) {
        Objects.requireNonNull(target, "target");
        return start(receiving(new Receiving.Plan<Long, Long>(
                true, file -> file.saveTo(target), all -> CompletableFuture.completedFuture(all.get(0)))));
    }

    @Override
    public CompletableFuture<Long> saveAtomicallyTo(Path target) {
        Objects.requireNonNull(target, "target");
        // Moved when all has been read: what comes after the file may be wrong.
        AtomicReference<SavingInPlace> saving = new AtomicReference<>();
        return start(receiving(new Receiving.Plan<Long, Long>(
                true,
                file -> {
                    saving.set(file.inPlace(target, false));
                    return file.save(saving.get());
                },
                all -> saving.get().commit().thenApply(path -> all.get(0)))));
    }

    @Override
    public Flow.Publisher<ByteBuffer> content() {
        requireUnused();
        return subscriber -> {
            CopyingSubscriber copying = new CopyingSubscriber(Objects.requireNonNull(subscriber, "subscriber"));
            Receiving<@Nullable Void, @Nullable Void> receiving = receiving(
                    new Receiving.Plan<>(
                            true,
                            file -> CompletableFuture.completedFuture(null),
                            all -> CompletableFuture.completedFuture(null)),
                    true);
            try {
                claim(receiving);
            } catch (IllegalStateException e) {
                CopyingSubscriber.refuse(subscriber, e);
                return;
            }
            receiving.onlyContent().claim(PartContent.SUBSCRIBER);
            receiving.onlyContent().subscribe(copying);
        };
    }

    /**
     * Ends the upload, whether it is being read, was never used, or is complete: then this does nothing.
     *
     * @param why what its futures fail with
     */
    public void abandon(Throwable why) {
        Object user = use.compareAndExchange(null, Objects.requireNonNull(why, "why"));
        if (user == null) {
            source.body().abandon();
        } else if (user instanceof Receiving<?, ?> receiving) {
            receiving.fail(why);
        }
    }

    private <T extends @Nullable Object, R extends @Nullable Object> Receiving<T, R> receiving(
            Receiving.Plan<T, R> plan) {
        return receiving(plan, false);
    }

    private <T extends @Nullable Object, R extends @Nullable Object> Receiving<T, R> receiving(
            Receiving.Plan<T, R> plan, boolean content) {
        return new Receiving<>(source, head, plan, content);
    }

    private <R extends @Nullable Object> CompletableFuture<R> start(Receiving<?, R> receiving) {
        claim(receiving);
        receiving.drain();
        return receiving.result();
    }

    private void requireUnused() {
        if (use.get() instanceof Receiving) {
            throw new IllegalStateException("The upload has been used: it is read once");
        }
    }

    /** Makes it the one that uses the upload; it fails at once when the upload has ended, or is not to be read at all. */
    private void claim(Receiving<?, ?> receiving) {
        Object before = use.compareAndExchange(null, receiving);
        if (before instanceof Throwable why) {
            receiving.fail(why);
        } else if (before != null) {
            throw new IllegalStateException("The upload has been used: it is read once");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spring.web.UploadedFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** One file of an upload. */
final class ReceivedFile implements UploadedFile {

    private final PartHead head;
    private final PartContent content;
    private final Receiving<?, ?> receiving;
    private final int fieldsBefore;

    ReceivedFile(PartHead head, PartContent content, Receiving<?, ?> receiving) {
        this.head = head;
        this.content = content;
        this.receiving = receiving;
        this.fieldsBefore = receiving.source().fields().count();
    }

    @Override
    public String fieldName() {
        return head.fieldName();
    }

    @Override
    public @Nullable String declaredFileName() {
        return head.declaredFileName();
    }

    @Override
    public String safeFileName() {
        return SafeFileName.of(head.declaredFileName());
    }

    @Override
    public MediaType contentType() {
        return head.contentType();
    }

    @Override
    public HttpHeaders headers() {
        return head.headers();
    }

    @Override
    public Map<String, List<String>> fields() {
        return receiving.source().fields().first(fieldsBefore);
    }

    @Override
    public Flow.Publisher<ByteBuffer> content() {
        return subscriber -> {
            CopyingSubscriber copying = new CopyingSubscriber(Objects.requireNonNull(subscriber, "subscriber"));
            if (content.claim(PartContent.SUBSCRIBER)) {
                content.subscribe(copying);
            } else {
                CopyingSubscriber.refuse(subscriber, whyNot());
            }
        };
    }

    @Override
    public CompletableFuture<Long> saveTo(Path target) {
        Objects.requireNonNull(target, "target");
        return save(new SavingAsNewFile(
                receiving.source().files(), receiving.source().deletion(), content, receiving::drain, target));
    }

    @Override
    public CompletableFuture<Long> saveAtomicallyTo(Path target) {
        return save(inPlace(target, true));
    }

    SavingInPlace inPlace(Path target, boolean commitsItself) {
        Objects.requireNonNull(target, "target");
        return new SavingInPlace(
                receiving.source().files(),
                receiving.source().deletion(),
                content,
                receiving::drain,
                target,
                commitsItself);
    }

    CompletableFuture<Long> save(Saving saving) {
        if (content.claim(saving)) {
            return saving.start();
        }
        Throwable why = whyNot();
        if (why instanceof IllegalStateException misuse) {
            throw misuse;
        }
        return CompletableFuture.failedFuture(why);
    }

    private Throwable whyNot() {
        Throwable failure = receiving.failure();
        return failure != null ? failure : new IllegalStateException("The content of this file was used or skipped");
    }
}

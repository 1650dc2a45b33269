// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.web.FileUploadException;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import io.github.asyncfiles.spring.web.UploadLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpHeaders;

/** A template, a folder, and bodies that must have got back all their chunks in the end. */
@Timeout(60)
abstract class UploadFixture {

    @TempDir
    Path folder;

    final AsyncFileTemplate files = AsyncFileTemplate.create();
    private final List<ScriptedBody> bodies = new ArrayList<>();

    @AfterEach
    void everyChunkIsReleasedOnceAndAllFilesAreClosed() {
        for (ScriptedBody body : bodies) {
            await().untilAsserted(() -> assertThat(body.unreleased).hasValue(0));
            assertThat(body.misuses).hasValue(0);
        }
        await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
        files.close();
    }

    /** Looks often: there is much to wait for. */
    static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
    }

    Upload upload(HttpHeaders headers, ScriptedBody body) {
        return upload(headers, body, UploadLimits.DEFAULTS);
    }

    Upload upload(HttpHeaders headers, ScriptedBody body, UploadLimits limits) {
        return track(body, new Upload(files, headers, body, limits, ForkJoinPool.commonPool()));
    }

    Upload track(ScriptedBody body, Upload upload) {
        bodies.add(body);
        return upload;
    }

    Upload form(Form form) {
        return upload(Form.headers(), ScriptedBody.cut(form.end(), 50));
    }

    static UploadLimits limits(long fileBytes, long requestBytes, int fieldBytes, Duration idle) {
        return new UploadLimits(fileBytes, requestBytes, 10, 1000, fieldBytes, idle);
    }

    static HttpHeaders raw(long length) {
        HttpHeaders headers = Form.headers("image/png");
        headers.setContentLength(length);
        return headers;
    }

    /** {@return what is in the folder, hidden files too} */
    List<String> names() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void assertFails(CompletableFuture<?> future, Reason reason) {
        assertThat(failure(future))
                .isInstanceOfSatisfying(
                        FileUploadException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    static Throwable failure(CompletableFuture<?> future) {
        return catchThrowable(() -> AsyncFiles.await(future));
    }

    static byte[] bytes(List<ByteBuffer> buffers) {
        ByteBuffer all = ByteBuffer.allocate(
                buffers.stream().mapToInt(ByteBuffer::remaining).sum());
        buffers.forEach(buffer -> all.put(buffer.duplicate()));
        return all.array();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.FileDownload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that stops: those who wait are told. */
class OpenDownloadTest {

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @Test
    void aClosedTemplateIsToldToWhoeverAsksForTheFileAndForItsEnd(@TempDir Path dir) throws Exception {
        Path path = Files.writeString(dir.resolve("file.txt"), "content");
        AsyncFileTemplate template = AsyncFileTemplate.create();
        template.close();
        FileDownload download = FileDownload.of(path).deleteAfterwards().afterwards(thrown -> told.add("" + thrown));

        CompletableFuture<OpenDownload> opening = OpenDownload.open(template, download);

        await().until(opening::isCompletedExceptionally);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void theEndIsToldWhenTheTemplateWasClosedMeanwhile(@TempDir Path dir) throws Exception {
        Path path = Files.writeString(dir.resolve("file.txt"), "content");
        AsyncFileTemplate template = AsyncFileTemplate.create();
        FileDownload download = FileDownload.of(path).deleteAfterwards().afterwards(thrown -> told.add("" + thrown));
        OpenDownload open = OpenDownload.open(template, download).get();
        template.close();

        open.end(null);
        open.end(null);

        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }
}

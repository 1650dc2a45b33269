// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.reactive.FailingEngine;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.UploadedFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UploadFailureTest extends UploadFixture {

    private static final Duration LONG = Duration.ofMinutes(10);

    private static final byte[] FORM = new Form()
            .field("a", "b")
            .file("x", "0123456789".repeat(30))
            .field("c", "d")
            .end();

    /** All that can be done with a file. */
    enum Way {
        SAVE {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return upload.saveTo(test.folder.resolve("x"));
            }
        },
        SAVE_ATOMICALLY {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return upload.saveAtomicallyTo(test.folder.resolve("x"));
            }
        },
        CONTENT {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return AsyncFiles.toList(upload.content());
            }
        },
        SAVE_EACH {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return upload.forEach(file -> file.saveTo(test.folder.resolve("x")));
            }
        },
        SAVE_EACH_WITHOUT_WAITING {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return upload.forEach(file -> {
                    file.saveTo(test.folder.resolve("x"));
                    return CompletableFuture.completedFuture(null);
                });
            }
        },
        CONTENT_OF_EACH {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return upload.forEach(file -> AsyncFiles.toList(file.content()));
            }
        },
        SKIP_EACH {
            @Override
            CompletableFuture<?> use(FileUpload upload, UploadFailureTest test) {
                return upload.forEach(file -> CompletableFuture.completedFuture(null));
            }
        };

        abstract CompletableFuture<?> use(FileUpload upload, UploadFailureTest test);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothingIsLeftWhereverTheClientGoesAway(Way way) {
        for (int length : new int[] {7, 64}) {
            int calls = ScriptedBody.cut(FORM, length).size();
            for (int i = 0; i <= calls; i++) {
                ScriptedBody body = ScriptedBody.cut(FORM, length).failAt(i);
                if (i % 2 == 0) {
                    body.on(ForkJoinPool.commonPool());
                }
                assertFails(way.use(upload(Form.headers(), body), this), Reason.INCOMPLETE);
                assertThat(body.abandoned).hasValue(1);
                assertThat(names()).as("after %d", i).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothingIsLeftWhereverTheBodyEnds(Way way) {
        for (int length = 5; length < FORM.length - 2; length += 11) {
            byte[] cut = Arrays.copyOf(FORM, length);
            CompletableFuture<?> future = way.use(upload(Form.headers(), ScriptedBody.cut(cut, 32)), this);
            assertFails(future, length < 7 ? Reason.MALFORMED : Reason.INCOMPLETE);
            assertThat(names()).as("of %d", length).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothingIsLeftWhereverTheUploadIsEndedFromOutside(Way way) {
        int calls = ScriptedBody.cut(FORM, 20).size();
        for (int i = 0; i <= calls; i++) {
            ScriptedBody body = ScriptedBody.cut(FORM, 20).stallAt(i);
            Upload upload = upload(Form.headers(), body);
            CompletableFuture<?> future = way.use(upload, this);
            await().until(() -> body.calls.get() > body.size() || body.isStalled());
            IOException why = new IOException("The request has ended");
            upload.abandon(why);
            assertThat(failure(future)).isSameAs(why);
            assertThat(names()).as("after %d", i).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothingIsLeftWhereverTheTemplateIsClosed(Way way) {
        int calls = ScriptedBody.cut(FORM, 20).size();
        for (int i = 0; i <= calls; i++) {
            ScriptedBody body = ScriptedBody.cut(FORM, 20).stallAt(i);
            AsyncFileTemplate closing = AsyncFileTemplate.create();
            Upload upload = track(
                    body, new Upload(closing, Form.headers(), body, UploadLimits.DEFAULTS, ForkJoinPool.commonPool()));
            CompletableFuture<?> future = way.use(upload, this);
            await().until(body::isStalled);

            closing.close();
            upload.abandon(new IOException("The request has ended"));

            assertThat(failure(future)).isNotNull();
            assertThat(names()).as("after %d", i).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aClientThatSendsNothingAnyMoreIsNotWaitedFor(Way way) {
        for (int i = 0; i <= 20; i += 4) {
            ScriptedBody body = ScriptedBody.cut(FORM, 20).stallAt(i);
            UploadLimits limits = limits(1000, 1000, 100, Duration.ofMillis(5));
            assertFails(way.use(upload(Form.headers(), body, limits), this), Reason.STALLED);
            assertThat(body.abandoned).hasValue(1);
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void timeDoesNotCountWhileNobodyWaitsForTheClient() throws Exception {
        UploadLimits limits = limits(1000, 1000, 100, Duration.ofMillis(100));
        CompletableFuture<String> slow =
                new CompletableFuture<String>().completeOnTimeout("done", 300, TimeUnit.MILLISECONDS);
        Upload upload = upload(Form.headers(), ScriptedBody.cut(FORM, 20), limits);
        assertThat(AsyncFiles.await(upload.forEach(file -> slow))).containsExactly("done");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothingIsLeftWheneverItIsCancelled(Way way) {
        if (way == Way.CONTENT) {
            // Its future is the subscriber's.
            return;
        }
        Random random = new Random(4711);
        for (int round = 0; round < 60; round++) {
            ScriptedBody body = ScriptedBody.cut(FORM, 5).on(ForkJoinPool.commonPool());
            CompletableFuture<?> future = way.use(upload(Form.headers(), body), this);
            int calls = random.nextInt(body.size());
            while (body.calls.get() < calls && !future.isDone()) {
                Thread.onSpinWait();
            }
            if (future.cancel(false)) {
                await().until(() -> body.abandoned.get() == 1 || body.calls.get() > body.size());
                // What is put in its place in this very moment is complete, and stays.
                await().until(() -> names().isEmpty() || way == Way.SAVE_ATOMICALLY && names().equals(List.of("x")));
            }
            await().untilAsserted(() -> assertThat(files.openFiles()).isZero());
            deleteAll();
        }
    }

    @Test
    void aSubscriberThatCancelsEndsTheUpload() {
        ScriptedBody body = ScriptedBody.cut(FORM, 20);
        upload(Form.headers(), body).content().subscribe(new Probe(1) {
            @Override
            void next() {
                cancel();
            }
        });
        await().untilAsserted(() -> assertThat(body.abandoned).hasValue(1));
        assertThat(body.calls.get()).isLessThan(body.size());
    }

    @RepeatedTest(5)
    void aFileThatExistsIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve("x"), "old");
        for (Way way : List.of(Way.SAVE, Way.SAVE_EACH, Way.SAVE_EACH_WITHOUT_WAITING)) {
            CompletableFuture<?> future = way.use(upload(Form.headers(), ScriptedBody.cut(FORM, 20)), this);
            Throwable failure = failure(future);
            // Whether a stage that does not wait was complete before the saving failed is left to chance.
            if (failure != null || way != Way.SAVE_EACH_WITHOUT_WAITING) {
                assertThat(failure).isInstanceOf(FileAlreadyExistsException.class);
            }
            // Also when the upload fails by itself while the file is being opened:
            failure(way.use(upload(Form.headers(), ScriptedBody.cut(FORM, 20).failAt(6)), this));
            way.use(upload(Form.headers(), ScriptedBody.cut(FORM, 20)), this).cancel(false);
            await().untilAsserted(() -> assertThat(files.activeOperations()).isZero());
        }
        assertThat(folder.resolve("x")).hasContent("old");
    }

    @Test
    void aDirectoryThatDoesNotExistFailsTheSaving() {
        for (boolean atomically : new boolean[] {false, true}) {
            Upload upload = upload(Form.headers(), ScriptedBody.cut(FORM, 20));
            assertThat(failure(
                            atomically
                                    ? upload.saveAtomicallyTo(folder.resolve("no/x"))
                                    : upload.saveTo(folder.resolve("no/x"))))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void theUploadGoesOnWhenTheFailureOfASavingIsHandled() throws Exception {
        Files.writeString(folder.resolve("1"), "old");
        byte[] form = new Form().file("1", "new").file("2", "new").end();
        List<Long> sizes = AsyncFiles.await(upload(Form.headers(), ScriptedBody.cut(form, 20))
                .forEach(
                        file -> file.saveTo(folder.resolve(file.safeFileName())).exceptionally(thrown -> -1L)));
        assertThat(sizes).containsExactly(-1L, 3L);
        assertThat(folder.resolve("1")).hasContent("old");
    }

    @Test
    void filesThatWereSavedAreDeletedWhenALaterPartFails() {
        byte[] form =
                new Form().file("1", "one").file("2", "two").file("3", "three").unfinished();
        List<Long> sizes = new ArrayList<>();
        CompletableFuture<?> future = upload(Form.headers(), ScriptedBody.cut(form, 20))
                .forEach(
                        file -> file.saveTo(folder.resolve(file.safeFileName())).thenAccept(sizes::add));
        assertFails(future, Reason.INCOMPLETE);
        assertThat(sizes).containsExactly(3L, 3L);
        assertThat(names()).isEmpty();
    }

    @Test
    void manyFilesThatWereSavedAreDeleted() {
        Form form = new Form();
        for (int i = 0; i < 2_000; i++) {
            form.file("" + i, "x");
        }
        UploadLimits limits = new UploadLimits(100, 1 << 20, 10_000, 1000, 0, LONG);
        CompletableFuture<?> future = upload(Form.headers(), ScriptedBody.cut(form.unfinished(), 1000), limits)
                .forEach(file -> file.saveTo(folder.resolve(file.safeFileName())));
        assertFails(future, Reason.INCOMPLETE);
        assertThat(names()).isEmpty();
    }

    @Test
    void filesThatWereSavedAtomicallyStay() {
        byte[] form = new Form().file("1", "one").file("2", "two").unfinished();
        CompletableFuture<?> future = upload(Form.headers(), ScriptedBody.cut(form, 20))
                .forEach(file -> file.saveAtomicallyTo(folder.resolve(file.safeFileName())));
        assertFails(future, Reason.INCOMPLETE);
        assertThat(names()).containsExactly("1");
    }

    @Test
    void whatTheActionFailsWithIsWhatTheUploadFailsWith() {
        IllegalArgumentException why = new IllegalArgumentException("not this");
        List<Function<UploadedFile, CompletionStage<Long>>> actions = List.of(
                file -> {
                    throw why;
                },
                file -> {
                    file.saveTo(folder.resolve("x"));
                    throw why;
                },
                file -> CompletableFuture.failedFuture(why),
                file -> {
                    file.saveTo(folder.resolve("x"));
                    return CompletableFuture.failedFuture(why);
                },
                file -> file.saveTo(folder.resolve("x")).thenApply(bytes -> {
                    throw why;
                }));
        for (Function<UploadedFile, CompletionStage<Long>> action : actions) {
            ScriptedBody body = ScriptedBody.cut(FORM, 20);
            assertThat(failure(upload(Form.headers(), body).forEach(action))).isSameAs(why);
            assertThat(body.abandoned).hasValue(1);
            assertThat(names()).isEmpty();
        }
        assertThat(failure(upload(Form.headers(), ScriptedBody.cut(FORM, 20)).forEach(file -> null)))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void aStageThatIsUnderWayIsCancelledWithTheUpload() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<?> future =
                upload(Form.headers(), ScriptedBody.cut(FORM, 20)).forEach(file -> stage);
        future.cancel(false);
        assertThat(stage).isCancelled();
    }

    @Test
    void aSavingCanBeCancelledAndTheUploadGoesOn() {
        for (int i = 0; i < 50; i++) {
            ScriptedBody body = ScriptedBody.cut(FORM, 20).stallAt(i % 5 == 0 ? 8 : Integer.MAX_VALUE);
            CompletableFuture<CompletableFuture<Long>> saving = new CompletableFuture<>();
            CompletableFuture<List<Long>> future = upload(Form.headers(), body).forEach(file -> {
                CompletableFuture<Long> save = file.saveTo(folder.resolve("x"));
                saving.complete(save);
                return save.exceptionally(thrown -> thrown instanceof CancellationException ? -1L : -2L);
            });
            boolean cancelled = saving.join().cancel(false);
            body.resume();
            await().until(() -> {
                body.resume();
                return future.isDone();
            });
            if (cancelled) {
                assertThat(future.join()).containsExactly(-1L);
                assertThat(names()).isEmpty();
            }
            deleteAll();
        }
    }

    @Test
    void theFileIsDeletedEvenWhenTooManyOperationsWait() throws Exception {
        try (AsyncFileTemplate busy =
                AsyncFileTemplate.builder().maxThreads(1).queueCapacity(1).build()) {
            ScriptedBody body = ScriptedBody.cut(FORM, 20).stallAt(15);
            Upload upload = track(
                    body, new Upload(busy, Form.headers(), body, UploadLimits.DEFAULTS, ForkJoinPool.commonPool()));
            CompletableFuture<Long> future = upload.saveTo(folder.resolve("x"));
            await().until(() -> body.isStalled() && busy.activeOperations() == 0);
            CompletableFuture<Void> gate = new CompletableFuture<>();
            CompletableFuture<?> blocking = AsyncFiles.toList(busy.find(folder, 1, (path, attributes) -> {
                gate.join();
                return true;
            }));
            CompletableFuture<?> waiting = busy.readAllBytes(folder.resolve("x"));
            upload.abandon(new IOException("gone"));
            assertThat(names()).containsExactly("x");
            gate.complete(null);
            assertThat(failure(future)).hasMessage("gone");
            assertThat(names()).isEmpty();
            failure(blocking);
            failure(waiting);
        }
    }

    @Test
    void nothingIsLeftWhenTheDiskFails() throws Exception {
        Files.writeString(folder.resolve("old"), "old");
        try (AsyncFileTemplate broken =
                AsyncFileTemplate.builder().engine(new FailingEngine(100)).build()) {
            for (String name : List.of("x", "old")) {
                ScriptedBody body = ScriptedBody.cut(FORM, 20).on(ForkJoinPool.commonPool());
                FileUpload upload = track(
                        body,
                        new Upload(broken, Form.headers(), body, UploadLimits.DEFAULTS, ForkJoinPool.commonPool()));
                CompletableFuture<?> future = name.equals("x")
                        ? upload.saveTo(folder.resolve(name))
                        : upload.saveAtomicallyTo(folder.resolve(name));
                assertThat(failure(future))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("output error");
                assertThat(names()).containsExactly("old");
            }
        }
        assertThat(folder.resolve("old")).hasContent("old");
    }

    @Test
    void aContentThatIsClaimedWhileItsStageCompletesIsEitherHandledOrRefused() {
        for (int round = 0; round < 500; round++) {
            CompletableFuture<UploadedFile> file = new CompletableFuture<>();
            CompletableFuture<String> stage = new CompletableFuture<>();
            CompletableFuture<?> future = upload(Form.headers(), ScriptedBody.cut(FORM, 50))
                    .forEach(next -> {
                        file.complete(next);
                        return stage;
                    });
            boolean saves = round % 2 == 0;
            CompletableFuture<?> used = CompletableFuture.completedFuture(null)
                    .thenComposeAsync(nothing -> saves
                            ? file.join().saveTo(folder.resolve("x")).thenApply(bytes -> null)
                            : AsyncFiles.toList(file.join().content()).thenApply(all -> null));
            stage.complete("done");
            Throwable failed = failure(used);
            assertThat(failure(future)).isNull();
            if (failed != null) {
                assertThat(failed).isInstanceOf(IllegalStateException.class);
                assertThat(names()).isEmpty();
            }
            deleteAll();
        }
    }

    private void deleteAll() {
        for (String name : names()) {
            assertThat(folder.resolve(name).toFile().delete()).isTrue();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.web.UploadedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadContentTest extends UploadFixture {

    private static final byte[] FORM =
            new Form().file("x", "0123456789").field("a", "b").end();

    @Test
    void nothingIsReadUntilSomethingIsRequested() {
        ScriptedBody body = ScriptedBody.of("abc", "def", "ghi");
        Probe probe = new Probe(0);
        upload(raw(9), body).content().subscribe(probe);
        assertThat(body.calls).hasValue(0);
        probe.request(1);
        assertThat(probe.signals).containsExactly("abc");
        assertThat(body.calls).hasValue(1);
        probe.request(1);
        assertThat(probe.signals).containsExactly("abc", "def");
        probe.request(Long.MAX_VALUE);
        probe.request(Long.MAX_VALUE);
        assertThat(probe.signals).containsExactly("abc", "def", "ghi", "complete");
        probe.request(-1);
        probe.cancel();
        assertThat(probe.signals).hasSize(4);
    }

    @Test
    void theEndComesWithTheEndOfTheForm() {
        ScriptedBody body = ScriptedBody.cut(FORM, FORM.length - 5);
        body.stallAt(1);
        Probe probe = new Probe(Long.MAX_VALUE);
        upload(Form.headers(), body).content().subscribe(probe);
        assertThat(probe.signals).containsExactly("0123456789");
        body.resume();
        assertThat(probe.signals).containsExactly("0123456789", "complete");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void requestingNothingIsAnError(long n) {
        ScriptedBody body = ScriptedBody.of("abc", "def");
        Probe probe = new Probe(n);
        upload(raw(6), body).content().subscribe(probe);
        if (n == 0) {
            probe.request(0);
        }
        assertThat(probe.signals).containsExactly("error");
        assertThat(probe.thrown).isInstanceOf(IllegalArgumentException.class);
        assertThat(body.abandoned).hasValue(1);
        assertThat(body.calls).hasValue(0);
    }

    @Test
    void aSecondSubscriberIsTold() throws Exception {
        Flow.Publisher<java.nio.ByteBuffer> content =
                upload(raw(3), ScriptedBody.of("abc")).content();
        assertThat(AsyncFiles.await(AsyncFiles.toList(content))).hasSize(1);
        Probe second = new Probe(1);
        content.subscribe(second);
        assertThat(second.thrown).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cancellingSkipsTheRestOfAFile() throws Exception {
        byte[] form = new Form().file("1", "0123456789").file("2", "abc").end();
        List<String> seen = new ArrayList<>();
        AsyncFiles.await(upload(Form.headers(), ScriptedBody.cut(form, 1)).forEach(file -> {
            CompletableFuture<Void> done = new CompletableFuture<>();
            file.content().subscribe(new Probe(Long.MAX_VALUE) {
                @Override
                void next() {
                    seen.add(signals.get(0));
                    cancel();
                    cancel();
                    done.complete(null);
                }
            });
            return done;
        }));
        assertThat(seen).containsExactly("0", "a");
    }

    @Test
    void aSubscriberIsToldWhenTheStageIsCompleteBeforeTheContent() throws Exception {
        List<Probe> probes = new ArrayList<>();
        byte[] form = new Form().file("1", "0123456789").file("2", "abc").end();
        AsyncFiles.await(upload(Form.headers(), ScriptedBody.cut(form, 1)).forEach(file -> {
            Probe probe = new Probe(1);
            probes.add(probe);
            file.content().subscribe(probe);
            return CompletableFuture.completedFuture(null);
        }));
        for (Probe probe : probes) {
            assertThat(probe.thrown).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aSubscriberThatThrowsFailsTheUpload() {
        for (boolean each : new boolean[] {true, false}) {
            ScriptedBody body = ScriptedBody.cut(FORM, 10);
            IllegalStateException why = new IllegalStateException("mine");
            Probe probe = new Probe(Long.MAX_VALUE) {
                @Override
                void next() {
                    throw why;
                }
            };
            Upload upload = upload(Form.headers(), body);
            if (each) {
                assertThat(failure(upload.forEach(file -> {
                            file.content().subscribe(probe);
                            return new CompletableFuture<>();
                        })))
                        .isSameAs(why);
            } else {
                upload.content().subscribe(probe);
            }
            assertThat(body.abandoned).hasValue(1);
            assertThat(probe.signals).hasSize(1);
        }
    }

    @Test
    void buffersBelongToTheSubscriber() throws Exception {
        byte[] form = FORM.clone();
        List<java.nio.ByteBuffer> buffers = AsyncFiles.await(AsyncFiles.toList(
                upload(Form.headers(), new ScriptedBody(List.of(form))).content()));
        java.util.Arrays.fill(form, (byte) 0);
        assertThat(bytes(buffers)).asString().isEqualTo("0123456789");
        assertThat(buffers.get(0).isReadOnly()).isFalse();
    }

    @Test
    void theContentFailsWithTheUpload() {
        List<Probe> probes = new ArrayList<>();
        ScriptedBody body = ScriptedBody.cut(FORM, 10).stallAt(11);
        Upload upload = upload(Form.headers(), body);
        List<UploadedFile> seen = new ArrayList<>();
        CompletableFuture<?> future = upload.forEach(file -> {
            Probe probe = new Probe(0);
            probes.add(probe);
            seen.add(file);
            file.content().subscribe(probe);
            return new CompletableFuture<>();
        });
        IOException why = new IOException("gone");
        upload.abandon(why);
        assertThat(failure(future)).isSameAs(why);
        assertThat(probes.get(0).thrown).isSameAs(why);
        Probe late = new Probe(1);
        seen.get(0).content().subscribe(late);
        assertThat(late.thrown).isSameAs(why);
        assertThat(failure(seen.get(0).saveTo(folder.resolve("x")))).isSameAs(why);
        assertThat(names()).isEmpty();
    }
}

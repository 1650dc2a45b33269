// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import io.github.asyncfiles.spring.web.UploadLimits;
import io.github.asyncfiles.spring.web.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

class UploadTest extends UploadFixture {

    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void aBodyIsSaved() throws Exception {
        Upload upload = upload(raw(6), ScriptedBody.of("abc", "def"));
        assertThat(upload.isMultipart()).isFalse();
        assertThat(upload.contentType()).isEqualTo(MediaType.IMAGE_PNG);
        assertThat(AsyncFiles.await(upload.saveTo(folder.resolve("x")))).isEqualTo(6);
        assertThat(folder.resolve("x")).hasContent("abcdef");
        assertThat(names()).containsExactly("x");
    }

    @Test
    void anEmptyBodyIsAnEmptyFile() throws Exception {
        assertThat(AsyncFiles.await(upload(raw(0), ScriptedBody.of()).saveTo(folder.resolve("x"))))
                .isZero();
        assertThat(AsyncFiles.await(upload(raw(0), ScriptedBody.of()).saveAtomicallyTo(folder.resolve("y"))))
                .isZero();
        assertThat(AsyncFiles.await(
                        AsyncFiles.toList(upload(raw(0), ScriptedBody.of()).content())))
                .isEmpty();
        assertThat(names()).containsExactly("x", "y");
        assertThat(folder.resolve("x")).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 100_000})
    void theFileOfAFormIsSavedAndItsFieldsAreKept(int length) throws Exception {
        byte[] form = new Form()
                .field("before", "1")
                .field("twice", "a")
                .file("photo.png", "content")
                .field("twice", "b")
                .field("\u00e4", "\u00f6\u20ac")
                .end();
        Upload upload = upload(Form.headers(), ScriptedBody.cut(form, length));
        assertThat(upload.isMultipart()).isTrue();
        assertThat(AsyncFiles.await(upload.saveTo(folder.resolve("x")))).isEqualTo(7);
        assertThat(folder.resolve("x")).hasContent("content");
        assertThat(upload.fields().toString()).isEqualTo("{before=[1], twice=[a, b], \u00e4=[\u00f6\u20ac]}");
    }

    @Test
    void filesAreHandledOneAfterTheOther() throws Exception {
        Form form = new Form()
                .field("a", "1")
                .file("1.txt", "one")
                .field("b", "2")
                .file("../2.txt", "two")
                .file("3.txt", "");
        List<String> seen = new ArrayList<>();
        List<Long> sizes = AsyncFiles.await(form(form).forEach(file -> {
            seen.add(file.fieldName() + " " + file.declaredFileName() + " " + file.contentType() + " "
                    + file.fields().keySet() + " " + file.headers().size());
            return file.saveTo(folder.resolve(file.safeFileName()));
        }));
        assertThat(sizes).containsExactly(3L, 3L, 0L);
        assertThat(seen)
                .containsExactly(
                        "file 1.txt image/png [a] 2",
                        "file ../2.txt image/png [a, b] 2",
                        "file 3.txt image/png [a, b] 2");
        assertThat(names()).containsExactly("1.txt", "2.txt", "3.txt");
        assertThat(folder.resolve("2.txt")).hasContent("two");
    }

    @Test
    void aFileFieldThatWasLeftEmptyIsNoFile() throws Exception {
        Form form = new Form().file("", "").field("a", "b").file("", "");
        assertThat(AsyncFiles.await(form(form).forEach(file -> file.saveTo(folder.resolve("x")))))
                .isEmpty();
        assertFails(form(form).saveTo(folder.resolve("x")), Reason.MALFORMED);
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileMayHaveAnEmptyNameIfItHasBytes() throws Exception {
        assertThat(AsyncFiles.await(form(new Form().file("", "abc")).saveTo(folder.resolve("x"))))
                .isEqualTo(3);
    }

    @Test
    void whatHasNoFileNameIsATextFieldWhateverItsType() throws Exception {
        Form form = new Form()
                .part(
                        "Content-Disposition: form-data; name=meta\r\nContent-Type: application/json\r\n",
                        "{}".getBytes(UTF_8))
                .part(
                        "Content-Disposition: form-data; name=latin\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n",
                        "\u00e4".getBytes(ISO_8859_1))
                .part(
                        "Content-Disposition: form-data; name=odd\r\nContent-Type: text/plain; charset=unheard-of\r\n",
                        "\u00e4".getBytes(UTF_8));
        Upload upload = form(form);
        AsyncFiles.await(upload.forEach(file -> CompletableFuture.completedFuture(null)));
        assertThat(upload.fields().toString()).isEqualTo("{meta=[{}], latin=[\u00e4], odd=[\u00e4]}");
    }

    @Test
    void bigContentArrivesWhole() throws Exception {
        byte[] content = new byte[20_000_000];
        new Random(4711).nextBytes(content);
        byte[] form = new Form().file("x", content).end();
        ScriptedBody body = ScriptedBody.cut(form, 65_536).on(ForkJoinPool.commonPool());
        assertThat(AsyncFiles.await(upload(Form.headers(), body).saveTo(folder.resolve("x"))))
                .isEqualTo(content.length);
        assertThat(Files.readAllBytes(folder.resolve("x"))).isEqualTo(content);

        body = ScriptedBody.cut(form, 65_536).on(ForkJoinPool.commonPool());
        assertThat(bytes(AsyncFiles.await(
                        AsyncFiles.toList(upload(Form.headers(), body).content()))))
                .isEqualTo(content);
    }

    @Test
    void noMoreIsReadThanIsWritten() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        byte[] form = new Form().file("x", "abc").file("y", new byte[10_000]).end();
        ScriptedBody body = ScriptedBody.cut(form, 100);
        CompletableFuture<?> done = upload(Form.headers(), body).forEach(file -> stage);
        assertThat(body.calls.get()).isEqualTo(1);
        stage.complete("x");
        AsyncFiles.await(done);
        assertThat(body.calls.get()).isEqualTo(body.size() + 1);
    }

    @Test
    void thousandsOfPartsNeedNoStack() throws Exception {
        Form form = new Form();
        for (int i = 0; i < 50_000; i++) {
            form.field("a", "").file("x", "y");
        }
        UploadLimits limits = new UploadLimits(100, 1 << 30, 100_000, 1000, 0, LONG);
        Upload upload = upload(Form.headers(), ScriptedBody.cut(form.end(), 1000), limits);
        assertThat(AsyncFiles.await(upload.forEach(file -> CompletableFuture.completedFuture(1))))
                .hasSize(50_000);
        Upload again = upload(Form.headers(), ScriptedBody.cut(form.end(), 1000), limits);
        assertThat(AsyncFiles.await(again.forEach(file -> AsyncFiles.toList(file.content()))))
                .hasSize(50_000);
    }

    @Test
    void anUploadIsUsedOnce() throws Exception {
        Upload upload = upload(raw(3), ScriptedBody.of("abc"));
        AsyncFiles.await(upload.saveTo(folder.resolve("x")));
        assertThatIllegalStateException().isThrownBy(() -> upload.saveTo(folder.resolve("y")));
        assertThatIllegalStateException().isThrownBy(() -> upload.saveAtomicallyTo(folder.resolve("y")));
        assertThatIllegalStateException().isThrownBy(() -> upload.forEach(file -> file.saveTo(folder.resolve("y"))));
        assertThatIllegalStateException().isThrownBy(upload::content);
        assertThat(names()).containsExactly("x");
    }

    @Test
    void aFileIsUsedOnce() throws Exception {
        List<UploadedFile> seen = new ArrayList<>();
        AsyncFiles.await(form(new Form().file("x", "abc")).forEach(file -> {
            seen.add(file);
            CompletableFuture<Long> saving = file.saveTo(folder.resolve("x"));
            assertThatIllegalStateException().isThrownBy(() -> file.saveTo(folder.resolve("y")));
            assertThat(failure(AsyncFiles.toList(file.content()))).isInstanceOf(IllegalStateException.class);
            return saving;
        }));
        assertThatIllegalStateException().isThrownBy(() -> seen.get(0).saveTo(folder.resolve("y")));
        assertThat(names()).containsExactly("x");
    }

    @Test
    void aFileThatWasSkippedCannotBeUsedAnyMore() throws Exception {
        List<UploadedFile> seen = new ArrayList<>();
        AsyncFiles.await(form(new Form().file("x", "").file("y", "abc")).forEach(file -> {
            seen.add(file);
            return CompletableFuture.completedFuture(null);
        }));
        for (UploadedFile file : seen) {
            assertThatIllegalStateException().isThrownBy(() -> file.saveTo(folder.resolve("y")));
            assertThat(failure(AsyncFiles.toList(file.content()))).isInstanceOf(IllegalStateException.class);
        }
        assertThat(names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/mixed; boundary=x, UNSUPPORTED",
        "application/x-www-form-urlencoded, UNSUPPORTED",
        "multipart/form-data, MALFORMED",
        "multipart/form-data; boundary=, MALFORMED",
        "multipart/form-data; boundary=a:b, MALFORMED"
    })
    void typesThatAreNotReadAreRefusedUnread(String type, Reason reason) {
        ScriptedBody body = ScriptedBody.of("abc");
        assertFails(upload(Form.headers(type), body).saveTo(folder.resolve("x")), reason);
        assertThat(body.calls).hasValue(0);
        assertThat(body.abandoned).hasValue(1);
        assertFails(
                AsyncFiles.toList(
                        upload(Form.headers(type), ScriptedBody.of("abc")).content()),
                reason);
    }

    @Test
    void encodedBodiesAreRefused() throws Exception {
        HttpHeaders headers = raw(3);
        headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
        assertFails(upload(headers, ScriptedBody.of("abc")).saveTo(folder.resolve("x")), Reason.UNSUPPORTED);
        headers.set(HttpHeaders.CONTENT_ENCODING, "identity");
        AsyncFiles.await(upload(headers, ScriptedBody.of("abc")).saveTo(folder.resolve("x")));
    }

    @Test
    void aTypeThatCannotBeReadIsBytes() throws Exception {
        Upload upload = upload(Form.headers("what?"), ScriptedBody.of("abc"));
        assertThat(upload.contentType()).isEqualTo(MediaType.APPLICATION_OCTET_STREAM);
        assertThat(AsyncFiles.await(upload.saveTo(folder.resolve("x")))).isEqualTo(3);
    }

    @Test
    void whatIsDeclaredTooLargeIsRefusedUnread() {
        UploadLimits limits = limits(5, 10, 10, LONG);
        for (HttpHeaders headers : List.of(raw(6), raw(11))) {
            ScriptedBody body = ScriptedBody.of("abc");
            assertFails(upload(headers, body, limits).saveTo(folder.resolve("x")), Reason.TOO_LARGE);
            assertThat(body.calls).hasValue(0);
            assertThat(body.abandoned).hasValue(1);
        }
        HttpHeaders headers = Form.headers();
        headers.setContentLength(11);
        assertFails(upload(headers, ScriptedBody.of("abc"), limits).saveTo(folder.resolve("x")), Reason.TOO_LARGE);
    }

    @Test
    void filesAreReadUpToTheirLimit() throws Exception {
        UploadLimits limits = limits(5, 1000, 10, LONG);
        HttpHeaders unknown = Form.headers("image/png");
        assertThat(AsyncFiles.await(
                        upload(unknown, ScriptedBody.of("abc", "de"), limits).saveTo(folder.resolve("x"))))
                .isEqualTo(5);
        assertFails(
                upload(unknown, ScriptedBody.of("abc", "def"), limits).saveTo(folder.resolve("y")), Reason.TOO_LARGE);
        for (int length : new int[] {5, 6}) {
            byte[] form =
                    new Form().file("a", "x".repeat(length)).file("b", "abcde").end();
            CompletableFuture<?> skipped = upload(Form.headers(), ScriptedBody.cut(form, 7), limits)
                    .forEach(file -> CompletableFuture.completedFuture(null));
            if (length == 5) {
                AsyncFiles.await(skipped);
            } else {
                assertFails(skipped, Reason.TOO_LARGE);
            }
        }
        assertThat(names()).containsExactly("x");
    }

    @Test
    void requestsAndFieldsAreReadUpToTheirLimits() throws Exception {
        byte[] form = new Form().field("a", "x".repeat(20)).file("x", "abc").end();
        UploadLimits fits = limits(100, form.length, 20, LONG);
        AsyncFiles.await(upload(Form.headers(), ScriptedBody.cut(form, 9), fits).saveTo(folder.resolve("x")));
        for (UploadLimits tight : List.of(limits(100, form.length - 1, 20, LONG), limits(100, form.length, 19, LONG))) {
            assertFails(
                    upload(Form.headers(), ScriptedBody.cut(form, 9), tight).saveTo(folder.resolve("y")),
                    Reason.TOO_LARGE);
        }
        assertThat(names()).containsExactly("x");
    }

    @Test
    void aBodyThatIsShorterThanDeclaredIsIncomplete() {
        assertFails(upload(raw(7), ScriptedBody.of("abc", "def")).saveTo(folder.resolve("x")), Reason.INCOMPLETE);
        assertFails(upload(raw(7), ScriptedBody.of("abc")).saveAtomicallyTo(folder.resolve("x")), Reason.INCOMPLETE);
        assertFails(AsyncFiles.toList(upload(raw(7), ScriptedBody.of("abc")).content()), Reason.INCOMPLETE);
        assertThat(names()).isEmpty();
    }

    @Test
    void aSecondFileIsMalformedWhereThereIsToBeOne() throws IOException {
        Form form = new Form().file("x", "abc").field("a", "b").file("y", "def");
        assertFails(form(form).saveTo(folder.resolve("x")), Reason.MALFORMED);
        assertFails(AsyncFiles.toList(form(form).content()), Reason.MALFORMED);
        Files.writeString(folder.resolve("old"), "old");
        assertFails(form(form).saveAtomicallyTo(folder.resolve("old")), Reason.MALFORMED);
        assertThat(folder.resolve("old")).hasContent("old");
        assertThat(names()).containsExactly("old");
    }

    @Test
    void noFileIsMalformedWhereThereIsToBeOne() {
        Form form = new Form().field("a", "b");
        assertFails(form(form).saveTo(folder.resolve("x")), Reason.MALFORMED);
        assertFails(form(form).saveAtomicallyTo(folder.resolve("x")), Reason.MALFORMED);
        assertFails(AsyncFiles.toList(form(form).content()), Reason.MALFORMED);
        assertThat(names()).isEmpty();
    }

    @Test
    void anUploadThatEndedFailsWhenItIsUsed() {
        ScriptedBody body = ScriptedBody.of("abc");
        Upload upload = upload(raw(3), body);
        IOException why = new IOException("gone");
        upload.abandon(why);
        upload.abandon(new IOException("again"));
        assertThat(body.abandoned).hasValue(1);
        assertThat(failure(AsyncFiles.toList(upload.content()))).isSameAs(why);

        Upload other = upload(raw(3), ScriptedBody.of("abc"));
        other.abandon(why);
        assertThat(failure(other.saveTo(folder.resolve("x")))).isSameAs(why);
        assertThat(names()).isEmpty();
    }

    @Test
    void endingAnUploadThatIsCompleteChangesNothing() throws Exception {
        Upload upload = upload(raw(3), ScriptedBody.of("abc"));
        AsyncFiles.await(upload.saveTo(folder.resolve("x")));
        upload.abandon(new IOException("gone"));
        assertThat(folder.resolve("x")).hasContent("abc");
    }

    @Test
    void aFailureNamesTheTargetAndNotTheTemporaryFile() {
        Path target = folder.resolve("absent").resolve("x");

        assertThatThrownBy(() ->
                        AsyncFiles.await(upload(raw(3), ScriptedBody.of("abc")).saveAtomicallyTo(target)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(target.toString());
    }
}

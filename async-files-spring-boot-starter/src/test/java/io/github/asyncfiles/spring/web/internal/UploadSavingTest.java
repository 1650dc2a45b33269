// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.http.HttpHeaders;

class UploadSavingTest extends UploadFixture {

    @Test
    void theOldFileIsReplaced() throws Exception {
        Path old = Files.writeString(folder.resolve("x"), "old and long");
        assertThat(AsyncFiles.await(form(new Form().file("f", "new")).saveAtomicallyTo(old)))
                .isEqualTo(3);
        assertThat(old).hasContent("new");
        assertThat(AsyncFiles.await(upload(raw(5), ScriptedBody.of("n", "ewer")).saveAtomicallyTo(old)))
                .isEqualTo(5);
        assertThat(old).hasContent("newer");
        assertThat(AsyncFiles.await(form(new Form().file("f", "newest")).forEach(file -> file.saveAtomicallyTo(old))))
                .containsExactly(6L);
        assertThat(old).hasContent("newest");
        assertThat(names()).containsExactly("x");
    }

    @Test
    void theOldFileStaysUntilAllIsThere() throws Exception {
        Path old = Files.writeString(folder.resolve("x"), "old");
        byte[] form = new Form().file("f", "new").field("a", "b").end();
        for (int i = 0; i < form.length; i++) {
            ScriptedBody body = ScriptedBody.cut(form, 1).failAt(i);
            assertFails(upload(Form.headers(), body).saveAtomicallyTo(old), Reason.INCOMPLETE);
            assertThat(old).hasContent("old");
            assertThat(names()).containsExactly("x");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theNewFileHasThePermissionsOfTheOldOneAllTheTime() throws Exception {
        Path old = Files.writeString(folder.resolve("x"), "old");
        for (String mode : List.of("rw-------", "r--r-----", "rwxrwxrwx")) {
            Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
            Files.setPosixFilePermissions(old, permissions);
            ScriptedBody body = ScriptedBody.of("abc", "def").stallAt(1);
            CompletableFuture<Long> future = upload(raw(6), body).saveAtomicallyTo(old);
            await().until(() -> body.isStalled() && names().size() == 2);
            assertThat(Files.getPosixFilePermissions(folder.resolve(names().get(0))))
                    .isSubsetOf(PosixFilePermissions.fromString(mode.replaceFirst("r-", "rw")));
            body.resume();
            AsyncFiles.await(future);
            assertThat(Files.getPosixFilePermissions(old)).isEqualTo(permissions);
            assertThat(old).hasContent("abcdef");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewFileHasThePermissionsOfAnyNewFile() throws Exception {
        Path ordinary = Files.writeString(folder.resolve("ordinary"), "");
        for (String name : List.of("x", "y")) {
            Path target = folder.resolve(name);
            AsyncFiles.await(
                    name.equals("x")
                            ? form(new Form().file("f", "new")).saveAtomicallyTo(target)
                            : form(new Form().file("f", "new")).saveTo(target));
            assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(ordinary));
        }
    }

    @Test
    void aDirectoryIsNotReplaced() throws Exception {
        Path target = Files.createDirectory(folder.resolve("x"));
        Files.writeString(target.resolve("y"), "");
        assertThat(failure(form(new Form().file("f", "new")).saveAtomicallyTo(target)))
                .isInstanceOf(java.io.IOException.class);
        assertThat(names()).containsExactly("x");
    }

    @Test
    void aSavingThatNobodyWaitsForIsWaitedFor() throws Exception {
        byte[] form = new Form()
                .file("1", "x".repeat(1000))
                .file("2", "y".repeat(1000))
                .end();
        AsyncFiles.await(upload(Form.headers(), ScriptedBody.cut(form, 10)).forEach(file -> {
            file.saveTo(folder.resolve(file.safeFileName()));
            return CompletableFuture.completedFuture(null);
        }));
        assertThat(folder.resolve("1")).hasSize(1000);
        assertThat(folder.resolve("2")).hasSize(1000);
    }

    @Test
    void aFileMayBeSavedLate() throws Exception {
        CompletableFuture<Void> later = new CompletableFuture<>();
        CompletableFuture<List<Long>> future = form(new Form().file("1", "").file("2", "abc"))
                .forEach(file -> later.thenCompose(nothing -> file.saveTo(folder.resolve(file.safeFileName()))));
        later.complete(null);
        assertThat(AsyncFiles.await(future)).containsExactly(0L, 3L);
    }

    @Test
    void aBodyHasTheNameThatItsHeadersGiveIt() throws Exception {
        HttpHeaders headers = raw(1);
        headers.set(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"../a.txt\"");
        assertThat(AsyncFiles.await(upload(headers, ScriptedBody.of("x"))
                        .forEach(file -> CompletableFuture.completedFuture(
                                file.fieldName() + "|" + file.declaredFileName() + "|" + file.safeFileName()))))
                .containsExactly("|../a.txt|a.txt");
    }
}

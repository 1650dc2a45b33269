// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What has come of a form, each file under the name of its field. */
record SavedForm(String type, Map<String, List<String>> fields, List<String> saved) {

    static CompletableFuture<SavedForm> of(FileUpload upload, Path dir) {
        return upload.forEach(file -> file.saveTo(dir.resolve(file.fieldName()))
                        .thenApply(
                                bytes -> file.fieldName() + ": " + file.declaredFileName() + ", " + file.contentType()))
                .thenApply(saved -> new SavedForm(
                        upload.contentType().getType() + "/"
                                + upload.contentType().getSubtype(),
                        upload.fields(),
                        saved));
    }
}

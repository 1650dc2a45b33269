// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import io.github.asyncfiles.spring.web.FileUploadException;
import io.github.asyncfiles.spring.web.FileUploadException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Files over HTTP. Every method returns at once; no request thread waits for the disk, or for a client. */
@RestController
@RequestMapping("/files")
class FileController {

    private final Folder folder;

    FileController(Folder folder) {
        this.folder = folder;
    }

    @GetMapping
    CompletableFuture<List<FileInfo>> list() {
        return folder.list();
    }

    /** Takes the files of a form, each under the name it has there. None replaces another. */
    @PostMapping
    CompletableFuture<List<FileInfo>> create(FileUpload upload) {
        if (!upload.isMultipart()) {
            throw new FileUploadException(Reason.UNSUPPORTED, "Files are sent here as multipart/form-data", null);
        }
        return folder.create(upload);
    }

    /** Takes a body, or the only file of a form, instead of what was there. */
    @PutMapping("/{name}")
    CompletableFuture<FileInfo> put(@PathVariable String name, FileUpload upload) {
        return folder.put(name, upload);
    }

    @GetMapping("/{name}")
    FileDownload get(@PathVariable String name) {
        return folder.download(name);
    }

    @GetMapping(path = "/{name}/text", produces = "text/plain;charset=UTF-8")
    CompletableFuture<String> text(@PathVariable String name) {
        return folder.text(name);
    }

    @GetMapping("/{name}/attributes")
    CompletableFuture<FileInfo> attributes(@PathVariable String name) {
        return folder.attributes(name);
    }

    @DeleteMapping("/{name}")
    CompletableFuture<ResponseEntity<Void>> delete(@PathVariable String name) {
        return folder.delete(name)
                .thenApply(deleted -> ResponseEntity.noContent().build());
    }
}

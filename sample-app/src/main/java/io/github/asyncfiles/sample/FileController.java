// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Files over HTTP. Every method returns at once; no request thread waits for the disk. */
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

    // A form is no file: on either stack, the framework would take its body for itself.
    @PutMapping(path = "/{name}", consumes = "!application/x-www-form-urlencoded")
    CompletableFuture<FileInfo> put(
            @PathVariable String name, @RequestBody(required = false) byte @Nullable [] content) {
        return folder.write(name, content != null ? content : new byte[0]);
    }

    @GetMapping(path = "/{name}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    CompletableFuture<byte[]> bytes(@PathVariable String name) {
        return folder.bytes(name);
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

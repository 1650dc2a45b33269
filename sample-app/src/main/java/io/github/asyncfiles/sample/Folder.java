// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.sample;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFiles;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The folder with the files of the desk. Names come from strangers: each is checked before it becomes a path. */
@Service
class Folder {

    private final AsyncFileOperations files;
    private final Path folder;

    Folder(AsyncFileOperations files, FileDeskProperties properties) throws IOException {
        this.files = files;
        this.folder = properties.folder().toAbsolutePath().normalize();
        // At the start it is all right to wait.
        AsyncFiles.await(files.createDirectories(folder));
    }

    CompletableFuture<List<FileInfo>> list() {
        return AsyncFiles.toList(files.entries(folder))
                .thenApply(entries -> entries.stream()
                        .map(entry -> FileInfo.of(entry.path(), entry.attributes()))
                        .filter(info -> !info.name().startsWith("."))
                        .sorted(Comparator.comparing(FileInfo::name))
                        .toList());
    }

    CompletableFuture<List<FileInfo>> create(FileUpload upload) {
        return upload.forEach(file -> {
            Path path = resolve(file.safeFileName());
            return file.saveTo(path).thenCompose(bytes -> attributes(path));
        });
    }

    CompletableFuture<FileInfo> put(String name, FileUpload upload) {
        Path path = resolve(name);
        return upload.saveAtomicallyTo(path).thenCompose(bytes -> attributes(path));
    }

    /** What strangers have put here is saved by browsers, not shown: a page among it would run as one of this server. */
    FileDownload download(String name) {
        return FileDownload.of(resolve(name)).attachment();
    }

    CompletableFuture<String> text(String name) {
        return files.readString(resolve(name));
    }

    CompletableFuture<FileInfo> attributes(String name) {
        return attributes(resolve(name));
    }

    CompletableFuture<@Nullable Void> delete(String name) {
        return files.delete(resolve(name));
    }

    private CompletableFuture<FileInfo> attributes(Path path) {
        return files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .thenApply(attributes -> FileInfo.of(path, attributes));
    }

    /**
     * The path of an entry of this folder; nothing below it, nothing outside, and nothing hidden, as uploads are until they
     * are complete.
     */
    private Path resolve(String name) {
        if (name.isBlank() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
            throw new InvalidPathException(name, "Not the name of a file in this folder");
        }
        return folder.resolve(name);
    }
}

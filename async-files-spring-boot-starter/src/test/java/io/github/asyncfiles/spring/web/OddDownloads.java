// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.FileOperationRejectedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Downloads that go wrong, and such that count how they go. */
@RestController
@RequestMapping("/odd")
class OddDownloads {

    /** The requests that came to a controller, and those of which it was told that they have ended. */
    final Queue<String> begun = new ConcurrentLinkedQueue<>();

    final Queue<String> ended = new ConcurrentLinkedQueue<>();

    private final AsyncFileTemplate files;
    private final Path dir;

    OddDownloads(AsyncFileTemplate files, @Value("${dir}") Path dir) {
        this.files = files;
        this.dir = dir;
    }

    private FileDownload counted(FileDownload download, String id) {
        begun.add(id);
        return download.afterwards(failure -> ended.add(id));
    }

    @GetMapping("/counted/{name}")
    FileDownload download(@PathVariable String name, @RequestParam String id) {
        return counted(FileDownload.of(dir.resolve(name)), id);
    }

    @GetMapping("/below/{name}")
    FileDownload below(@PathVariable String name, @RequestParam String id) {
        return counted(FileDownload.of(dir.resolve(name).resolve("below")), id);
    }

    @GetMapping("/gone/{name}")
    CompletableFuture<FileDownload> gone(@PathVariable String name, @RequestParam String id) {
        Path path = dir.resolve(name);
        return files.exists(path)
                .thenCompose(exists -> files.delete(path))
                .thenApply(nothing -> counted(FileDownload.of(path), id));
    }

    @GetMapping("/denied/{name}")
    FileDownload denied(@PathVariable String name, @RequestParam String id) {
        return counted(FileDownload.of(failingWith(new AccessDeniedException(name)), dir.resolve(name)), id);
    }

    @GetMapping("/refused/{name}")
    FileDownload refused(@PathVariable String name, @RequestParam String id) {
        Path path = dir.resolve(name);
        return counted(
                FileDownload.of(failingWith(new FileOperationRejectedException(path, "The queue is full")), path), id);
    }

    @GetMapping("/closed/{name}")
    CompletableFuture<FileDownload> closed(@PathVariable String name, @RequestParam String id) {
        return files.open(dir.resolve(name))
                .thenCompose(file -> file.close().thenApply(nothing -> counted(FileDownload.of(file), id)));
    }

    @GetMapping("/cached/{name}")
    ResponseEntity<FileDownload> cached(@PathVariable String name, @RequestParam String id) {
        return ResponseEntity.ok()
                .cacheControl(
                        CacheControl.maxAge(java.time.Duration.ofDays(365)).cachePublic())
                .eTag("own")
                .header("Content-Disposition", "attachment")
                .body(counted(FileDownload.of(dir.resolve(name)), id));
    }

    /** Its length is said before its range is known. */
    @GetMapping("/length/{name}")
    ResponseEntity<FileDownload> length(@PathVariable String name, @RequestParam long length) {
        return ResponseEntity.ok().contentLength(length).body(FileDownload.of(dir.resolve(name)));
    }

    /** It can be opened, and there is no place in the queue to read it. */
    @GetMapping("/unread/{name}")
    FileDownload unread(@PathVariable String name, @RequestParam String id) {
        Path path = dir.resolve(name);
        var refusal = new FileOperationRejectedException(path, "The queue is full");
        return counted(FileDownload.of(opening(file -> refusingReads(file, refusal)), path), id);
    }

    private AsyncFileOperations opening(UnaryOperator<AsyncFile> change) {
        return proxy(
                AsyncFileOperations.class,
                (proxy, method, arguments) -> method.getName().equals("open")
                        ? ((CompletableFuture<?>) method.invoke(files, arguments))
                                .thenApply(file -> change.apply((AsyncFile) file))
                        : method.invoke(files, arguments));
    }

    private static AsyncFile refusingReads(AsyncFile file, Exception refusal) {
        return proxy(
                AsyncFile.class,
                (proxy, method, arguments) -> method.getName().equals("read")
                        ? CompletableFuture.failedFuture(refusal)
                        : method.invoke(file, arguments));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(OddDownloads.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static AsyncFileOperations failingWith(Exception thrown) {
        return proxy(AsyncFileOperations.class, (proxy, method, arguments) -> CompletableFuture.failedFuture(thrown));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Each operation, on one path that a test makes up. What else they need lies in the root: {@value #INSIDE}. */
final class RootOperations {

    /** A file in the root, with content of its own. */
    static final String INSIDE = "inside";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private final Map<String, Operation> all = new LinkedHashMap<>();

    /** An operation; what it results in is known when the future completes. */
    @FunctionalInterface
    interface Operation {
        CompletableFuture<?> on(AsyncFileOperations files, Path path);
    }

    /** {@return all of them, the name of the method first; after a space, how it is used} */
    static Map<String, Operation> all() {
        RootOperations operations = new RootOperations();
        operations.content();
        operations.trees();
        operations.creation();
        operations.questions();
        operations.streams();
        return operations.all;
    }

    private static Path inside() {
        return Path.of(INSIDE);
    }

    private static Path fresh() {
        return Path.of("fresh-" + NUMBER.incrementAndGet());
    }

    private void content() {
        all.put("open", (files, path) -> content(files, path));
        all.put("open READ WRITE", (files, path) -> content(files, path, READ, WRITE));
        // Which the JDK reads as READ alone.
        all.put("open CREATE_NEW", (files, path) -> content(files, path, CREATE_NEW));
        all.put("open READ CREATE", (files, path) -> content(files, path, READ, CREATE));
        all.put("open READ CREATE_NEW", (files, path) -> content(files, path, READ, CREATE_NEW));
        all.put("open READ NOFOLLOW", (files, path) -> content(files, path, READ, NOFOLLOW));
        all.put("open READ APPEND", (files, path) -> content(files, path, READ, APPEND));
        all.put("open APPEND", (files, path) -> files.withFile(path, file -> file.write(new byte[1]), CREATE, APPEND));
        all.put("open TRUNCATE", (files, path) -> content(files, path, READ, WRITE, TRUNCATE_EXISTING));
        all.put("open DELETE_ON_CLOSE", (files, path) -> content(files, path, READ, DELETE_ON_CLOSE));
        all.put(
                "open attributes",
                (files, path) -> files.withFile(path, AsyncFile::readAttributes, READ, WRITE)
                        .thenApply(BasicFileAttributes::size));
        all.put("open CREATE", (files, path) -> files.withFile(path, file -> file.write(new byte[1]), CREATE, WRITE));
        all.put("openText", (files, path) -> files.withTextFile(path, TextFormat.UTF_8, AsyncTextFile::readLine));
        all.put("readAllBytes", (files, path) -> files.readAllBytes(path).thenApply(String::new));
        all.put("readString", (files, path) -> files.readString(path));
        all.put("readAllLines", (files, path) -> files.readAllLines(path));
        all.put("write", (files, path) -> files.write(path, new byte[10]));
        all.put("write lines", (files, path) -> files.write(path, List.of("line")));
        all.put("write publisher", (files, path) -> files.write(path, files.read(inside())));
        all.put("writeString", (files, path) -> files.writeString(path, "written"));
        all.put("mismatch", (files, path) -> files.mismatch(path, inside()));
        all.put("mismatch with", (files, path) -> files.mismatch(inside(), path));
        all.put("copy stream", (files, path) -> files.copy(in(), path));
        all.put("copy stream REPLACE", (files, path) -> files.copy(in(), path, REPLACE_EXISTING));
        all.put("copy out", (files, path) -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            return files.copy(path, out).thenApply(count -> out.toString());
        });
        all.put(
                "temporaryFile",
                (files, path) -> files.temporaryFile(path, "pre", null)
                        .thenCompose(file -> file.write(new byte[9]).thenCompose(n -> file.close())));
    }

    private static CompletableFuture<String> content(AsyncFileOperations files, Path path, OpenOption... options) {
        return files.withFile(path, AsyncFile::readAllBytes, options).thenApply(String::new);
    }

    private static InputStream in() {
        return new ByteArrayInputStream(new byte[] {1, 2, 3});
    }

    private void trees() {
        all.put("copy", (files, path) -> copied(files, files.copy(path, fresh())));
        all.put("copy NOFOLLOW", (files, path) -> copied(files, files.copy(path, fresh(), NOFOLLOW)));
        all.put("copy to", (files, path) -> files.copy(inside(), path));
        all.put("copy REPLACE", (files, path) -> files.copy(inside(), path, REPLACE_EXISTING));
        all.put("copyRecursively", (files, path) -> copied(files, files.copyRecursively(path, fresh())));
        all.put("copyRecursively to", (files, path) -> files.copyRecursively(inside(), path));
        all.put("move", (files, path) -> copied(files, files.move(path, fresh())));
        all.put(
                "move to",
                (files, path) ->
                        files.copy(inside(), fresh()).thenCompose(copy -> files.move(copy, path, REPLACE_EXISTING)));
        all.put("moveWithParents", (files, path) -> copied(files, files.moveWithParents(path, fresh())));
        all.put("delete", (files, path) -> files.delete(path));
        all.put("deleteIfExists", AsyncFileOperations::deleteIfExists);
        all.put("deleteRecursively", AsyncFileOperations::deleteRecursively);
        all.put("deleteWithEmptyParents", (files, path) -> files.deleteWithEmptyParents(path));
    }

    /** {@return what has got into the root, if anything has} */
    private static CompletableFuture<?> copied(AsyncFileOperations files, CompletableFuture<Path> copy) {
        return copy.thenCompose(path -> files.isRegularFile(path, NOFOLLOW)
                .thenCompose(file -> file
                        ? files.readString(path)
                        : AsyncFiles.toList(files.walk(path)).thenApply(String::valueOf)));
    }

    private void creation() {
        all.put("createFile", (files, path) -> files.createFile(path));
        all.put("createDirectory", (files, path) -> files.createDirectory(path));
        all.put("createDirectories", (files, path) -> files.createDirectories(path.resolve("a/b")));
        all.put("createTempFile", (files, path) -> files.createTempFile(path, "pre", ".suf"));
        all.put("createTempDirectory", (files, path) -> files.createTempDirectory(path, "pre"));
        all.put("createSymbolicLink", (files, path) -> files.createSymbolicLink(path, inside()));
        all.put("createLink", (files, path) -> files.createLink(path, inside()));
        all.put("createLink to", (files, path) -> copied(files, files.createLink(fresh(), path)));
    }

    private void questions() {
        all.put("readSymbolicLink", AsyncFileOperations::readSymbolicLink);
        all.put("exists", (files, path) -> files.exists(path));
        all.put("notExists", (files, path) -> files.notExists(path));
        all.put("isDirectory", (files, path) -> files.isDirectory(path));
        all.put("isRegularFile", (files, path) -> files.isRegularFile(path));
        all.put("isSymbolicLink", AsyncFileOperations::isSymbolicLink);
        all.put("isReadable", AsyncFileOperations::isReadable);
        all.put("isWritable", AsyncFileOperations::isWritable);
        all.put("isExecutable", AsyncFileOperations::isExecutable);
        all.put("isHidden", AsyncFileOperations::isHidden);
        all.put("isSameFile", (files, path) -> files.isSameFile(path, inside()));
        all.put("isSameFile as", (files, path) -> files.isSameFile(inside(), path));
        all.put("size", AsyncFileOperations::size);
        all.put("probeContentType", AsyncFileOperations::probeContentType);
        all.put("getFileStore", AsyncFileOperations::getFileStore);
        all.put("getUsableSpace", AsyncFileOperations::getUsableSpace);
        all.put(
                "readAttributes",
                (files, path) ->
                        files.readAttributes(path, BasicFileAttributes.class).thenApply(BasicFileAttributes::size));
        all.put(
                "readAttributes posix",
                (files, path) ->
                        files.readAttributes(path, PosixFileAttributes.class).thenApply(BasicFileAttributes::size));
        all.put("readAttributes names", (files, path) -> files.readAttributes(path, "size,lastModifiedTime"));
        all.put("getAttribute", (files, path) -> files.getAttribute(path, "size"));
        all.put("setAttribute", (files, path) -> files.setAttribute(path, "lastModifiedTime", FileTime.fromMillis(7)));
        all.put(
                "setAttribute NOFOLLOW",
                (files, path) -> files.setAttribute(path, "lastModifiedTime", FileTime.fromMillis(7), NOFOLLOW));
        all.put(
                "setAttribute permissions NOFOLLOW",
                (files, path) -> files.setAttribute(
                        path, "posix:permissions", PosixFilePermissions.fromString("rwxrwxrwx"), NOFOLLOW));
        all.put("setAttribute mode NOFOLLOW", (files, path) -> files.setAttribute(path, "unix:mode", 0777, NOFOLLOW));
        all.put("readAttributes user", (files, path) -> files.readAttributes(path, "user:*"));
        all.put("readAttributes dos", (files, path) -> files.readAttributes(path, "dos:*"));
        all.put("getLastModifiedTime", (files, path) -> files.getLastModifiedTime(path));
        all.put("setLastModifiedTime", (files, path) -> files.setLastModifiedTime(path, FileTime.fromMillis(7)));
        all.put("getPosixFilePermissions", (files, path) -> files.getPosixFilePermissions(path));
        all.put(
                "setPosixFilePermissions",
                (files, path) -> files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx")));
        all.put("getOwner", (files, path) -> files.getOwner(path));
        all.put(
                "setOwner",
                (files, path) -> files.getOwner(inside()).thenCompose(owner -> files.setOwner(path, owner)));
    }

    private void streams() {
        all.put("list", (files, path) -> AsyncFiles.toList(files.list(path)));
        all.put("entries", (files, path) -> AsyncFiles.toList(files.entries(path)));
        all.put("walk", (files, path) -> AsyncFiles.toList(files.walk(path)));
        all.put("find", (files, path) -> AsyncFiles.toList(files.find(path, 9, (found, attributes) -> true)));
        all.put("read", (files, path) -> AsyncFiles.toList(files.read(path)).thenApply(RootOperations::text));
        all.put("lines", (files, path) -> AsyncFiles.toList(files.lines(path)));
        all.put("tail", (files, path) -> first(files.tail(path, TailFrom.beginning())));
        all.put("watch", (files, path) -> first(files.watch(path)));
        all.put("watchRecursively", (files, path) -> first(files.watchRecursively(path)));
        all.put("under", (files, path) -> AsyncFiles.toList(files.under(path).list(Path.of(""))));
    }

    private static String text(List<ByteBuffer> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(java.nio.charset.StandardCharsets.UTF_8.decode(chunk)));
        return text.toString();
    }

    /** Of a stream that need not end: its first element. */
    static <T> CompletableFuture<@Nullable T> first(Flow.Publisher<T> publisher) {
        CompletableFuture<@Nullable T> first = new CompletableFuture<>();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                first.whenComplete((element, failure) -> subscription.cancel());
                subscription.request(1);
            }

            @Override
            public void onNext(T element) {
                first.complete(element);
            }

            @Override
            public void onError(Throwable failure) {
                first.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                first.complete(null);
            }
        });
        return first;
    }

    private RootOperations() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileTemplate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A program that reads files in all ways and prints, for each of them, {@code right}, what was wrong, or the failure; and
 * at the end how many descriptors are left. {@link InjectionTest} runs it while system calls fail.
 */
final class Injected {

    private static final int ROUNDS = 3;

    private Injected() {}

    /** The content of the files, which depends on nothing but their size. */
    static byte[] content(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 80 == 79 ? '\n' : 'a' + i / 80 % 26);
        }
        return bytes;
    }

    private interface Call {
        CompletableFuture<?> on(AsyncFileTemplate files) throws Exception;
    }

    /** Arguments: a directory with the files {@code small} (1,000 bytes) and {@code large} (100,000 bytes). */
    public static void main(String[] arguments) throws Exception {
        Path small = Path.of(arguments[0], "small");
        Path large = Path.of(arguments[0], "large");
        // What the JDK opens once and keeps is open now.
        Files.readAllBytes(Path.of("/proc/version"));
        descriptors();
        try (AsyncFileTemplate files =
                AsyncFileTemplate.builder().engine("linux").build()) {
            files.readAllBytes(Path.of("/etc/hostname"))
                    .exceptionally(t -> null)
                    .get(10, TimeUnit.SECONDS);
            long before = descriptors();
            for (int round = 0; round < ROUNDS; round++) {
                for (var call : calls(small, large).entrySet()) {
                    print(call.getKey(), call.getValue(), files);
                }
            }
            System.out.println("descriptors left: " + (descriptors() - before));
            System.out.println("files open: " + files.openFiles());
        }
    }

    private static Map<String, Call> calls(Path small, Path large) {
        byte[] few = content(1_000);
        byte[] many = content(100_000);
        Map<String, Call> calls = new LinkedHashMap<>();
        for (Path path : new Path[] {small, large}) {
            byte[] content = path == small ? few : many;
            String name = " " + path.getFileName();
            calls.put("readAllBytes" + name, files -> right(files.readAllBytes(path), content));
            calls.put(
                    "readString" + name,
                    files -> files.readString(path).thenApply(text -> right(text.getBytes(), content)));
            calls.put("size" + name, files -> files.size(path).thenApply(size -> size == content.length));
            calls.put("exists" + name, files -> files.exists(path));
            calls.put("isRegularFile" + name, files -> files.isRegularFile(path));
            calls.put(
                    "readAttributes" + name,
                    files -> files.readAttributes(path, BasicFileAttributes.class)
                            .thenApply(
                                    attributes -> attributes.isRegularFile() && attributes.size() == content.length));
            calls.put(
                    "getLastModifiedTime" + name,
                    files -> files.getLastModifiedTime(path).thenApply(time -> time.toMillis() > 0));
            calls.put(
                    "read at" + name,
                    files -> files.withFile(path, file -> {
                        ByteBuffer buffer = ByteBuffer.allocate(content.length);
                        return right(file.read(buffer, 0).thenApply(count -> buffer.array()), content);
                    }));
            calls.put(
                    "read direct" + name,
                    files -> files.withFile(path, file -> {
                        ByteBuffer buffer = ByteBuffer.allocateDirect(content.length);
                        return file.read(buffer, 0)
                                .thenApply(count -> buffer.flip().equals(ByteBuffer.wrap(content)));
                    }));
            calls.put("read" + name, files -> files.withFile(path, file -> right(file.read(content.length), content)));
            calls.put(
                    "readLine" + name,
                    files -> files.withFile(path, file -> right(file.readLine(), Arrays.copyOf(content, 79))));
            calls.put(
                    "size of open" + name,
                    files -> files.withFile(path, AsyncFile::size).thenApply(size -> size == content.length));
        }
        return calls;
    }

    private static CompletableFuture<Boolean> right(CompletableFuture<byte[]> future, byte[] content) {
        return future.thenApply(bytes -> right(bytes, content));
    }

    private static boolean right(byte[] bytes, byte[] content) {
        return Arrays.equals(bytes, content);
    }

    private static void print(String name, Call call, AsyncFileTemplate files) throws Exception {
        try {
            Object result = call.on(files).get(10, TimeUnit.SECONDS);
            System.out.println(name + ": " + (Boolean.TRUE.equals(result) ? "right" : "wrong " + result));
        } catch (ExecutionException e) {
            Throwable failure = e.getCause();
            System.out.println(name + ": " + failure.getClass().getName() + ": " + failure.getMessage());
        }
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}

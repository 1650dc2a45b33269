// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@link AsyncFileOperations} equal to {@link Files}. */
class FilesParityTest {

    /** What of Files has no twin, and why. */
    private static final Map<String, String> WITHOUT_TWIN = Map.ofEntries(
            Map.entry("newInputStream", "gives out something that blocks"),
            Map.entry("newOutputStream", "gives out something that blocks"),
            Map.entry("newBufferedReader", "gives out something that blocks"),
            Map.entry("newBufferedWriter", "gives out something that blocks"),
            Map.entry("newByteChannel", "gives out something that blocks"),
            Map.entry("newDirectoryStream", "gives out something that blocks; list and entries publish instead"),
            Map.entry("getFileAttributeView", "gives out something that blocks; readAttributes and setAttribute serve"),
            Map.entry("walkFileTree", "calls back from within the walk, on a thread that must not block"));

    /** What there is beyond Files. */
    private static final Set<String> BEYOND = Set.of(
            "copyRecursively",
            "deleteRecursively",
            "deleteWithEmptyParents",
            "moveWithParents",
            "entries",
            "read",
            "lines",
            "write",
            "tail",
            "watch",
            "watchRecursively",
            "under",
            "getUsableSpace",
            "open",
            "openText",
            "withFile",
            "withTextFile",
            "temporaryFile",
            "spooledFile",
            "temporaryDirectory",
            "withTemporaryFile",
            "withTemporaryDirectory");

    @Test
    void everyMethodOfFilesHasItsTwin() {
        Set<String> twins = Stream.of(AsyncFileOperations.class.getMethods())
                .map(FilesParityTest::signature)
                .collect(toSet());

        assertThat(filesMethods().map(FilesParityTest::signature)).isSubsetOf(twins);
    }

    @Test
    void everyTwinReturnsAFutureOfWhatFilesReturns() {
        Map<String, Method> originals = filesMethods().collect(toMap(FilesParityTest::signature, method -> method));

        for (Method twin : AsyncFileOperations.class.getMethods()) {
            Method original = originals.get(signature(twin));
            if (original == null) {
                continue;
            }
            boolean stream = original.getReturnType() == Stream.class;
            assertThat(twin.getReturnType())
                    .as(twin.toGenericString())
                    .isEqualTo(stream ? Flow.Publisher.class : CompletableFuture.class);
            Type result = ((ParameterizedType) twin.getGenericReturnType()).getActualTypeArguments()[0];
            Type expected = stream
                    ? ((ParameterizedType) original.getGenericReturnType()).getActualTypeArguments()[0]
                    : boxed(original.getGenericReturnType());
            assertThat(result.getTypeName()).as(twin.toGenericString()).isEqualTo(expected.getTypeName());
        }
    }

    @Test
    void whatHasNoCounterpartInFilesIsKnown() {
        Set<String> originals = filesMethods().map(FilesParityTest::signature).collect(toSet());

        assertThat(Stream.of(AsyncFileOperations.class.getMethods())
                        .filter(method -> !originals.contains(signature(method)))
                        .map(Method::getName)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(BEYOND);
    }

    @Test
    void everyOperationHasItsConstant() {
        Set<String> madeOfOthers = Set.of(
                "withFile",
                "withTextFile",
                "withTemporaryFile",
                "withTemporaryDirectory",
                "withLock",
                "tryLock",
                "writeLines");
        assertThat(Stream.of(AsyncFileOperations.class, AsyncFile.class, AsyncTextFile.class)
                        .flatMap(type -> Stream.of(type.getMethods()))
                        .filter(method -> method.getReturnType() == CompletableFuture.class
                                || method.getReturnType() == Flow.Publisher.class)
                        .map(Method::getName)
                        .filter(name -> !madeOfOthers.contains(name))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FileOperation.values())
                        .map(FileOperation::methodName)
                        .toList());
    }

    private static Stream<Method> filesMethods() {
        return Stream.of(Files.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !WITHOUT_TWIN.containsKey(method.getName()));
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    private static Type boxed(Type type) {
        Map<Type, Type> boxes = Map.of(boolean.class, Boolean.class, long.class, Long.class, void.class, Void.class);
        return boxes.getOrDefault(type, type);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A native image can make only those native calls that its builder was told of: the metadata has each call that
 * {@link SystemCalls} links, and none besides.
 */
class NativeImageTest {

    private static final String METADATA =
            "/META-INF/native-image/io.github.asyncfiles/async-files-linux/reachability-metadata.json";

    private static final Pattern DOWNCALL = Pattern.compile(
            "\"returnType\": \"(?<result>[^\"]+)\",\\s*\"parameterTypes\": \\[(?<parameters>[^]]*)],\\s*"
                    + "\"options\": \\{(?<options>[^}]*)}");

    private static final Map<Class<?>, String> NAMES =
            Map.of(int.class, "jint", long.class, "jlong", MemorySegment.class, "void*");

    private final JavaClass systemCalls = new ClassFileImporter().importClass(SystemCalls.class);

    @Test
    void theMetadataHasEachCallThatIsLinked() throws IllegalAccessException, IOException {
        List<String> linked = new ArrayList<>();
        for (Field field : SystemCalls.class.getDeclaredFields()) {
            if (field.getType() == MethodHandle.class) {
                field.setAccessible(true);
                linked.add(described(((MethodHandle) field.get(null)).type()));
            }
        }

        assertThat(downcalls())
                .extracting(downcall -> downcall.group("result") + "("
                        + downcall.group("parameters").replace("\"", "") + ")")
                .containsExactlyInAnyOrderElementsOf(linked);
        assertThat(calls(Linker.class, "downcallHandle")).hasSize(1);
        assertThat(calls(SystemCalls.class, "link")).hasSameSizeAs(linked);
    }

    /** The place for {@code errno} comes first in a handle; in what is linked it is an option. */
    private static String described(MethodType handle) {
        assertThat(handle.parameterType(0)).isEqualTo(MemorySegment.class);
        return NAMES.get(handle.returnType())
                + handle.dropParameterTypes(0, 1).parameterList().stream()
                        .map(NAMES::get)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Test
    void andTheOptionsItIsLinkedWith() throws IOException {
        assertThat(downcalls())
                .extracting(downcall -> downcall.group("options").trim())
                .containsOnly("\"firstVariadicArg\": " + SystemCalls.FIRST_VARIADIC + ", \"captureCallState\": true");
        assertThat(systemCalls.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isEquivalentTo(Linker.Option.class))
                        .map(JavaMethodCall::getName))
                .containsOnly("captureStateLayout", "firstVariadicArg", "captureCallState");
    }

    private List<JavaMethodCall> calls(Class<?> owner, String name) {
        return systemCalls.getMethodCallsFromSelf().stream()
                .filter(call -> call.getTargetOwner().isEquivalentTo(owner)
                        && call.getName().equals(name))
                .toList();
    }

    private static List<MatchResult> downcalls() throws IOException {
        try (InputStream metadata = SystemCalls.class.getResourceAsStream(METADATA)) {
            String json = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            List<MatchResult> downcalls = DOWNCALL.matcher(json).results().toList();
            // None that this pattern does not understand.
            assertThat(json.split("returnType", -1)).hasSize(downcalls.size() + 1);
            return downcalls;
        }
    }
}

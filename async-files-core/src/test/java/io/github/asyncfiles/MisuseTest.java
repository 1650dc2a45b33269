// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncfiles.spi.BufferAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Misuse throws at once, on the caller, and names the argument. */
class MisuseTest {

    @AutoClose
    private final AsyncFileTemplate files = AsyncFileTemplate.create();

    @TestFactory
    Stream<DynamicTest> nullIsRefusedByName() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Method method : AsyncFileOperations.class.getMethods()) {
            for (int i = 0; i < method.getParameterCount(); i++) {
                int missing = i;
                Parameter parameter = method.getParameters()[i];
                if (!isNullable(parameter) && !parameter.getType().isPrimitive()) {
                    tests.add(DynamicTest.dynamicTest(method.getName() + " without " + parameter.getName(), () -> {
                        Object[] arguments = arguments(method);
                        arguments[missing] = null;
                        assertThat(thrownBy(method, arguments))
                                .isInstanceOf(NullPointerException.class)
                                .hasMessage(parameter.getName());
                    }));
                }
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aNullOptionIsRefusedByName() {
        return Stream.of(AsyncFileOperations.class.getMethods())
                .filter(Method::isVarArgs)
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> {
                    Object[] arguments = arguments(method);
                    int last = arguments.length - 1;
                    arguments[last] = Array.newInstance(method.getParameterTypes()[last].getComponentType(), 1);
                    assertThat(thrownBy(method, arguments))
                            .isInstanceOf(NullPointerException.class)
                            .hasMessage(method.getParameters()[last].getName() + "[0]");
                }));
    }

    @TestFactory
    Stream<DynamicTest> aClosedTemplateRefusesEverything() {
        AsyncFileTemplate closed = AsyncFileTemplate.create();
        closed.close();
        return Stream.of(AsyncFileOperations.class.getMethods())
                .map(method -> DynamicTest.dynamicTest(
                        method.getName(),
                        () -> assertThat(catchThrowable(() -> method.invoke(closed, arguments(method)))
                                        .getCause())
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("closed")));
    }

    @Test
    void aTemplateThatIsClosedLaterFailsItsPublishers() {
        AsyncFileTemplate closed = AsyncFileTemplate.create();
        Flow.Publisher<Path> publisher = closed.list(Path.of("."));
        closed.close();

        assertThat(Outcomes.failureOf(AsyncFiles.toList(publisher))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aViewIsNotClosedByItself() {
        ((AsyncFileTemplate) files.completeOn(Runnable::run)).close();
        assertThat(Outcomes.valueOf(files.exists(Path.of(".")))).isTrue();
    }

    @Test
    void closingTwiceIsFine() {
        AsyncFileTemplate closed = AsyncFileTemplate.create();
        closed.close();
        assertThat(closed.close(Duration.ZERO)).isEmpty();
    }

    @Test
    void wrongSettingsAreRefusedWithNameAndValue() {
        AsyncFileTemplateBuilder builder = AsyncFileTemplate.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxThreads(0))
                .withMessage("maxThreads must be at least 1, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.queueCapacity(-1))
                .withMessageContainingAll("queueCapacity", "-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxFileSize(0))
                .withMessageContainingAll("maxFileSize", "0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.keepAlive(Duration.ZERO))
                .withMessageContainingAll("keepAlive", "PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout(Duration.ofMillis(-1)))
                .withMessageContainingAll("timeout", "PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.shutdownTimeout(Duration.ofMillis(-1)))
                .withMessageContaining("shutdownTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> files.close(Duration.ofMillis(-1)))
                .withMessageContaining("timeout");
        assertThatNullPointerException().isThrownBy(() -> builder.charset(null)).withMessage("charset");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.executor(null))
                .withMessage("executor");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.observer(null))
                .withMessage("observer");
        assertThatNullPointerException()
                .isThrownBy(() -> files.completeOn(null))
                .withMessage("executor");
        assertThatNullPointerException()
                .isThrownBy(() -> AsyncFiles.await(null))
                .withMessage("stage");
        assertThatNullPointerException()
                .isThrownBy(() -> AsyncFiles.toList(null))
                .withMessage("publisher");
        assertThatNullPointerException()
                .isThrownBy(() -> files.list(Path.of(".")).subscribe(null))
                .withMessage("subscriber");
    }

    @Test
    void anUnknownEngineIsRefusedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsyncFileTemplate.builder().engine("steam").build())
                .withMessageContainingAll("steam", "auto", "portable");
    }

    @Test
    void statesAreNotConfused() {
        assertThatIllegalStateException().isThrownBy(() -> {
            AsyncFileTemplate closed = AsyncFileTemplate.create();
            closed.close();
            closed.completeOn(Runnable::run).exists(Path.of("."));
        });
    }

    private Throwable thrownBy(Method method, Object[] arguments) {
        return catchThrowable(() -> {
            try {
                method.invoke(files, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static boolean isNullable(Parameter parameter) {
        AnnotatedType type = parameter.getAnnotatedType();
        return ((AnnotatedElement) type).isAnnotationPresent(Nullable.class);
    }

    private static Object[] arguments(Method method) {
        return Stream.of(method.getParameterTypes()).map(MisuseTest::argument).toArray();
    }

    private static Object argument(Class<?> type) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        if (type == Path.class) {
            return Path.of("no-such-directory", "file");
        }
        if (type == Charset.class) {
            return StandardCharsets.UTF_8;
        }
        if (type == Class.class) {
            return BasicFileAttributes.class;
        }
        if (type == FileTime.class) {
            return FileTime.fromMillis(0);
        }
        if (type == Set.class) {
            return Set.of();
        }
        if (type == Iterable.class) {
            return List.of();
        }
        if (type == InputStream.class) {
            return InputStream.nullInputStream();
        }
        if (type == OutputStream.class) {
            return OutputStream.nullOutputStream();
        }
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == BiPredicate.class) {
            return (BiPredicate<Object, Object>) (path, attributes) -> true;
        }
        if (type == BufferAllocator.class) {
            return ByteBufferPool.of(512, 1);
        }
        if (type == Flow.Publisher.class) {
            return (Flow.Publisher<ByteBuffer>) subscriber -> {};
        }
        if (type == TailFrom.class) {
            return TailFrom.end();
        }
        if (type == TextFormat.class) {
            return TextFormat.UTF_8;
        }
        if (type == Function.class) {
            return (Function<Object, Object>) argument -> argument;
        }
        if (type == UserPrincipal.class) {
            return (UserPrincipal) () -> "somebody";
        }
        return "size";
    }
}

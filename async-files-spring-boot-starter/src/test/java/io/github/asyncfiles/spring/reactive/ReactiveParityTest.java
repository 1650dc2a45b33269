// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.spi.BufferAllocator;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Holds {@link ReactiveAsyncFileTemplate} equal to {@link AsyncFileOperations}. */
class ReactiveParityTest {

    @Test
    void theMethodsAreThoseOfTheOperationsWithTypesOfReactor() {
        assertThat(Stream.of(ReactiveAsyncFileTemplate.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(ReactiveParityTest::signature))
                .containsExactlyInAnyOrderElementsOf(originals()
                        .map(ReactiveParityTest::signature)
                        .map(ReactiveParityTest::reactive)
                        .toList());
    }

    @Test
    void nothingElseIsPublic() {
        assertThat(Stream.of(ReactiveAsyncFileTemplate.class.getConstructors()).map(Constructor::getParameterTypes))
                .containsExactlyInAnyOrder(
                        new Class<?>[] {AsyncFileOperations.class},
                        new Class<?>[] {AsyncFileOperations.class, DataBufferFactory.class});
        assertThat(ReactiveAsyncFileTemplate.class.getFields()).isEmpty();
        assertThat(ReactiveAsyncFileTemplate.class.getClasses()).isEmpty();
    }

    /** All but those that read into, or write, buffers from elsewhere: that is what data buffers are. */
    static Stream<Method> originals() {
        return Stream.of(AsyncFileOperations.class.getMethods())
                .filter(method -> !Arrays.asList(method.getParameterTypes()).contains(BufferAllocator.class));
    }

    private static String signature(Method method) {
        String parameters = Stream.of(method.getParameters())
                .map(parameter -> (isNullable(parameter) ? "nullable " : "")
                        + parameter.getParameterizedType().getTypeName()
                        + (parameter.isVarArgs() ? " all " : " ")
                        + parameter.getName())
                .collect(joining(", "));
        return Arrays.toString(method.getTypeParameters())
                + Arrays.toString(
                        method.getTypeParameters().length == 0
                                ? new Object[0]
                                : method.getTypeParameters()[0].getBounds())
                + " "
                + method.getGenericReturnType().getTypeName()
                + " "
                + method.getName()
                + "("
                + parameters
                + ")";
    }

    static boolean isNullable(Parameter parameter) {
        return ((AnnotatedElement) parameter.getAnnotatedType()).isAnnotationPresent(Nullable.class);
    }

    private static String reactive(String signature) {
        String publisher = Flow.Publisher.class.getTypeName() + "<";
        String bytes = publisher + ByteBuffer.class.getTypeName() + ">";
        int parameters = signature.indexOf('(');
        String result = signature
                .substring(0, parameters)
                .replace(bytes, publisher + DataBuffer.class.getTypeName() + ">")
                .replace(publisher, Flux.class.getTypeName() + "<")
                .replace(CompletableFuture.class.getTypeName(), Mono.class.getTypeName())
                .replace(AsyncFileOperations.class.getTypeName(), ReactiveAsyncFileTemplate.class.getTypeName());
        return result
                + signature
                        .substring(parameters)
                        .replace(
                                bytes,
                                Publisher.class.getTypeName() + "<? extends " + DataBuffer.class.getTypeName() + ">")
                        .replace(CompletionStage.class.getTypeName(), Mono.class.getTypeName());
    }
}

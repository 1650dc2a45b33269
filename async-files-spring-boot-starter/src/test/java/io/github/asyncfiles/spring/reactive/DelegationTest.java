// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncfiles.AsyncFileOperations;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.TailFrom;
import io.github.asyncfiles.TextFormat;
import io.github.asyncfiles.spi.BufferAllocator;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Each method calls its own twin, when somebody subscribes, and passes on what comes and a cancel; misuse throws at once. */
class DelegationTest {

    private static final Object RESULT = new Object();

    private final Recorder recorder = new Recorder();
    private final ReactiveAsyncFileTemplate recorded = new ReactiveAsyncFileTemplate(recorder.operations());

    @AutoClose
    private final AsyncFileTemplate files = AsyncFileTemplate.create();

    private final ReactiveAsyncFileTemplate reactive = new ReactiveAsyncFileTemplate(files);

    @TestFactory
    Stream<DynamicTest> nothingHappensUntilSubscribedAndThenEachTime() {
        return methods(method -> {
            Object[] arguments = arguments(method);
            Publisher<?> result = (Publisher<?>) method.invoke(recorded, arguments);
            assertThat(recorder.started).isEmpty();

            StepVerifier.create(result).expectNextCount(1).verifyComplete();
            StepVerifier.create(result).expectNextCount(1).verifyComplete();

            assertThat(recorder.started).hasSize(2).allSatisfy(call -> {
                assertThat(call.method.getName()).isEqualTo(method.getName());
                assertThat(passedOn(call.arguments)).isEqualTo(passedOn(expected(method, arguments)));
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> aCancelIsPassedOn() {
        return methods(method -> {
            recorder.endless = true;
            Publisher<?> result = (Publisher<?>) method.invoke(recorded, arguments(method));
            Disposable subscription = Flux.from(result).subscribe();
            assertThat(recorder.started).hasSize(1);
            assertThat(recorder.cancelled).isZero();

            subscription.dispose();

            assertThat(recorder.cancelled).isOne();
        });
    }

    @TestFactory
    Stream<DynamicTest> aFailureIsPassedOnAsItIs() {
        return methods(method -> {
            recorder.failure = new NoSuchFileException("absent");
            StepVerifier.create((Publisher<?>) method.invoke(recorded, arguments(method)))
                    .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(recorder.failure));
        });
    }

    @TestFactory
    Stream<DynamicTest> nullIsRefusedByName() {
        List<DynamicTest> tests = new ArrayList<>();
        publicMethods().forEach(method -> {
            for (int i = 0; i < method.getParameterCount(); i++) {
                int missing = i;
                Parameter parameter = method.getParameters()[i];
                if (!ReactiveParityTest.isNullable(parameter)
                        && !parameter.getType().isPrimitive()) {
                    tests.add(DynamicTest.dynamicTest(method.getName() + " without " + parameter.getName(), () -> {
                        Object[] arguments = arguments(method);
                        arguments[missing] = null;
                        assertThatNullPointerException()
                                .isThrownBy(() -> invoke(method, arguments))
                                .withMessage(parameter.getName());
                    }));
                }
            }
        });
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aNullOptionIsRefusedByName() {
        return publicMethods()
                .filter(Method::isVarArgs)
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> {
                    Object[] arguments = arguments(method);
                    int last = arguments.length - 1;
                    arguments[last] = Array.newInstance(method.getParameterTypes()[last].getComponentType(), 1);
                    assertThatNullPointerException()
                            .isThrownBy(() -> invoke(method, arguments))
                            .withMessage(method.getParameters()[last].getName() + "[0]");
                }));
    }

    @TestFactory
    Stream<DynamicTest> aNegativeNumberIsRefusedByName() {
        List<DynamicTest> tests = new ArrayList<>();
        publicMethods().forEach(method -> {
            for (int i = 0; i < method.getParameterCount(); i++) {
                int negative = i;
                Parameter parameter = method.getParameters()[i];
                if (parameter.getType().isPrimitive()) {
                    tests.add(DynamicTest.dynamicTest(
                            method.getName() + " with negative " + parameter.getName(), () -> {
                                Object[] arguments = arguments(method);
                                arguments[negative] = parameter.getType() == int.class ? (Object) (-1) : (Object) (-1L);
                                assertThatIllegalArgumentException()
                                        .isThrownBy(() -> invoke(method, arguments))
                                        .withMessage(parameter.getName() + " must be at least 0, not -1");
                            }));
                }
            }
        });
        assertThat(tests).hasSizeGreaterThanOrEqualTo(6);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aClosedTemplateFailsMonosAndRefusesToMakeFluxes() {
        files.close();
        return publicMethods()
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> {
                    Throwable failure = catchThrowable(() -> {
                        Publisher<?> result = (Publisher<?>) invoke(method, arguments(method));
                        assertThat(result).isInstanceOf(Mono.class);
                        ((Mono<?>) result).block();
                    });
                    assertThat(failure)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                }));
    }

    @Test
    void theConstructorsRefuseNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> new ReactiveAsyncFileTemplate(null))
                .withMessage("files");
        assertThatNullPointerException()
                .isThrownBy(() -> new ReactiveAsyncFileTemplate(files, null))
                .withMessage("bufferFactory");
    }

    // How

    private interface Check {
        void of(Method method) throws Exception;
    }

    private Stream<DynamicTest> methods(Check check) {
        return publicMethods()
                // All but the view, which begins nothing.
                .filter(method -> Publisher.class.isAssignableFrom(method.getReturnType()))
                .map(method -> DynamicTest.dynamicTest(method.getName() + method.getParameterCount(), () -> {
                    recorder.reset();
                    check.of(method);
                }));
    }

    private static Stream<Method> publicMethods() {
        return Stream.of(ReactiveAsyncFileTemplate.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()));
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(reactive, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Without those that are made for the call. */
    private static List<Object> passedOn(Object[] arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !(argument instanceof Function)
                        && !(argument instanceof Publisher)
                        && !(argument instanceof Flow.Publisher)
                        && !(argument instanceof BufferAllocator))
                .toList();
    }

    private static Object[] expected(Method method, Object[] arguments) {
        // The whole file is a part of it.
        boolean whole = method.getName().equals("read") && arguments.length == 1;
        return whole ? new Object[] {arguments[0], 0L, Long.MAX_VALUE} : arguments;
    }

    private static Object[] arguments(Method method) {
        return Stream.of(method.getParameterTypes())
                .map(DelegationTest::argument)
                .toArray();
    }

    private static Object argument(Class<?> type) {
        if (type == byte[].class) {
            return new byte[1];
        }
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
        if (type == Publisher.class) {
            return Flux.never();
        }
        if (type == TailFrom.class) {
            return TailFrom.end();
        }
        if (type == TextFormat.class) {
            return TextFormat.UTF_8;
        }
        if (type == Function.class) {
            return (Function<Object, Object>) Mono::just;
        }
        if (type == UserPrincipal.class) {
            return (UserPrincipal) () -> "somebody";
        }
        return "size";
    }

    private record Call(Method method, Object[] arguments) {}

    /** Operations that do nothing but remember that they were asked. */
    private static final class Recorder {

        private final List<Call> started = new ArrayList<>();
        private int cancelled;
        private boolean endless;
        private Throwable failure;

        void reset() {
            started.clear();
            cancelled = 0;
            endless = false;
            failure = null;
        }

        AsyncFileOperations operations() {
            return (AsyncFileOperations) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {AsyncFileOperations.class},
                    (proxy, method, arguments) -> {
                        Call call = new Call(method, arguments == null ? new Object[0] : arguments);
                        return method.getReturnType() == CompletableFuture.class ? future(call) : publisher(call);
                    });
        }

        private CompletableFuture<Object> future(Call call) {
            started.add(call);
            CompletableFuture<Object> future = new CompletableFuture<>();
            future.whenComplete((result, thrown) -> cancelled += future.isCancelled() ? 1 : 0);
            if (failure != null) {
                future.completeExceptionally(failure);
            } else if (!endless) {
                future.complete(RESULT);
            }
            return future;
        }

        private Flow.Publisher<Object> publisher(Call call) {
            return subscriber -> {
                started.add(call);
                subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long n) {
                        if (failure != null) {
                            subscriber.onError(failure);
                        } else if (!endless) {
                            subscriber.onNext(RESULT);
                            subscriber.onComplete();
                        }
                    }

                    @Override
                    public void cancel() {
                        cancelled++;
                    }
                });
            };
        }
    }
}

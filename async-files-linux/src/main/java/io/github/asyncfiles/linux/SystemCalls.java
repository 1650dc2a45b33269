// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The one door to the system: {@code syscall(2)} of the C library. All calls go through it, so that it does not matter
 * which of them the library knows by name.
 *
 * <p>What is linked here has to be in {@code META-INF/native-image} too: a native image can call nothing else.
 *
 * <p>It is never called as <em>critical</em>: the garbage collector does not wait for it.
 */
final class SystemCalls {

    /** How many bytes a place for {@code errno} takes. */
    static final long ERRNO_BYTES = Linker.Option.captureStateLayout().byteSize();

    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code syscall(long number, ...)}. */
    static final int FIRST_VARIADIC = 1;

    /** {@code (MemorySegment errno, long number, six more longs) -> long}. */
    private static final MethodHandle SYSCALL =
            link(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /** The same with one argument more, which the system does not look at: memory that is kept alive meanwhile. */
    private static final MethodHandle SYSCALL_HOLDING =
            link(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);

    private SystemCalls() {}

    @SuppressWarnings("restricted") // That is the point.
    private static MethodHandle link(MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup()
                .find("syscall")
                .orElseThrow(() -> new UnsatisfiedLinkError("The C library has no syscall function"));
        return linker.downcallHandle(
                address,
                FunctionDescriptor.of(JAVA_LONG, arguments),
                Linker.Option.firstVariadicArg(FIRST_VARIADIC),
                Linker.Option.captureCallState("errno"));
    }

    /**
     * Calls the system. What arguments point to belongs to the caller, and must stay alive until this returns.
     *
     * @param errno at least {@link #ERRNO_BYTES} that nobody else writes meanwhile
     * @param number of the system call
     * @return its result, or the negated error number
     */
    static long call(MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
        try {
            return result(errno, (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw new AssertionError("A downcall throws nothing that is checked", t);
        }
    }

    /**
     * As {@link #call}, while some memory is kept from being freed.
     *
     * @param held what an argument points to
     * @throws IllegalStateException when it is freed already
     * @throws WrongThreadException when it belongs to another thread
     */
    static long callHolding(
            MemorySegment errno, long number, long a, long b, long c, long d, long e, long f, MemorySegment held) {
        try {
            return result(errno, (long) SYSCALL_HOLDING.invokeExact(errno, number, a, b, c, d, e, f, held));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable t) {
            throw new AssertionError("A downcall throws nothing that is checked", t);
        }
    }

    private static long result(MemorySegment errno, long returned) {
        return returned == -1 ? -errno.get(JAVA_INT, ERRNO_OFFSET) : returned;
    }
}

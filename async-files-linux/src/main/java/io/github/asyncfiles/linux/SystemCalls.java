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
import java.util.Arrays;

/**
 * The one door to the system: {@code syscall(2)} of the C library. All calls go through it, so that it does not matter
 * which of them the library knows by name.
 *
 * <p>It is never called as <em>critical</em>: the garbage collector does not wait for it.
 */
final class SystemCalls {

    /** How many bytes a place for {@code errno} takes. */
    static final long ERRNO_BYTES = Linker.Option.captureStateLayout().byteSize();

    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /** {@code (MemorySegment errno, long number, six more longs, MemorySegment kept) -> long}. */
    private static final MethodHandle SYSCALL = link();

    private SystemCalls() {}

    @SuppressWarnings("restricted") // That is the point.
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup()
                .find("syscall")
                .orElseThrow(() -> new UnsatisfiedLinkError("The C library has no syscall function"));
        MemoryLayout[] arguments = new MemoryLayout[8];
        Arrays.fill(arguments, JAVA_LONG);
        // One more than the system looks at: what a call gets as a segment cannot be freed until it returns.
        arguments[7] = ADDRESS;
        return linker.downcallHandle(
                address,
                FunctionDescriptor.of(JAVA_LONG, arguments),
                Linker.Option.firstVariadicArg(1),
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
        return call(errno, number, a, b, c, d, e, f, MemorySegment.NULL);
    }

    /**
     * Calls the system, and keeps memory of somebody else alive until that returns.
     *
     * @param kept what an argument points to
     * @return its result, or the negated error number
     * @throws IllegalStateException when the memory was freed already
     * @throws WrongThreadException when it belongs to another thread
     */
    static long call(
            MemorySegment errno, long number, long a, long b, long c, long d, long e, long f, MemorySegment kept) {
        long result;
        try {
            result = (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f, kept);
        } catch (IllegalStateException | WrongThreadException unusable) {
            throw unusable;
        } catch (Throwable t) {
            throw new AssertionError("A downcall throws nothing", t);
        }
        return result == -1 ? -errno.get(JAVA_INT, ERRNO_OFFSET) : result;
    }
}

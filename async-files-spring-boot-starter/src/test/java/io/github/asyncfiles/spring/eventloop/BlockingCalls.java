// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.eventloop;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * What blocks on an event loop, caught by BlockHound, which knows of sleeping, parking and the streams of {@code java.io},
 * and is told here of what {@code java.nio.file} and file channels call.
 */
public final class BlockingCalls {

    private static final Queue<Throwable> CAUGHT = new ConcurrentLinkedQueue<>();

    private BlockingCalls() {}

    /** Begins to catch, for good. */
    public static void install() {
        BlockHound.Builder builder = BlockHound.builder().loadIntegrations();
        for (Method method : fileSystemCalls()) {
            String descriptor = MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                    .toMethodDescriptorString();
            builder.markAsBlocking(method.getDeclaringClass(), method.getName(), descriptor);
        }
        // In memory, and seldom: which mount is met for the first time, and whether there is swap.
        builder.allowBlockingCallsInside("io.github.asyncfiles.linux.Mounts", "typeOf")
                .allowBlockingCallsInside("io.github.asyncfiles.linux.Mount", "readSwaps");
        // Of a file that is open, on a local file system, by way of /proc: both are in memory.
        builder.allowBlockingCallsInside("io.github.asyncfiles.linux.LinuxFileHandle", "tryReadAttributes");
        // Netty does not say so itself, as it does of its other allocator: it waits for a lock, but for no more than
        // memory.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free");
        // It looks for the jars of what is in a stack trace.
        builder.allowBlockingCallsInside("ch.qos.logback.classic.Logger", "buildLoggingEventAndAppend");
        builder.blockingMethodCallback(method -> {
                    BlockingOperationError error = new BlockingOperationError(method);
                    CAUGHT.add(error);
                    throw error;
                })
                .install();
    }

    /** {@return what was caught since it was asked last} */
    public static List<Throwable> caught() {
        List<Throwable> caught = new ArrayList<>();
        for (Throwable error = CAUGHT.poll(); error != null; error = CAUGHT.poll()) {
            caught.add(error);
        }
        return caught;
    }

    /** The native methods of the JDK on Unix that ask the file system, as far as this version has them. */
    static List<Method> fileSystemCalls() {
        Predicate<String> content = Set.of(
                "read0",
                "pread0",
                "readv0",
                "write0",
                "pwrite0",
                "writev0",
                "force0",
                "truncate0",
                "size0",
                "lock0",
                "seek0",
                "transferTo0",
                "transferFrom0",
                "map0")::contains;
        Predicate<String> asksNobody =
                Set.of("init", "initIDs", "strerror", "getlinelen", "fchmodatNoFollowSupported0")::contains;
        return Stream.of(
                        natives("sun.nio.fs.UnixNativeDispatcher", asksNobody.negate()),
                        natives("sun.nio.fs.LinuxNativeDispatcher", asksNobody.negate()),
                        natives("sun.nio.fs.LinuxWatchService", "inotifyAddWatch"::equals),
                        natives("sun.nio.ch.UnixFileDispatcherImpl", content),
                        natives("sun.nio.ch.FileDispatcherImpl", content),
                        natives("sun.nio.ch.FileChannelImpl", content),
                        natives("java.io.UnixFileSystem", asksNobody.negate()),
                        natives("java.io.RandomAccessFile", "open0"::equals),
                        natives("java.io.FileInputStream", "open0"::equals),
                        natives("java.io.FileOutputStream", "open0"::equals),
                        natives("java.io.FileDescriptor", name -> name.startsWith("sync")))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Method> natives(String type, Predicate<String> named) {
        try {
            return Stream.of(Class.forName(type).getDeclaredMethods())
                    .filter(method -> Modifier.isNative(method.getModifiers()) && named.test(method.getName()))
                    .toList();
        } catch (ClassNotFoundException e) {
            // On another version.
            return List.of();
        }
    }
}

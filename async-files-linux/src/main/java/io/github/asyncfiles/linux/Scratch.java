// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory for system calls, with those calls on it. Used by one thread at a time. Those that {@link ScratchPool}
 * lends are for calls that do not wait, and are freed with the last reference to them.
 *
 * <pre>
 *   0     errno
 *   64    struct iovec       { void *base; size_t length; }
 *   128   struct open_how    { u64 flags, mode, resolve; }
 *   192   an empty string
 *   256   struct statx
 *   512   a path, at most 4096 bytes with its end
 *   8192  data: {@value #DATA_BYTES} bytes
 * </pre>
 */
final class Scratch {

    /** The most content bytes it holds; one more, to see whether a file is longer than it says. */
    static final int DATA_BYTES = 64 * 1024 + 1;

    static final int MAX_PATH_BYTES = 4095;

    private static final int FIRST_HEAP_BYTES = 8 * 1024;

    private static final long IOVEC = 64;
    private static final long OPEN_HOW = 128;
    private static final long EMPTY = 192;
    private static final long STATX = 256;
    private static final long PATH = 512;
    private static final long DATA = 8192;

    private static final long AT_FDCWD = -100;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOCTTY = 0x100;
    private static final int O_PATH = 0x200000;
    private static final int RESOLVE_NO_MAGICLINKS = 0x02;
    private static final int RESOLVE_BENEATH = 0x08;
    private static final int RESOLVE_CACHED = 0x20;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_STATX_DONT_SYNC = 0x4000;
    private static final int STATX_TYPE = 0x1;
    private static final int STATX_NLINK = 0x4;
    private static final int STATX_MTIME = 0x40;
    private static final int STATX_SIZE = 0x200;
    private static final int STATX_MNT_ID = 0x1000;
    /** Of Linux 6.8; it goes into the same place, and older kernels ignore it. */
    private static final int STATX_MNT_ID_UNIQUE = 0x4000;

    private static final int STATUS =
            STATX_TYPE | STATX_NLINK | STATX_MTIME | STATX_SIZE | STATX_MNT_ID | STATX_MNT_ID_UNIQUE;

    private final Architecture architecture;
    private final MemorySegment memory;
    private final long address;
    private String path = "";
    private long directory = AT_FDCWD;
    private int rules;
    private byte[] heap = {};

    /** With room for data. */
    Scratch(Architecture architecture) {
        this(architecture, Arena.ofAuto(), DATA_BYTES);
    }

    /** In memory that ends with an arena, to be held while a call waits. */
    Scratch(Architecture architecture, Arena arena) {
        this(architecture, arena, 0);
    }

    private Scratch(Architecture architecture, Arena arena, int dataBytes) {
        this.architecture = architecture;
        this.memory = arena.allocate(DATA + dataBytes, 64);
        this.address = memory.address();
    }

    private long call(long number, long a, long b, long c, long d, long e, long f) {
        return SystemCalls.call(memory, number, a, b, c, d, e, f);
    }

    // Opening

    /**
     * Remembers the path for what follows.
     *
     * @param path of at most {@link #MAX_PATH_BYTES} bytes in UTF-8
     */
    void path(String path) {
        remember(path, AT_FDCWD, 0);
    }

    /**
     * Remembers a path that must not lead out of a directory: neither by {@code ..} nor by a link.
     *
     * @param descriptor of the directory, open as long as this is used
     * @param path as above, relative
     */
    void pathBeneath(int descriptor, String path) {
        remember(path, descriptor, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
    }

    /**
     * As {@link #pathBeneath(int, String)}.
     *
     * @param path at most {@link #MAX_PATH_BYTES} bytes
     */
    void pathBeneath(int descriptor, byte[] path) {
        pathBeneath(descriptor, "");
        MemorySegment.copy(path, 0, memory, JAVA_BYTE, PATH, path.length);
        memory.set(JAVA_BYTE, PATH + path.length, (byte) 0);
    }

    private void remember(String name, long from, int resolve) {
        memory.setString(PATH, name);
        path = name;
        directory = from;
        rules = resolve;
    }

    /** {@return the path that it remembers} */
    String path() {
        return path;
    }

    /**
     * Opens the path for reading, if all of it is in memory and nothing has to be waited for.
     *
     * @param flags more of them
     * @return a descriptor, or the negated error number: {@code EAGAIN} if it would wait
     */
    int openCached(int flags) {
        return open(O_NONBLOCK | O_NOCTTY | flags, RESOLVE_CACHED);
    }

    /**
     * As {@link #openCached}, as a mere place in the file system: the file itself is not opened.
     *
     * @param follow whether a symbolic link at the end is followed
     * @return a descriptor, or the negated error number
     */
    int locateCached(boolean follow) {
        return open(O_PATH | (follow ? 0 : architecture.noFollow()), RESOLVE_CACHED);
    }

    /**
     * As {@link #locateCached}, waiting for the disk if need be.
     *
     * @param follow whether a symbolic link at the end is followed
     * @return a descriptor, or the negated error number
     */
    int locate(boolean follow) {
        return open(O_PATH | (follow ? 0 : architecture.noFollow()), 0);
    }

    /**
     * Opens the path for reading, waiting for the disk if need be, but not for the other end of a FIFO.
     *
     * @return a descriptor, or the negated error number
     */
    int open() {
        return open(O_NONBLOCK | O_NOCTTY, 0);
    }

    private int open(int flags, int resolve) {
        memory.set(JAVA_LONG, OPEN_HOW, O_CLOEXEC | flags);
        memory.set(JAVA_LONG, OPEN_HOW + 8, 0);
        memory.set(JAVA_LONG, OPEN_HOW + 16, resolve | rules);
        long result;
        do {
            result = call(Architecture.OPENAT2, directory, address + PATH, address + OPEN_HOW, 24, 0, 0);
        } while (result == -Errno.EINTR);
        return (int) result;
    }

    void close(int descriptor) {
        // Not again after EINTR: on Linux the descriptor is gone by then, and perhaps somebody else's.
        call(architecture.close(), descriptor, 0, 0, 0, 0, 0);
    }

    // Status

    /**
     * Asks for the status of an open file, as far as it is known on this machine.
     *
     * @return 0, or the negated error number
     */
    int status(int descriptor) {
        return status(descriptor, STATUS);
    }

    private int status(int descriptor, int mask) {
        long result;
        do {
            result = call(
                    architecture.statx(),
                    descriptor,
                    address + EMPTY,
                    AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
                    mask,
                    address + STATX,
                    0);
        } while (result == -Errno.EINTR);
        return (int) result;
    }

    // What the last status said:

    private int mode() {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT, STATX + 28));
    }

    /** {@return whether the file has a name, by which it goes on after it is closed} */
    boolean isLinked() {
        return memory.get(JAVA_INT, STATX + 16) != 0;
    }

    boolean isRegularFile() {
        return (mode() & 0xF000) == 0x8000;
    }

    boolean isDirectory() {
        return (mode() & 0xF000) == 0x4000;
    }

    boolean isSymbolicLink() {
        return (mode() & 0xF000) == 0xA000;
    }

    long size() {
        return memory.get(JAVA_LONG, STATX + 40);
    }

    long lastModifiedSeconds() {
        return memory.get(JAVA_LONG, STATX + 112);
    }

    int lastModifiedNanos() {
        return memory.get(JAVA_INT, STATX + 120);
    }

    /** The number of the mount. */
    long mountId() {
        return memory.get(JAVA_LONG, STATX + 144);
    }

    /** Whether no other mount is ever given that number. */
    boolean mountIdIsUnique() {
        return (memory.get(JAVA_INT, STATX) & STATX_MNT_ID_UNIQUE) != 0;
    }

    /** Asks for the number of the mount that {@code /proc/self/mountinfo} has, and for the rest of the status again. */
    long mountIdInList(int descriptor) {
        return status(descriptor, STATUS & ~STATX_MNT_ID_UNIQUE) < 0 ? -1 : mountId();
    }

    // Reading

    /**
     * Reads what is in the page cache into memory of the caller.
     *
     * @param flags that keep it from waiting
     * @return how many bytes, 0 at the end of the file, or the negated error number: {@code EAGAIN} if it would wait
     * @throws IllegalStateException when that memory is freed already
     * @throws WrongThreadException when it belongs to another thread
     */
    int readCached(int descriptor, MemorySegment target, long position, int flags) {
        prepareRead(target.address(), target.byteSize());
        long result;
        do {
            // Five arguments and the flags: the position takes one of the two places it has, on 64 bits.
            result = SystemCalls.callHolding(
                    memory, architecture.preadv2(), descriptor, address + IOVEC, 1, position, 0, flags, target);
        } while (result == -Errno.EINTR);
        return (int) result;
    }

    private void prepareRead(long target, long length) {
        memory.set(JAVA_LONG, IOVEC, target);
        memory.set(JAVA_LONG, IOVEC + 8, length);
    }

    /**
     * Reads what is in the page cache into the data of this scratch.
     *
     * @param length at most {@link #DATA_BYTES}
     * @param flags that keep it from waiting
     * @return as {@link #readCached(int, MemorySegment, long, int)}
     */
    int readCached(int descriptor, int length, long position, int flags) {
        prepareRead(address + DATA, length);
        long result;
        do {
            result = call(architecture.preadv2(), descriptor, address + IOVEC, 1, position, 0, flags);
        } while (result == -Errno.EINTR);
        return (int) result;
    }

    /** {@return an array that begins with what was read, until something else is} */
    byte[] read(int length) {
        if (heap.length < length) {
            heap = new byte[length <= FIRST_HEAP_BYTES ? FIRST_HEAP_BYTES : DATA_BYTES];
        }
        copyTo(heap, 0, length);
        return heap;
    }

    /** Copies what was read. */
    void copyTo(byte[] target, int offset, int length) {
        MemorySegment.copy(memory, JAVA_BYTE, DATA, target, offset, length);
    }

    /** Copies what was read. */
    void copyTo(ByteBuffer target, int length) {
        if (target.hasArray()) {
            copyTo(target.array(), target.arrayOffset() + target.position(), length);
            target.position(target.position() + length);
        } else {
            target.put(memory.asSlice(DATA, length).asByteBuffer());
        }
    }
}

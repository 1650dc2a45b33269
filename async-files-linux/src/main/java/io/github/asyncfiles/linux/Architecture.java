// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import org.jspecify.annotations.Nullable;

/**
 * What differs between processors: the numbers of system calls, and one flag.
 *
 * @param close number of {@code close}
 * @param fsync number of {@code fsync}
 * @param fdatasync number of {@code fdatasync}
 * @param pread64 number of {@code pread64}
 * @param preadv2 number of {@code preadv2}
 * @param statx number of {@code statx}
 * @param noFollow the flag {@code O_NOFOLLOW}
 */
record Architecture(int close, int fsync, int fdatasync, int pread64, int preadv2, int statx, int noFollow) {

    /** The same everywhere. */
    static final int OPENAT2 = 437;

    private static final Architecture X86_64 = new Architecture(3, 74, 75, 17, 327, 332, 0x20000);

    private static final Architecture AARCH64 = new Architecture(57, 82, 83, 67, 286, 291, 0x8000);

    /** {@return that of a processor, as the system property {@code os.arch} names it} */
    static @Nullable Architecture of(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> null;
        };
    }
}

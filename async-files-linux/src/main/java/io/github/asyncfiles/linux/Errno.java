// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

/** Error numbers of Linux, the same on x86-64 and aarch64. System calls here return them negated. */
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int EOPNOTSUPP = 95;

    private Errno() {}
}

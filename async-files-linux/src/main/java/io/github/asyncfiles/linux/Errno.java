// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

/** Error numbers of Linux, the same on x86-64 and aarch64. System calls here return them negated. */
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ELOOP = 40;
    static final int EOPNOTSUPP = 95;

    private Errno() {}

    /** {@return an error in the words of the C library, as far as opening a directory and reading a file can meet it} */
    static String message(int number) {
        return switch (number) {
            case EIO -> "Input/output error";
            case EAGAIN -> "Resource temporarily unavailable";
            case ENOSYS -> "Function not implemented";
            case EINVAL -> "Invalid argument";
            case EPERM -> "Operation not permitted";
            case EACCES -> "Permission denied";
            case 12 -> "Cannot allocate memory";
            case ENOTDIR -> "Not a directory";
            case 21 -> "Is a directory";
            case 23, 24 -> "Too many open files";
            case ENAMETOOLONG -> "File name too long";
            case ELOOP -> "Too many levels of symbolic links";
            case 116 -> "Stale file handle";
            case 121 -> "Remote I/O error";
            default -> "Error " + number;
        };
    }
}

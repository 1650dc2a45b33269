// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.util.Set;

/** What is known of a mounted file system. */
final class Mount {

    /** Types whose files are on a disk of this machine or in its memory: opening one asks nobody else. */
    private static final Set<String> LOCAL_TYPES = Set.of(
            "bcachefs",
            "btrfs",
            "cramfs",
            "devtmpfs",
            "erofs",
            "exfat",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
            "hfsplus",
            "iso9660",
            "jfs",
            "msdos",
            "nilfs2",
            "ntfs3",
            "overlay",
            "ramfs",
            "reiserfs",
            "romfs",
            "squashfs",
            "tmpfs",
            "ubifs",
            "udf",
            "vfat",
            "xfs",
            "zfs");

    private final long id;
    private final long device;
    private final boolean local;

    /** Whether it can read without waiting; once it has said that it cannot, it is not asked again. */
    private volatile boolean readsCached;

    Mount(long id, long device, boolean local) {
        this.id = id;
        this.device = device;
        this.local = local;
        this.readsCached = local;
    }

    static boolean isLocal(String type) {
        return LOCAL_TYPES.contains(type);
    }

    boolean is(long otherId, long otherDevice) {
        return id == otherId && device == otherDevice;
    }

    boolean isLocal() {
        return local;
    }

    boolean readsCached() {
        return readsCached;
    }

    /** Looks at what a cached read has answered, and remembers what will not change. */
    void answered(int result) {
        if (result == -Errno.EOPNOTSUPP || result == -Errno.ENOSYS || result == -Errno.EPERM) {
            readsCached = false;
        }
    }
}

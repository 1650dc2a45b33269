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

    /** Those whose content is memory and nothing else, as long as there is nowhere to swap it to. */
    private static final Set<String> MEMORY_TYPES = Set.of("ramfs", "tmpfs");

    private static final int RWF_NOWAIT = 0x8;

    private final long id;
    private final long device;
    private final boolean local;
    private final int readFlags;

    /** Whether it can read without waiting; once it has said that it cannot, it is not asked again. */
    private volatile boolean readsCached;

    Mount(long id, long device, String type, boolean swapping) {
        this.id = id;
        this.device = device;
        this.local = isLocal(type);
        this.readFlags = MEMORY_TYPES.contains(type) && !swapping ? 0 : RWF_NOWAIT;
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

    /** {@return the flags with which reading does not wait: none are needed where nothing ever waits} */
    int readFlags() {
        return readFlags;
    }

    /** Looks at what a cached read has answered, and remembers what will not change. */
    void answered(int result) {
        if (result == -Errno.EOPNOTSUPP || result == -Errno.ENOSYS || result == -Errno.EPERM) {
            readsCached = false;
        }
    }
}

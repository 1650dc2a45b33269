// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What is known of a mounted file system. */
final class Mount {

    /** Types that ask nobody else, neither another machine nor another process, and whose answers are never stale. */
    private static final Set<String> LOCAL_TYPES = Set.of(
            "bcachefs",
            "btrfs",
            "cramfs",
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

    private static final Path SWAPS = Path.of("/proc/swaps");
    private static final long SWAPS_TRUSTED_NANOS = 1_000_000_000;

    private static final int NO_FLAGS = 0;
    private static final int RWF_NOWAIT = 0x8;

    private final long id;
    private final boolean local;
    private final boolean inMemory;

    /** Whether it can read without waiting; once it has said that it cannot, it is not asked again. */
    private volatile boolean readsCached;

    private volatile boolean swapping = true;
    private volatile long swapsReadNanos = System.nanoTime() - 2 * SWAPS_TRUSTED_NANOS;

    Mount(long id, String type) {
        this.id = id;
        this.local = LOCAL_TYPES.contains(type);
        this.inMemory = MEMORY_TYPES.contains(type);
        // An overlay never can, and what lies below it may not be local.
        this.readsCached = local && !type.equals("overlay");
    }

    long id() {
        return id;
    }

    boolean isLocal() {
        return local;
    }

    boolean readsCached() {
        return readsCached;
    }

    /** {@return the flags with which reading does not wait: none are needed where nothing ever waits} */
    int readFlags() {
        return inMemory && !isSwapping() ? NO_FLAGS : RWF_NOWAIT;
    }

    private boolean isSwapping() {
        long now = System.nanoTime();
        if (now - swapsReadNanos > SWAPS_TRUSTED_NANOS) {
            swapsReadNanos = now;
            swapping = readSwaps();
        }
        return swapping;
    }

    private static boolean readSwaps() {
        try {
            // The first line is a heading.
            return Files.readAllLines(SWAPS).size() != 1;
        } catch (IOException e) {
            return true;
        }
    }

    /** Remembers that it cannot read without waiting. */
    void cannotReadCached() {
        readsCached = false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static io.github.asyncfiles.linux.Rig.valueOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.CompletedOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which paths are on this machine, as far as their text and the list of mounts tell. */
class MountsTest {

    private final Mounts mounts = new Mounts(List.of(
            "1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
            "2 1 0:5 / /proc rw shared:1 - proc proc rw",
            "3 1 0:6 / /dev rw - devtmpfs udev rw",
            "4 3 0:7 / /dev/shm rw - tmpfs tmpfs rw",
            "5 1 0:8 / /net rw shared:2 master:1 - nfs4 server:/ rw",
            "6 5 8:2 / /net/cache rw - xfs /dev/sdb1 rw",
            "7 6 0:9 / /net/cache/far rw - fuse.sshfs far: rw",
            "8 1 0:10 / /with\\040blank rw - cifs //server rw",
            "9 1 0:11 / /home rw - nfs old rw",
            "10 9 8:3 / /home rw - ext4 /dev/sdc1 rw",
            "no mount"));

    @Test
    void theLongestMountPointAboveDecides() {
        assertThat(List.of(
                        "/",
                        "/file",
                        "/network/file",
                        "/procedure",
                        "/dev/shm",
                        "/dev/shm/file",
                        "/net/cache",
                        "/net/cache/file",
                        "/net/cache/farther",
                        "/with",
                        "relative/file"))
                .allMatch(mounts::isLocal);
        assertThat(List.of(
                        "/proc",
                        "/proc/self/status",
                        "/dev/null",
                        "/dev/shmem",
                        "/net",
                        "/net/file",
                        "/net/cached",
                        "/net/cache/far",
                        "/net/cache/far/file",
                        "/with blank/file"))
                .noneMatch(mounts::isLocal);
    }

    @Test
    void whatIsMountedLastOverAnotherDecides() {
        assertThat(mounts.isLocal("/home/file")).isTrue();
    }

    @Test
    void escapedCharactersAreUnderstood() {
        assertThat(Mounts.unescaped("/plain")).isEqualTo("/plain");
        assertThat(Mounts.unescaped("/a\\040b\\011c\\012d\\134e")).isEqualTo("/a b\tc\nd\\e");
        assertThat(Mounts.unescaped("\\134040")).isEqualTo("\\040");
        assertThat(Mounts.unescaped("/short\\04")).isEqualTo("/short\\04");
    }

    @Test
    void aDetourIsRememberedForItsDirectory() {
        mounts.ledElsewhere("/dir/link");

        assertThat(mounts.isLocal("/dir/other")).isFalse();
        assertThat(mounts.isLocal("/dir/below/other")).isTrue();
        assertThat(mounts.isLocal("/directory/other")).isTrue();
    }

    @Test
    void tooManyDetoursLeaveEverythingToWorkers() {
        for (int i = 0; i < 1023; i++) {
            mounts.ledElsewhere("/dir" + i + "/link");
        }
        assertThat(mounts.isLocal("/file")).isTrue();
        mounts.ledElsewhere("/another/link");
        assertThat(mounts.isLocal("/file")).isFalse();
    }

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    @Test
    void aLinkThatLeadsElsewhereIsLeftToWorkers() throws IOException {
        Rig.requireCachedReads(dir);
        List<Boolean> inline = new ArrayList<>();
        AsyncFileObserver recorder = new AsyncFileObserver() {
            @Override
            public void operationCompleted(CompletedOperation operation) {
                inline.add(operation.servedInline());
            }
        };
        Path here = Files.writeString(Files.createDirectory(dir.resolve("here")).resolve("file"), "here");
        Path beside =
                Files.writeString(Files.createDirectory(dir.resolve("beside")).resolve("file"), "beside");
        Path link = Files.createSymbolicLink(dir.resolve("here").resolve("link"), Path.of("/proc/self/status"));
        try (AsyncFileTemplate files = Rig.template().observer(recorder).build()) {
            assertThat(valueOf(files.readString(here))).isEqualTo("here");
            assertThat(valueOf(files.readString(link))).startsWith("Name:");
            assertThat(valueOf(files.readString(here))).isEqualTo("here");
            assertThat(valueOf(files.readString(beside))).isEqualTo("beside");
            assertThat(valueOf(files.size(link))).isZero();
        }
        assertThat(inline).containsExactly(true, false, false, true, false);
    }
}

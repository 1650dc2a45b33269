// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static io.github.asyncfiles.Outcomes.valueOf;
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

    private static final String LIST = """
            1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw
            12 1 0:5 / /proc rw shared:1 - proc proc rw
            2 1 0:8 / /net rw shared:2 master:1 - nfs4 server:/ rw
            3 1 0:10 / /with\\040blank\u00ff rw - cifs //server rw
            no mount
            """;

    @Test
    void theTypeOfAMountIsFoundByItsNumber() {
        assertThat(Mounts.typeOf(1, LIST)).isEqualTo("ext4");
        assertThat(Mounts.typeOf(2, LIST)).isEqualTo("nfs4");
        assertThat(Mounts.typeOf(12, LIST)).isEqualTo("proc");
        assertThat(Mounts.typeOf(3, LIST)).isEqualTo("cifs");
        assertThat(Mounts.typeOf(4, LIST)).isNull();
        assertThat(Mounts.typeOf(-1, LIST)).isNull();
    }

    @Test
    void onlyWhatAsksNobodyElseIsLocal() {
        assertThat(new Mount(1, "ext4").isLocal()).isTrue();
        assertThat(new Mount(1, "ext4").readsCached()).isTrue();
        assertThat(new Mount(1, "overlay").isLocal()).isTrue();
        assertThat(new Mount(1, "overlay").readsCached()).isFalse();
        assertThat(List.of("nfs4", "fuse.sshfs", "proc", "devtmpfs", "9p", "unknown"))
                .allSatisfy(type -> assertThat(new Mount(1, type).isLocal()).isFalse());
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
        assertThat(inline).containsExactly(true, false, true, true, false);
    }
}

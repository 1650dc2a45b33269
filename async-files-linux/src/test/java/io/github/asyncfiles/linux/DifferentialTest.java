// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No difference between the engines, whatever is done on whichever file system. Repeats a run with {@code
 * -Ddifferential.seed}; {@code -Ddifferential.operations} says how many, {@code -Ddifferential.directory} where.
 */
class DifferentialTest {

    private static final long SEED =
            Long.getLong("differential.seed", ThreadLocalRandom.current().nextLong());
    private static final int OPERATIONS = Integer.getInteger("differential.operations", 20_000);

    /** On file systems that a test mounts itself. */
    private static final int FEWER_OPERATIONS = OPERATIONS / 5;

    @TempDir(factory = Rig.OnDisk.class)
    Path dir;

    private static void compare(Path base, int operations) throws Exception {
        Rig.engine();
        long descriptors = Rig.descriptors();
        System.getLogger("differential")
                .log(System.Logger.Level.INFO, "{0} operations with seed {1} in {2}", operations, "" + SEED, base);
        try (Differential differential = new Differential(base, SEED, operations)) {
            differential.run();
            // Otherwise it compares nothing.
            assertThat(differential.servedInline()).isGreaterThan(operations / 10);
        } catch (AssertionError | Exception e) {
            throw new AssertionError("With -Ddifferential.seed=" + SEED + " in " + base, e);
        }
        // Fewer, where something earlier was collected meanwhile.
        await().untilAsserted(() -> assertThat(Rig.descriptors()).isLessThanOrEqualTo(descriptors));
    }

    @Test
    void onADisk() throws Exception {
        String directory = System.getProperty("differential.directory");
        Path base = directory == null ? dir : Files.createTempDirectory(Path.of(directory), "differential");
        try {
            compare(base, OPERATIONS);
        } finally {
            if (directory != null) {
                Rig.succeeds("rm", "-rf", base.toString());
            }
        }
    }

    @Test
    void onTmpfs() throws Exception {
        Path mounted = Files.createDirectory(dir.resolve("tmpfs"));
        mounted("tmpfs", "size=200m", mounted, () -> compare(mounted, FEWER_OPERATIONS));
    }

    @Test
    void onOverlayOfADisk() throws Exception {
        onOverlay(dir);
    }

    @Test
    void onOverlayOfTmpfs() throws Exception {
        Path memory = Files.createDirectory(dir.resolve("memory"));
        mounted("tmpfs", "size=200m", memory, () -> onOverlay(memory));
    }

    private static void onOverlay(Path layers) throws Exception {
        Path lower = Files.createDirectory(layers.resolve("lower"));
        Path upper = Files.createDirectory(layers.resolve("upper"));
        Path work = Files.createDirectory(layers.resolve("work"));
        Path merged = Files.createDirectory(layers.resolve("merged"));
        String options = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work;
        mounted("overlay", options, merged, () -> compare(merged, FEWER_OPERATIONS));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void mounted(String type, String options, Path point, Work work) throws Exception {
        assumeTrue(isRoot(), "Only root mounts file systems");
        assumeTrue(Rig.succeeds("mount", "-t", type, "-o", options, type, point.toString()), "May not mount a " + type);
        try {
            work.run();
        } finally {
            // Once more in a lazy way: nothing stays mounted, whatever went wrong.
            assertThat(Rig.succeeds("umount", point.toString()) || Rig.succeeds("umount", "-l", point.toString()))
                    .isTrue();
        }
    }

    private static boolean isRoot() throws IOException, InterruptedException {
        return Rig.run(List.of("id", "-u")).lines().equals(List.of("0"));
    }
}

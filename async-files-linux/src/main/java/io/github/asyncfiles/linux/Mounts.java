// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The mounted file systems that were met, with what {@code /proc/self/mountinfo} says of them. That list is in memory:
 * reading it waits for no disk. It is read when a file turns up on a mount that was not met before.
 */
final class Mounts {

    private static final Path LIST = Path.of("/proc/self/mountinfo");

    /** When there are more, all are forgotten and met again. */
    private static final int MOST = 256;

    /** How long a number is trusted that the kernel may give to another mount. */
    private static final long TRUSTED_NANOS = 1_000_000_000;

    private volatile Mount[] known = {};
    private volatile long forgottenNanos = System.nanoTime();

    /** {@return the mount of the file whose status was asked for last} */
    Mount of(Scratch scratch, int descriptor) {
        boolean unique = scratch.mountIdIsUnique();
        if (!unique && System.nanoTime() - forgottenNanos > TRUSTED_NANOS) {
            forgottenNanos = System.nanoTime();
            known = new Mount[0];
        }
        long id = scratch.mountId();
        for (Mount mount : known) {
            if (mount.id() == id) {
                return mount;
            }
        }
        // The list has the other number, which is not unique.
        return learn(id, unique ? scratch.mountIdInList(descriptor) : id);
    }

    private Mount learn(long id, long idInList) {
        String type = typeOf(idInList);
        // What is not in the list, say because it is outside of a changed root, is left to workers.
        Mount mount = new Mount(id, type == null ? "unknown" : type);
        Mount[] before = known;
        Mount[] after =
                Arrays.copyOf(before.length < MOST ? before : new Mount[0], Math.min(before.length, MOST - 1) + 1);
        after[after.length - 1] = mount;
        // If two learn at once, one of them is forgotten and learned again.
        known = after;
        return mount;
    }

    private static @Nullable String typeOf(long idInList) {
        try {
            return typeOf(idInList, list());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static String list() throws IOException {
        // Mount points may be in any charset; what is looked for is not.
        return Files.readString(LIST, StandardCharsets.ISO_8859_1);
    }

    static @Nullable String typeOf(long idInList, String list) {
        Entry entry = entry(idInList, list);
        return entry == null ? null : entry.type;
    }

    /** What the list says of a mount. */
    record Entry(String type, String source, boolean readOnly) {}

    /** {@return the entry of the mount of the file whose status was asked for last, {@code null} if there is none} */
    static @Nullable Entry entry(Scratch scratch, int descriptor) throws IOException {
        return entry(scratch.mountIdIsUnique() ? scratch.mountIdInList(descriptor) : scratch.mountId(), list());
    }

    /** Its lines: number, parent, device, root, mount point, options, optional fields, a dash, type, source, … */
    private static @Nullable Entry entry(long idInList, String list) {
        String number = idInList + " ";
        return list.lines()
                .filter(line -> line.startsWith(number))
                .map(line -> line.split(" - ", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> {
                    String[] mount = parts[0].split(" ");
                    String[] fileSystem = parts[1].split(" ");
                    return new Entry(
                            fileSystem[0],
                            fileSystem.length > 1 ? fileSystem[1] : "",
                            mount.length > 5 && (mount[5] + ",").startsWith("ro,"));
                })
                .findFirst()
                .orElse(null);
    }
}

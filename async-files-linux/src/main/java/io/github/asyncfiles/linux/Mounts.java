// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The mounted file systems, as {@code /proc/self/mountinfo} lists them. That is in memory: reading it waits for no disk.
 * It is read when the engine starts, and again when a file turns up on a mount that was not there then.
 *
 * <p>Files on mounts that ask other machines or processes are left to workers, since already opening one may wait. Their
 * paths are known by how they begin; where a symbolic link leads to one unexpectedly, the directory of the link is
 * remembered, so that it happens once.
 */
final class Mounts {

    private static final Path LIST = Path.of("/proc/self/mountinfo");

    /** When there are more, everything goes to workers. */
    private static final int MOST_DETOURS = 1024;

    private volatile Mount[] mounts = {};
    private volatile Table table = new Table(List.of());

    /** Directories from which links lead to mounts that are not local. */
    private final Set<String> detours = ConcurrentHashMap.newKeySet();

    Mounts() {
        read();
    }

    /** For tests. */
    Mounts(List<String> list) {
        table = tableOf(list);
    }

    /** Where something is mounted. */
    private record Point(long id, String path, boolean local) {}

    /** The mount points, and those of them that are not local and not below another such one. */
    private record Table(List<Point> points, String[] remote) {

        Table(List<Point> points) {
            this(points, topmostRemote(points));
        }

        private static String[] topmostRemote(List<Point> points) {
            List<String> remote = new ArrayList<>();
            points.stream()
                    .filter(point -> !point.local)
                    .map(Point::path)
                    .sorted()
                    .forEach(path -> {
                        if (remote.stream().noneMatch(above -> isBelow(path, above))) {
                            remote.add(path);
                        }
                    });
            return remote.toArray(String[]::new);
        }

        boolean isLocal(String path) {
            for (String above : remote) {
                if (isBelow(path, above)) {
                    // Something local may be mounted further down.
                    return longestAbove(path).local;
                }
            }
            return true;
        }

        private Point longestAbove(String path) {
            Point longest = null;
            for (Point point : points) {
                if (isBelow(path, point.path) && (longest == null || point.path.length() >= longest.path.length())) {
                    longest = point;
                }
            }
            return longest;
        }
    }

    /** {@return whether an absolute path, as far as its text tells, is on a mount of this machine} */
    boolean isLocal(String path) {
        return table.isLocal(path) && (detours.isEmpty() || !isDetour(path));
    }

    private boolean isDetour(String path) {
        return detours.size() >= MOST_DETOURS || detours.contains(parent(path));
    }

    /** Remembers that a path has led to a mount that is not local, against all appearance. */
    void ledElsewhere(String path) {
        if (detours.size() < MOST_DETOURS) {
            detours.add(parent(path));
        }
    }

    /** {@return the mount of a number and a device; {@code null} if it cannot be found} */
    @Nullable Mount of(long id, long device) {
        for (Mount mount : mounts) {
            if (mount.is(id, device)) {
                return mount;
            }
        }
        read();
        return learn(id, device);
    }

    private @Nullable Mount learn(long id, long device) {
        for (Point point : table.points) {
            if (point.id == id) {
                Mount mount = new Mount(id, device, point.local);
                Mount[] before = mounts;
                Mount[] after = Arrays.copyOf(before, before.length + 1);
                after[before.length] = mount;
                // If two learn at once, one of them is forgotten and learned again.
                mounts = after;
                return mount;
            }
        }
        return null;
    }

    private void read() {
        List<String> list = List.of();
        try {
            list = Files.readAllLines(LIST);
        } catch (IOException e) {
            // No proc file system: no mount is known, and everything goes to workers.
        }
        table = tableOf(list);
    }

    private static Table tableOf(List<String> list) {
        List<Point> points = new ArrayList<>();
        for (String line : list) {
            Point point = parse(line);
            if (point != null) {
                points.add(point);
            }
        }
        return new Table(List.copyOf(points));
    }

    /** Its format: number, parent, device, root, mount point, options, optional fields, a dash, type, … */
    private static @Nullable Point parse(String line) {
        String[] words = line.split(" ");
        for (int i = 6; i + 1 < words.length; i++) {
            if (words[i].equals("-")) {
                String path = unescaped(words[4]);
                // Opening a device may wait, or do something.
                boolean local = Mount.isLocal(words[i + 1]) && !path.equals("/dev");
                return new Point(Long.parseLong(words[0]), path, local);
            }
        }
        return null;
    }

    /** Blanks, tabs, newlines and backslashes stand there as three octal digits. */
    static String unescaped(String path) {
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\' && i + 3 < path.length()) {
                text.append((char) Integer.parseInt(path.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean isBelow(String path, String above) {
        return path.startsWith(above)
                && (path.length() == above.length() || above.endsWith("/") || path.charAt(above.length()) == '/');
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}

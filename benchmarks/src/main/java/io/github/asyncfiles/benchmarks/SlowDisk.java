// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A disk that takes its time for each read, with files of 64 KiB on it: an image behind nbdkit's delay filter, as a file by
 * nbdfuse, mounted by a loop device. Nothing of it is in memory when it has been mounted.
 */
final class SlowDisk implements AutoCloseable {

    static final int FILES = 4096;

    static final int FILE_BYTES = 64 * 1024;

    private static final int PER_FOLDER = 64;
    private static final List<String> PROGRAMS =
            List.of("nbdkit", "nbdfuse", "fusermount3", "mkfs.ext4", "mount", "umount", "mountpoint");

    private final Path image;
    private final Path device;
    private final Path folder;
    private final Path log;
    private @Nullable Process server;

    SlowDisk(Site site) throws IOException, InterruptedException {
        image = site.directory().resolve("slow-disk.img");
        device = Files.createDirectories(site.directory().resolve("slow-disk-device"));
        folder = Files.createDirectories(site.directory().resolve("slow-disk"));
        log = site.directory().resolve("slow-disk.log");
        if (Files.notExists(image)) {
            createImage(site.directory().resolve("slow-disk-files"));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** {@return why there can be none here, if so} */
    static Optional<String> missing() {
        if (!Commands.tried("id", "-u").orElse("").strip().equals("0")) {
            return Optional.of("needs root");
        }
        for (String file : List.of("/dev/fuse", "/dev/loop-control")) {
            if (Files.notExists(Path.of(file))) {
                return Optional.of("the kernel has no " + file);
            }
        }
        return Commands.missing(PROGRAMS);
    }

    private void createImage(Path content) throws IOException, InterruptedException {
        byte[] bytes = new byte[FILE_BYTES];
        for (int i = 0; i < FILES; i++) {
            new Random(i).nextBytes(bytes);
            Path file = content.resolve(name(i));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
        Path unfinished = image.resolveSibling("slow-disk.tmp");
        Files.deleteIfExists(unfinished);
        Commands.run("mkfs.ext4", "-q", "-F", "-d", content.toString(), unfinished.toString(), "512M");
        Files.move(unfinished, image);
        Commands.run("rm", "-r", content.toString());
    }

    /** {@return the name of a file, below {@link #folder}} */
    static String name(int number) {
        return number / PER_FOLDER + "/" + number % PER_FOLDER + ".bin";
    }

    /** {@return where it is mounted, if it is} */
    Path folder() {
        return folder;
    }

    synchronized void mount(int readMillis) throws IOException, InterruptedException {
        Path disk = device.resolve("disk");
        server = new ProcessBuilder(("nbdfuse -r " + disk + " --command nbdkit -s --exit-with-parent -r file " + image
                                + " --filter=delay rdelay=" + readMillis + "ms")
                        .split(" "))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int i = 0; Files.notExists(disk); i++) {
            if (i == 100 || !server.isAlive()) {
                throw new IOException(
                        "nbdfuse does not work: " + Files.readString(log).strip());
            }
            Thread.sleep(50);
        }
        Commands.run("mount", "-o", "ro,loop,noatime", disk.toString(), folder.toString());
    }

    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        try {
            for (int i = 0; isMounted(folder) && i < 50; i++) {
                // Somebody may still be reading.
                if (Commands.tried("umount", folder.toString()).isEmpty()) {
                    Thread.sleep(200);
                }
            }
            if (isMounted(folder)) {
                Commands.tried("umount", "-l", folder.toString());
            }
            for (int i = 0; isMounted(device) && i < 50; i++) {
                if (Commands.tried("fusermount3", "-u", device.toString()).isEmpty()) {
                    Thread.sleep(100);
                }
            }
            if (!server.waitFor(5, TimeUnit.SECONDS)) {
                server.destroy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            server = null;
        }
    }

    private static boolean isMounted(Path path) {
        return Commands.tried("mountpoint", "-q", path.toString()).isPresent();
    }
}

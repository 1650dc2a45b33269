// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Where the files are, the same for all contenders. They are made once and kept for the next run.
 *
 * @param quick whether a short run is wanted
 */
record Site(Path directory, boolean quick) {

    static final int PAGE_BYTES = 4096;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int SMALL_FILES = 1000;
    private static final int TREE_DIRECTORIES = 1000;
    private static final int TREE_FILES = 100;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 ,.-ABCDEFGHIJKLMNOPQRSTUVWX";

    /** {@return a file of 512 MiB, all of it in the page cache} */
    Path cached() throws IOException {
        Path file = ofSize("cached.bin", 512L << 20);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (FileChannel channel = FileChannel.open(file, READ)) {
            while (channel.read(chunk.clear()) > 0) {
                // Only to have it in memory.
            }
        }
        return file;
    }

    /** {@return a file of 2 GiB, of 512 MiB in a short run} */
    Path cold() throws IOException {
        return quick ? ofSize("cold-quick.bin", 512L << 20) : ofSize("cold.bin", 2L << 30);
    }

    /** Makes the page cache forget a file; needs no rights. */
    static void dropFromCache(Path file) throws IOException, InterruptedException {
        Commands.run("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
    }

    /** {@return files of 4 KiB with plain text in them} */
    List<Path> smallFiles() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("small"));
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < SMALL_FILES; i++) {
            Path file = folder.resolve("note-" + i + ".txt");
            if (Files.notExists(file)) {
                Files.write(file, text(new Random(i), PAGE_BYTES));
            }
            files.add(file);
        }
        return files;
    }

    /** {@return a file of 10 GB, of 1 GB in a short run, that takes no room on the disk} */
    Path sparse() throws IOException {
        long size = quick ? 1_000_000_000L : 10_000_000_000L;
        Path file = directory.resolve(quick ? "sparse-quick.bin" : "sparse.bin");
        if (Files.notExists(file)) {
            try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        return file;
    }

    /** {@return a tree of 1,000 directories with 100 empty files each, all of it in memory} */
    Path tree() throws IOException {
        Path root = directory.resolve("tree");
        for (int i = 0; i < TREE_DIRECTORIES; i++) {
            Path folder = root.resolve("folder-" + i);
            if (Files.notExists(folder.resolve("file-" + (TREE_FILES - 1)))) {
                Files.createDirectories(folder);
                for (int j = 0; j < TREE_FILES; j++) {
                    Files.write(folder.resolve("file-" + j), new byte[0]);
                }
            }
        }
        try (Stream<Path> files = Files.walk(root)) {
            files.forEach(file -> {});
        }
        return root;
    }

    private Path ofSize(String name, long size) throws IOException {
        Path file = directory.resolve(name);
        if (Files.exists(file) && Files.size(file) == size) {
            return file;
        }
        Random random = new Random(size);
        try (FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
            ByteBuffer chunk = ByteBuffer.wrap(text(random, CHUNK_BYTES));
            for (long written = 0; written < size; ) {
                // No two chunks are the same, for disks that notice.
                chunk.clear().putLong(0, written);
                written += channel.write(chunk);
            }
            channel.force(true);
        }
        return file;
    }

    private static byte[] text(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A file tree, from its root to its last leaf; counts what it meets. */
final class Walk implements Workload {

    private final Path root;
    private final Way way;
    private long met;

    interface Way extends AutoCloseable {
        void walk(Path root, Runnable file) throws IOException;

        @Override
        default void close() {}
    }

    Walk(Path root, Way way) {
        this.root = root;
        this.way = way;
    }

    static Way ours(String engine) {
        AsyncFileTemplate files = AsyncFileTemplate.builder().engine(engine).build();
        return new Way() {
            @Override
            public void walk(Path root, Runnable file) throws IOException {
                AsyncFiles.await(AsyncFiles.forEach(files.walk(root), path -> file.run()));
            }

            @Override
            public void close() {
                files.close();
            }
        };
    }

    static Way blocking() {
        return (root, file) -> {
            try (Stream<Path> paths = Files.walk(root)) {
                paths.forEach(path -> file.run());
            }
        };
    }

    @Override
    public long run() throws IOException {
        met = 0;
        way.walk(root, () -> met++);
        return met;
    }

    @Override
    public void close() {
        way.close();
    }
}

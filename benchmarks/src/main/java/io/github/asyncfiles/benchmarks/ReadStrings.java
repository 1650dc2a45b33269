// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Cached files of 4 KiB as texts: one after the other, or many all at once. */
final class ReadStrings implements Workload {

    static final int BURST = 10_000;

    private final List<Path> files;
    private final TextReader reader;
    private final boolean atOnce;
    private int next;

    ReadStrings(List<Path> files, TextReader reader, boolean atOnce) {
        this.files = files;
        this.reader = reader;
        this.atOnce = atOnce;
    }

    private Path next() {
        next = (next + 1) % files.size();
        return files.get(next);
    }

    @Override
    public long run() throws Exception {
        return atOnce ? burst() : oneByOne();
    }

    private long oneByOne() throws Exception {
        for (int i = 0; i < AwaitedReads.BATCH; i++) {
            requireWhole(reader.readAndWait(next()));
        }
        return AwaitedReads.BATCH;
    }

    private long burst() {
        CompletableFuture<?>[] texts = new CompletableFuture<?>[BURST];
        for (int i = 0; i < BURST; i++) {
            texts[i] = reader.read(next()).thenAccept(ReadStrings::requireWhole);
        }
        CompletableFuture.allOf(texts).join();
        return BURST;
    }

    private static void requireWhole(String text) {
        if (text.length() != Site.PAGE_BYTES) {
            throw new IllegalStateException("Only " + text.length() + " characters");
        }
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Keeps the worker that reads it until the gate is opened, and is empty then. */
public final class HangingStream extends InputStream {

    private final CountDownLatch gate;

    public HangingStream(CountDownLatch gate) {
        this.gate = gate;
    }

    @Override
    public int read() {
        try {
            gate.await();
            return -1;
        } catch (InterruptedException e) {
            throw new AssertionError("Workers are never interrupted", e);
        }
    }
}

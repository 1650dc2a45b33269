// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The stream of any container. */
record ServletOutput(ServletOutputStream stream) implements ResponseOutput {

    @Override
    public boolean isReady() {
        return stream.isReady();
    }

    @Override
    public void write(ByteBuffer content) throws IOException {
        // How far a container has come with the buffer shows only later.
        stream.write(content.slice());
        content.position(content.limit());
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public boolean copies() {
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Response;

/**
 * What is below the stream of a Tomcat response. The stream says that it is not ready whenever its last bytes are still in
 * the buffer of the socket, where they always are, so that each write takes a turn through Tomcat's poller and another
 * thread; and it copies to the heap what the socket does not take. Here the buffer is flushed first, and only a socket that
 * is really full is waited for.
 */
record TomcatOutput(Response response) implements ResponseOutput {

    /** As large as the buffer of the socket, by default: one system call. */
    private static final int PIECE_BYTES = 8 * 1024;

    /** Left for the headers in the first piece, or a few bytes of it would take a system call of their own. */
    private static final int HEADERS_BYTES = 1024;

    @Override
    public boolean isReady() {
        return response.isReady();
    }

    @Override
    public void write(ByteBuffer content) throws IOException {
        int room = response.isCommitted() ? PIECE_BYTES : PIECE_BYTES - HEADERS_BYTES;
        int length = Math.min(content.remaining(), room);
        response.doWrite(content.slice(content.position(), length));
        content.position(content.position() + length);
        response.action(ActionCode.CLIENT_FLUSH, null);
    }

    @Override
    public void flush() {
        response.action(ActionCode.CLIENT_FLUSH, null);
    }

    @Override
    public int headerBytes() {
        return HEADERS_BYTES;
    }

    @Override
    public boolean copies() {
        return true;
    }
}

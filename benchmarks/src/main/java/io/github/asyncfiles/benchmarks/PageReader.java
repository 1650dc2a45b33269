// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A way to read 4 KiB at a position of an open file. */
interface PageReader extends AutoCloseable {

    interface Opening {
        PageReader open(Site site) throws Exception;
    }

    /** {@return a place for one read at a time, with a buffer of its own} */
    Slot slot();

    interface Slot {

        void readAndWait(long position) throws Exception;

        /**
         * @param reply is told when it is over, with the failure if there was one: on any thread, unless
         *     {@link Loop#repliesComeHere}
         */
        void read(long position, Consumer<? super @Nullable Throwable> reply);
    }

    /** {@return a new event loop to call it on, to be closed} */
    default Loop loop() {
        EventLoop loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();
        return new Loop(
                loop,
                false,
                () -> loop.parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
    }

    /**
     * @param repliesComeHere whether those who call on this thread are answered on it
     */
    record Loop(Executor executor, boolean repliesComeHere, Runnable ending) implements AutoCloseable {
        @Override
        public void close() {
            ending.run();
        }
    }

    @Override
    void close() throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** What subscribes to the content that is to be written. */
public class WriteTckTest extends FlowSubscriberBlackboxVerification<ByteBuffer> {

    private AsyncFileTemplate files;
    private Path dir;

    public WriteTckTest() {
        super(new TestEnvironment(500, 50));
    }

    @BeforeClass
    void create() throws IOException {
        dir = Files.createTempDirectory("tck");
        files = AsyncFileTemplate.create();
    }

    @AfterClass
    void close() throws IOException {
        AsyncFiles.await(files.deleteRecursively(dir));
        files.close();
    }

    @Override
    public Flow.Subscriber<ByteBuffer> createFlowSubscriber() {
        AtomicReference<Flow.Subscriber<? super ByteBuffer>> subscriber = new AtomicReference<>();
        files.write(dir.resolve("file"), subscriber::set, CREATE, WRITE);
        @SuppressWarnings("unchecked") // It takes buffers, as can be seen two lines above.
        Flow.Subscriber<ByteBuffer> writer = (Flow.Subscriber<ByteBuffer>) subscriber.get();
        return writer;
    }

    @Override
    public ByteBuffer createElement(int element) {
        return ByteBuffer.wrap(new byte[] {(byte) element});
    }
}

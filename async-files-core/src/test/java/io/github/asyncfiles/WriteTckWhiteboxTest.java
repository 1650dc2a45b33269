// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** What subscribes to the content that is to be written, seen from inside. */
public class WriteTckWhiteboxTest extends FlowSubscriberWhiteboxVerification<ByteBuffer> {

    private AsyncFileTemplate files;
    private Path dir;

    public WriteTckWhiteboxTest() {
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
    protected Flow.Subscriber<ByteBuffer> createFlowSubscriber(WhiteboxSubscriberProbe<ByteBuffer> probe) {
        AtomicReference<Flow.Subscriber<? super ByteBuffer>> made = new AtomicReference<>();
        files.write(dir.resolve("file"), made::set);
        Flow.Subscriber<? super ByteBuffer> writer = made.get();
        return new Flow.Subscriber<>() {
            private boolean registered;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                writer.onSubscribe(subscription);
                if (!registered) {
                    registered = true;
                    probe.registerOnSubscribe(new SubscriberPuppet() {
                        @Override
                        public void triggerRequest(long elements) {
                            subscription.request(elements);
                        }

                        @Override
                        public void signalCancel() {
                            subscription.cancel();
                        }
                    });
                }
            }

            @Override
            public void onNext(ByteBuffer element) {
                writer.onNext(element);
                probe.registerOnNext(element);
            }

            @Override
            public void onError(Throwable failure) {
                writer.onError(failure);
                probe.registerOnError(failure);
            }

            @Override
            public void onComplete() {
                writer.onComplete();
                probe.registerOnComplete();
            }
        };
    }

    @Override
    public ByteBuffer createElement(int element) {
        return ByteBuffer.wrap(new byte[] {(byte) element});
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams, for each kind of publisher. */
abstract class StreamTck<T> extends FlowPublisherVerification<T> {

    private static final int TIMEOUT_MILLIS = 300;
    private static final int QUIET_MILLIS = 30;

    /** As many elements as are worth a file each. */
    static final int MOST = 2000;

    AsyncFileTemplate files;
    Path dir;

    StreamTck() {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS), TIMEOUT_MILLIS);
    }

    @BeforeClass
    void create() throws IOException {
        dir = Files.createTempDirectory("tck");
        files = AsyncFileTemplate.builder().bufferSize(512).build();
    }

    @AfterClass
    void close() throws IOException {
        AsyncFiles.await(files.deleteRecursively(dir));
        files.close();
    }

    /** A publisher of so many elements. */
    abstract Flow.Publisher<T> publisher(int elements) throws IOException;

    /** One that fails at once. */
    abstract Flow.Publisher<T> failing();

    @Override
    public Flow.Publisher<T> createFlowPublisher(long elements) {
        try {
            return publisher((int) Math.min(elements, MOST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Flow.Publisher<T> createFailedFlowPublisher() {
        Flow.Publisher<T> failing = failing();
        // It fails when it is asked for something, which the TCK does not do.
        return subscriber -> failing.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
                subscription.request(1);
            }

            @Override
            public void onNext(T element) {
                subscriber.onNext(element);
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        });
    }

    @Override
    public long maxElementsFromPublisher() {
        return MOST;
    }

    Path folder(int entries) throws IOException {
        Path folder = dir.resolve("folder" + entries);
        if (Files.notExists(folder)) {
            Files.createDirectory(folder);
            for (int i = 0; i < entries; i++) {
                Files.createFile(folder.resolve("entry" + i));
            }
        }
        return folder;
    }

    Path absent() {
        return dir.resolve("absent");
    }

    Path file(String content) throws IOException {
        Path file = dir.resolve("file" + content.length());
        return Files.exists(file) ? file : Files.writeString(file, content);
    }
}

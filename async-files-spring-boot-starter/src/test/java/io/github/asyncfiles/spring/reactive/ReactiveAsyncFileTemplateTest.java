// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.reactive;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.PathOutsideRootException;
import io.github.asyncfiles.TextFormat;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@ParameterizedClass
@MethodSource("factories")
class ReactiveAsyncFileTemplateTest {

    @Parameter
    DataBufferFactory factory;

    @AutoClose
    private final AsyncFileTemplate operations =
            AsyncFileTemplate.builder().bufferSize(1024).build();

    @TempDir
    Path dir;

    static List<DataBufferFactory> factories() {
        return List.of(
                new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT), DefaultDataBufferFactory.sharedInstance);
    }

    private ReactiveAsyncFileTemplate files() {
        return new ReactiveAsyncFileTemplate(operations, factory);
    }

    @Test
    void theDefaultBuffersAreThoseOfNettysPool() throws IOException {
        Files.writeString(dir.resolve("file"), "content");
        DataBuffer buffer = new ReactiveAsyncFileTemplate(operations)
                .read(dir.resolve("file"))
                .single()
                .block();

        assertThat(((NettyDataBuffer) buffer).getNativeBuffer().alloc()).isSameAs(PooledByteBufAllocator.DEFAULT);
        DataBufferUtils.release(buffer);
    }

    @Test
    void aFileIsReadIntoBuffersOfTheFactory() throws IOException {
        byte[] content = random(10_000);
        Files.write(dir.resolve("file"), content);

        Flux<DataBuffer> read = files().read(dir.resolve("file"));

        assertThat(joined(read)).isEqualTo(content);
        StepVerifier.create(read.map(this::releasedSize))
                .expectNext(1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024)
                .expectNext(10_000 - 9 * 1024)
                .verifyComplete();
    }

    @Test
    void aPartOfAFileIsRead() throws IOException {
        byte[] content = random(5_000);
        Files.write(dir.resolve("file"), content);

        assertThat(joined(files().read(dir.resolve("file"), 100, 2_000)))
                .isEqualTo(Arrays.copyOfRange(content, 100, 2_100));
        assertThat(joined(files().read(dir.resolve("file"), 6_000, 1))).isEmpty();
    }

    @Test
    void whatIsReadCanBeWritten() throws IOException {
        byte[] content = random(100_000);
        Files.write(dir.resolve("file"), content);

        Mono<Long> copied = files().write(dir.resolve("copy"), files().read(dir.resolve("file")));

        assertThat(dir.resolve("copy")).doesNotExist();
        assertThat(copied.block()).isEqualTo(100_000);
        assertThat(dir.resolve("copy")).hasBinaryContent(content);
    }

    @Test
    void eachSubscriptionWritesAnew() {
        AtomicInteger subscriptions = new AtomicInteger();
        Flux<DataBuffer> content = Flux.defer(() -> Flux.just(buffer("no. " + subscriptions.incrementAndGet() + "\n")));
        Mono<Long> append = files().write(dir.resolve("log"), content, CREATE, APPEND);

        append.then(append).block();

        assertThat(dir.resolve("log")).hasContent("no. 1\nno. 2\n");
    }

    @Test
    void buffersOfOtherFactoriesAreWrittenToo() {
        Flux<DataBuffer> content = Flux.just(
                DefaultDataBufferFactory.sharedInstance.wrap("arrays, ".getBytes(StandardCharsets.UTF_8)),
                new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT)
                        .allocateBuffer(8)
                        .write("pooled".getBytes(StandardCharsets.UTF_8)));

        assertThat(files().write(dir.resolve("file"), content).block()).isEqualTo(14);
        assertThat(dir.resolve("file")).hasContent("arrays, pooled");
    }

    @Test
    void aMonoOfNothingIsEmpty() throws IOException {
        Files.writeString(dir.resolve("file.unknown"), "");

        StepVerifier.create(files().probeContentType(dir.resolve("file.unknown")))
                .verifyComplete();
        StepVerifier.create(files().delete(dir.resolve("file.unknown"))).verifyComplete();
        assertThat(dir.resolve("file.unknown")).doesNotExist();
    }

    @Test
    void aViewKeepsToItsRoot() throws IOException {
        Path root = Files.createDirectory(dir.resolve("root"));
        Files.writeString(root.resolve("file"), "inside");
        Files.writeString(dir.resolve("outside"), "outside");
        ReactiveAsyncFileTemplate view = files().under(root);

        StepVerifier.create(view.readString(Path.of("file")))
                .expectNext("inside")
                .verifyComplete();
        StepVerifier.create(view.readString(Path.of("../outside"))).verifyError(PathOutsideRootException.class);
        StepVerifier.create(view.read(Path.of("../outside"))).verifyError(PathOutsideRootException.class);
    }

    @Test
    void failuresAreTheJdksOwn() {
        StepVerifier.create(files().readString(dir.resolve("absent"))).verifyError(NoSuchFileException.class);
        StepVerifier.create(files().read(dir.resolve("absent"))).verifyError(NoSuchFileException.class);
        StepVerifier.create(files().withFile(dir.resolve("absent"), file -> Mono.just(1), READ))
                .verifyError(NoSuchFileException.class);
        StepVerifier.create(files().write(dir.resolve("absent/file"), Flux.empty()))
                .verifyError(NoSuchFileException.class);
    }

    @Test
    void contradictingOptionsComeToTheSubscriber() {
        Mono<Long> write = files().write(dir.resolve("file"), Flux.empty(), READ);

        StepVerifier.create(write).verifyErrorMessage("options must not contain READ");
    }

    @Test
    void aFileIsClosedWhenItWasUsed() {
        AtomicReference<AsyncFile> used = new AtomicReference<>();
        Mono<Integer> written = files().withFile(
                        dir.resolve("file"),
                        file -> {
                            used.set(file);
                            return Mono.fromFuture(file.write("text".getBytes(StandardCharsets.UTF_8)));
                        },
                        CREATE,
                        WRITE);
        assertThat(used).hasNullValue();

        assertThat(written.block()).isEqualTo(4);

        assertThat(used.get().isOpen()).isFalse();
        assertThat(dir.resolve("file")).hasContent("text");
    }

    @Test
    void whatIsDoneWithAFileMayFailThrowOrBeEmpty() throws IOException {
        Path path = Files.writeString(dir.resolve("file"), "text");
        IllegalStateException failure = new IllegalStateException("in between");

        StepVerifier.create(files().withFile(path, file -> Mono.error(failure)))
                .verifyErrorSatisfies(thrown -> assertThat(thrown).isSameAs(failure));
        StepVerifier.create(files().withFile(path, file -> {
                    throw failure;
                }))
                .verifyErrorSatisfies(thrown -> assertThat(thrown).isSameAs(failure));
        StepVerifier.create(files().withFile(path, file -> Mono.empty())).verifyComplete();
        StepVerifier.create(files().withTextFile(path, TextFormat.UTF_8, file -> Mono.fromFuture(file.readString())))
                .expectNext("text")
                .verifyComplete();
        assertThat(operations.openFiles()).isZero();
    }

    @Test
    void cancellingEndsWhatIsDoneWithAFileAndClosesIt() {
        AtomicReference<AsyncFile> used = new AtomicReference<>();
        AtomicInteger cancelled = new AtomicInteger();

        StepVerifier.create(files().withFile(
                                dir.resolve("file"),
                                file -> {
                                    used.set(file);
                                    return Mono.never().doOnCancel(cancelled::incrementAndGet);
                                },
                                CREATE_NEW,
                                WRITE))
                .thenAwait()
                .then(() -> await().until(() -> used.get() != null))
                .thenCancel()
                .verify();

        await().until(() -> !used.get().isOpen());
        assertThat(cancelled).hasValue(1);
    }

    @Test
    void temporaryFilesAndDirectoriesAreGoneAfterwards() {
        Path directory = files().withTemporaryDirectory(
                        "reactive",
                        path -> files().writeString(path.resolve("file"), "text")
                                .thenReturn(path))
                .block();

        assertThat(directory).doesNotExist();
        assertThat(files().withTemporaryFile(file -> Mono.fromFuture(file.size()))
                        .block())
                .isZero();
    }

    @Test
    void aMonoCanBeSubscribedAgainAfterItFailed() throws IOException {
        Mono<Path> create = files().createFile(dir.resolve("file"));
        create.block();
        StepVerifier.create(create).verifyError(FileAlreadyExistsException.class);
        Files.delete(dir.resolve("file"));
        StepVerifier.create(create).expectNext(dir.resolve("file")).verifyComplete();
    }

    private DataBuffer buffer(String text) {
        return factory.allocateBuffer(64).write(text, StandardCharsets.UTF_8);
    }

    private int releasedSize(DataBuffer buffer) {
        assertThat(buffer)
                .isInstanceOf(
                        factory instanceof NettyDataBufferFactory ? NettyDataBuffer.class : DefaultDataBuffer.class);
        int size = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return size;
    }

    private static byte[] joined(Flux<DataBuffer> read) {
        return DataBufferUtils.join(read)
                .map(whole -> {
                    byte[] bytes = new byte[whole.readableByteCount()];
                    whole.read(bytes);
                    DataBufferUtils.release(whole);
                    return bytes;
                })
                .defaultIfEmpty(new byte[0])
                .block();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static io.github.asyncfiles.Outcomes.failureOf;
import static io.github.asyncfiles.Outcomes.valueOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AsyncStandardStreamsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PipedOutputStream typed = new PipedOutputStream();
    private final AsyncStandardStreams streams = streams();

    private AsyncStandardStreams streams() {
        try {
            return new AsyncStandardStreams(
                    new PipedInputStream(typed), new PrintStream(out), new PrintStream(err), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void linesAreReadInTheOrderOfTheCallsAsTheyAreTyped() throws IOException {
        CompletableFuture<String> first = streams.readLine();
        CompletableFuture<String> second = streams.readLine();
        CompletableFuture<byte[]> bytes = streams.read(3);
        CompletableFuture<String> last = streams.readLine();
        assertThat(first).isNotDone();

        typed.write("Grüße\r\nzwei\nabcrest".getBytes(UTF_8));
        typed.close();

        assertThat(valueOf(first)).isEqualTo("Grüße");
        assertThat(valueOf(second)).isEqualTo("zwei");
        assertThat(valueOf(bytes)).isEqualTo("abc".getBytes(UTF_8));
        assertThat(valueOf(last)).isEqualTo("rest");
        assertThat(valueOf(streams.readLine())).isNull();
        assertThat(valueOf(streams.read(1))).isEmpty();
    }

    @Test
    void aLineWithoutEndIsRefused() throws IOException {
        CompletableFuture<String> line = streams.readLine();
        byte[] much = new byte[(1 << 20) + 1];
        java.util.Arrays.fill(much, (byte) 'x');
        typed.write(much);
        typed.write("\nnext\n".getBytes(UTF_8));
        typed.flush();
        assertThat(failureOf(line)).isInstanceOf(LineTooLongException.class);
    }

    @Test
    void whatWaitsIsBounded() throws IOException {
        CompletableFuture<?>[] waiting = new CompletableFuture<?>[10_000];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = streams.read(1);
        }
        assertThat(failureOf(streams.read(1))).isInstanceOf(FileOperationRejectedException.class);
        typed.close();
        valueOf(CompletableFuture.allOf(waiting));
        assertThat(valueOf(streams.read(1))).isEmpty();
    }

    @Test
    void anOutputThatIsBrokenFails() {
        PrintStream broken = new PrintStream(new java.io.OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        AsyncStandardStreams unheard =
                new AsyncStandardStreams(java.io.InputStream.nullInputStream(), broken, broken, UTF_8);
        assertThat(failureOf(unheard.print("text"))).isInstanceOf(IOException.class);
        assertThat(failureOf(unheard.printError("text"))).isInstanceOf(IOException.class);
    }

    @Test
    void writesTextAndBytesInOrder() {
        streams.print("Grüße, ");
        valueOf(streams.write("Welt".getBytes(UTF_8)));
        streams.printError("Fehler ");
        valueOf(streams.writeError("1".getBytes(UTF_8)));
        assertThat(out.toString(UTF_8)).isEqualTo("Grüße, Welt");
        assertThat(err.toString(UTF_8)).isEqualTo("Fehler 1");
    }

    @Test
    void aReadThatNobodyAnswersIsADaemonsBusiness() {
        CompletableFuture<String> never = streams.readLine();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("async-files-stdin-"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon));
        assertThat(never.cancel(true)).isTrue();
    }

    @Test
    void theStreamsOfThisProcessAreThere() {
        valueOf(AsyncStandardStreams.system().print(""));
    }
}

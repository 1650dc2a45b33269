// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers that misbehave while they are written. */
class WriteStreamTest {

    @TempDir
    Path dir;

    @Test
    void aPublisherThatThrowsWhenItIsSubscribedToFailsTheFuture() {
        AsyncFileTemplate files = AsyncFileTemplate.create();
        IllegalStateException thrown = new IllegalStateException("on purpose");
        Flow.Publisher<ByteBuffer> publisher = subscriber -> {
            throw thrown;
        };

        CompletableFuture<Long> written = files.write(dir.resolve("file"), publisher);

        assertThat(Outcomes.failureOf(written)).isSameAs(thrown);
        assertThat(dir.resolve("file")).doesNotExist();
        assertThat(files.close(Duration.ofSeconds(10))).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs

import io.github.asyncfiles.AsyncFileTemplate
import io.github.asyncfiles.TextFormat.UTF_8
import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardOpenOption.READ
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future
import kotlinx.coroutines.jdk9.asFlow
import kotlinx.coroutines.jdk9.asPublisher
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What docs/futures-and-streams.md shows of Kotlin. */
class KotlinSamplesTest {
    @TempDir lateinit var dir: Path

    private val files = AsyncFileTemplate.create()

    @AfterEach fun close() = files.close()

    suspend fun wordsIn(path: Path): Int =
        files.readString(path).await().split(Regex("\\s+")).size

    suspend fun errorsIn(log: Path): List<String> =
        files.lines(log).asFlow()
            .filter { "ERROR" in it }
            .take(10)
            .toList()

    suspend fun firstLine(path: Path): String? = coroutineScope {
        files.withTextFile(path, UTF_8, { file -> future { file.readLine().await() } }, READ).await()
    }

    suspend fun save(path: Path, lines: Flow<String>): Long =
        files.write(path, lines.map { ByteBuffer.wrap("$it\n".toByteArray()) }.asPublisher()).await()

    @Test
    fun aFutureIsAwaited(): Unit = runBlocking {
        Files.writeString(dir.resolve("file"), "one two three")
        assertThat(wordsIn(dir.resolve("file"))).isEqualTo(3)
    }

    @Test
    fun theFailureIsTheJdksOwn(): Unit = runBlocking {
        val failure = runCatching { wordsIn(dir.resolve("absent")) }.exceptionOrNull()
        assertThat(failure).isInstanceOf(NoSuchFileException::class.java)
    }

    @Test
    fun aPublisherIsAFlow(): Unit = runBlocking {
        Files.write(dir.resolve("log"), (1..10_000).map { if (it % 3 == 0) "ERROR $it" else "INFO $it" })
        assertThat(errorsIn(dir.resolve("log"))).hasSize(10).startsWith("ERROR 3").endsWith("ERROR 30")
    }

    @Test
    fun anOpenFileIsClosedAfterwards(): Unit = runBlocking {
        Files.writeString(dir.resolve("file"), "first\nsecond\n")
        assertThat(firstLine(dir.resolve("file"))).isEqualTo("first")
        assertThat(files.openFiles()).isZero()
    }

    @Test
    fun aFlowIsWritten(): Unit = runBlocking {
        val lines = flow { repeat(100) { emit("line $it") } }
        assertThat(save(dir.resolve("file"), lines)).isEqualTo(Files.size(dir.resolve("file")))
        assertThat(Files.readAllLines(dir.resolve("file"))).hasSize(100).startsWith("line 0").endsWith("line 99")
    }

    @Test
    fun cancellingTheCoroutineCancelsWhatIsDoneWithTheFile(): Unit = runBlocking {
        Files.writeString(dir.resolve("file"), "content")
        val begun = CompletableDeferred<Unit>()
        val job = launch {
            files.withFile(dir.resolve("file"), { file ->
                future {
                    begun.complete(Unit)
                    awaitCancellation()
                }
            }).await()
        }
        begun.await()
        job.cancelAndJoin()
        Awaitility.await().until { files.openFiles() == 0 }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.mock.web.MockPart;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** What users write to test a controller that sends and takes files, with {@code MockMvc}. */
@WebMvcTest(properties = "async-files.web.upload.max-file-size=2MB")
class WebMvcSliceTest {

    @TempDir
    static Path dir;

    @Autowired
    private MockMvcTester tester;

    @Autowired
    private MockMvc mvc;

    private final byte[] content = new byte[1_000_000];

    WebMvcSliceTest() {
        new Random(1).nextBytes(content);
    }

    @Test
    void aFileIsTheAnswer() throws Exception {
        Files.write(dir.resolve("file.bin"), content);

        for (String how : List.of("file", "future")) {
            assertThat(tester.get().uri("/" + how + "/file.bin"))
                    .hasStatusOk()
                    .hasContentType("application/octet-stream")
                    .hasHeader("Content-Length", "1000000")
                    .body()
                    .isEqualTo(content);
        }
        assertThat(tester.get().uri("/file/absent")).hasStatus(404);
    }

    @Test
    void aFileIsWrittenAtOnce() throws Exception {
        Files.write(dir.resolve("file.bin"), content);

        mvc.perform(get("/file/file.bin"))
                .andExpect(status().isOk())
                .andExpect(content().bytes(content));
        mvc.perform(get("/file/file.bin").header("Range", "bytes=1-2"))
                .andExpect(status().isPartialContent())
                .andExpect(header().string("Content-Range", "bytes 1-2/1000000"))
                .andExpect(content().bytes(new byte[] {content[1], content[2]}));
    }

    @Test
    void aBodyIsSaved() {
        assertThat(tester.put().uri("/file/body").content(content))
                .hasStatusOk()
                .hasBodyTextEqualTo("1000000");
        assertThat(dir.resolve("body")).hasBinaryContent(content);

        // The tester waits for a future that takes some time.
        assertThat(tester.put().uri("/late").content(content)).hasStatusOk().hasBodyTextEqualTo("1000000");

        assertThat(tester.put().uri("/file/large").content(new byte[(2 << 20) + 1]))
                .hasStatus(413);
        assertThat(dir.resolve("large")).doesNotExist();
    }

    @Test
    void aFormIsSaved() {
        assertThat(tester.post()
                        .uri("/form?page=1")
                        .multipart()
                        .file(new MockMultipartFile("a", "Größe \"1\".bin", "image/png", content))
                        .file(new MockMultipartFile("b", "", null, new byte[0]))
                        .part(new MockPart("c", "c.txt", "c".getBytes(UTF_8)))
                        .part(new MockPart("d", "Grüße".getBytes(UTF_8)))
                        .param("title", "\r\n--x", "again"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("""
                        {
                          "type": "multipart/form-data",
                          "fields": {"title": ["\\r\\n--x", "again"], "d": ["Grüße"]},
                          "saved": ["a: Größe \\"1\\".bin, image/png", "c: c.txt, application/octet-stream"]
                        }""");
        assertThat(dir.resolve("a")).hasBinaryContent(content);
        assertThat(dir.resolve("c")).hasContent("c");
    }

    @Test
    void anUploadIsAnsweredAsynchronously() throws Exception {
        MvcResult started = mvc.perform(multipart("/only").file("file", content))
                .andExpect(org.springframework.test.web.servlet.result.MockMvcResultMatchers.request()
                        .asyncStarted())
                .andReturn();

        mvc.perform(asyncDispatch(started))
                .andExpect(status().isOk())
                .andExpect(content().string("1000000"));
        assertThat(tester.post().uri("/only").multipart()).hasStatus(400);
    }

    @SpringBootConfiguration
    @Import(FileController.class)
    static class App {}

    @RestController
    static class FileController {

        @GetMapping("/file/{name}")
        FileDownload file(@PathVariable String name) {
            return FileDownload.of(dir.resolve(name));
        }

        @GetMapping("/future/{name}")
        CompletableFuture<FileDownload> future(@PathVariable String name) {
            return CompletableFuture.supplyAsync(() -> file(name));
        }

        @PutMapping("/file/{name}")
        CompletableFuture<Long> put(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(dir.resolve(name));
        }

        @PutMapping("/late")
        CompletableFuture<Long> late(FileUpload upload) {
            return upload.saveTo(dir.resolve("late"))
                    .thenApplyAsync(Function.identity(), CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
        }

        @PostMapping("/only")
        CompletableFuture<Long> only(FileUpload upload) throws IOException {
            return upload.saveTo(Files.createTempDirectory(dir, "only").resolve("file"));
        }

        @PostMapping("/form")
        CompletableFuture<SavedForm> form(FileUpload upload) {
            return SavedForm.of(upload, dir);
        }
    }
}

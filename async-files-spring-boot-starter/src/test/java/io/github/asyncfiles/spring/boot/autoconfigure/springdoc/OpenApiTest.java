// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.springdoc;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** What clients are told by springdoc. */
@SpringBootTest(properties = {"springdoc.api-docs.enabled=true", "spring.main.web-application-type=servlet"})
@AutoConfigureMockMvc
class OpenApiTest {

    private static final Map<String, String> BYTES = Map.of("type", "string", "format", "binary");

    @Autowired
    private MockMvcTester mvc;

    private DocumentContext document() throws Exception {
        return JsonPath.parse(
                mvc.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString());
    }

    @Test
    void aDownloadIsBytes() throws Exception {
        DocumentContext document = document();
        for (String how : List.of("plain", "future", "entity")) {
            List<Map<String, String>> schemas =
                    document.read("$.paths['/" + how + "/{name}'].get.responses['200'].content.*.schema");
            assertThat(schemas).as(how).containsExactly(BYTES);
        }
        assertThat(document.jsonString()).doesNotContain("FileDownload", "deletedAfterwards");
    }

    @Test
    void anUploadIsABody() throws Exception {
        DocumentContext document = document();
        List<String> parameters = document.read("$.paths['/both/{name}'].put.parameters[*].name");
        Map<String, Object> both = document.read("$.paths['/both/{name}'].put.requestBody.content");
        Map<String, Object> form = document.read("$.paths['/form'].post.requestBody.content");

        Map<String, Object> files = Map.of("schema", Map.of("type", "object", "additionalProperties", BYTES));
        assertThat(parameters).containsExactly("name");
        assertThat(both)
                .isEqualTo(Map.of("application/octet-stream", Map.of("schema", BYTES), "multipart/form-data", files));
        assertThat(form).isEqualTo(Map.of("multipart/form-data", files));
        assertThat(document.jsonString()).doesNotContain("FileUpload", "isMultipart");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(FileController.class)
    static class App {}

    @RestController
    static class FileController {

        @GetMapping("/plain/{name}")
        FileDownload plain(@PathVariable String name) {
            return FileDownload.of(Path.of(name));
        }

        @GetMapping("/future/{name}")
        CompletableFuture<FileDownload> future(@PathVariable String name) {
            return CompletableFuture.completedFuture(plain(name));
        }

        @GetMapping("/entity/{name}")
        CompletableFuture<ResponseEntity<FileDownload>> entity(@PathVariable String name) {
            return CompletableFuture.completedFuture(ResponseEntity.ok(plain(name)));
        }

        @PutMapping("/both/{name}")
        CompletableFuture<Long> both(@PathVariable String name, FileUpload upload) {
            return upload.saveTo(Path.of(name));
        }

        @PostMapping(path = "/form", consumes = "multipart/form-data")
        CompletableFuture<List<Long>> form(FileUpload upload) {
            return upload.forEach(file -> file.saveTo(Path.of(file.safeFileName())));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.benchmarks;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** An application on Netty or Tomcat that hands out files, each way under a path of its own, and answers pings. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ResponsivenessApplication.Desk.class)
public class ResponsivenessApplication {

    /** Starts it with a folder, a stack ({@code servlet} or {@code reactive}) and further settings; prints the port. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(ResponsivenessApplication.class);
        List<String> arguments = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                // Tomcat closes a connection after 100 requests otherwise.
                "--server.tomcat.max-keep-alive-requests=-1",
                "--spring.main.web-application-type=" + args[1],
                "--spring.main.banner-mode=off",
                "--folder=" + args[0]));
        arguments.addAll(List.of(args).subList(2, args.length));
        var context = application.run(arguments.toArray(String[]::new));
        System.out.println(context.getEnvironment().getProperty("local.server.port"));
    }

    @RestController
    static class Desk {

        private final AsyncFileTemplate files;
        private final Path folder;

        Desk(AsyncFileTemplate files, @Value("${folder}") Path folder) {
            this.files = files;
            this.folder = folder;
        }

        private Path path(String parent, String name) {
            return folder.resolve(parent).resolve(name);
        }

        @GetMapping("/ping")
        String ping() {
            return "pong";
        }

        @GetMapping("/FileDownload/{parent}/{name}")
        FileDownload download(@PathVariable String parent, @PathVariable String name) {
            return FileDownload.of(path(parent, name));
        }

        /** {@return what heap and direct buffers take, in bytes, without garbage} */
        @GetMapping("/memory")
        String memory() {
            System.gc();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            return String.valueOf(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct);
        }

        @PutMapping("/FileUpload/{parent}/{name}")
        CompletableFuture<Long> upload(@PathVariable String parent, @PathVariable String name, FileUpload upload) {
            return upload.saveTo(path(parent, name));
        }

        @GetMapping("/async-files/{parent}/{name}")
        CompletableFuture<byte[]> asyncFiles(@PathVariable String parent, @PathVariable String name) {
            return files.readAllBytes(path(parent, name));
        }

        @GetMapping("/Files.readAllBytes/{parent}/{name}")
        byte[] blocking(@PathVariable String parent, @PathVariable String name) throws IOException {
            return Files.readAllBytes(path(parent, name));
        }

        @GetMapping("/Resource/{parent}/{name}")
        Resource resource(@PathVariable String parent, @PathVariable String name) {
            return new FileSystemResource(path(parent, name));
        }

        @GetMapping("/DataBufferUtils/{parent}/{name}")
        ResponseEntity<Flux<DataBuffer>> dataBuffers(@PathVariable String parent, @PathVariable String name) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .contentLength(SlowDisk.FILE_BYTES)
                    .body(DataBufferUtils.read(path(parent, name), DefaultDataBufferFactory.sharedInstance, 4096));
        }
    }
}

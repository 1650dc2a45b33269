// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the auto-configured template. Wrong values stop the start of the application.
 *
 * @param engine What touches the disk: "auto" takes the best engine that works on this machine, "portable" works
 *     everywhere, "linux" serves what is in memory on the calling thread (Linux 5.12, Java 22).
 * @param root Directory that the template keeps to: relative paths lead from it, and none leads out of it, whatever links
 *     there are. It has to exist, and to be writable. No limit if not set.
 * @param executor The threads that do the work.
 * @param inlineLimit Most bytes that are copied on the calling thread at a time, where the engine can tell that they are
 *     in memory already; larger reads, and all that would wait, go to a worker. 0 serves everything on workers.
 * @param bufferSize How large the chunks of a stream are, and how far an open file is read ahead of its cursor.
 * @param readAhead How many chunks of a stream (or batches of lines or entries) are fetched before they are asked for; 0
 *     fetches each when it is asked for.
 * @param maxFileSize Largest file that is read as a whole; reading a larger one fails.
 * @param maxLineLength Longest line that is read as one from an open file, in bytes, or in characters of text.
 * @param charset Charset of text, where a call names none.
 * @param timeout How long one operation may take, the time in the queue included. No limit if not set.
 * @param slowOperationThreshold How long an operation may take before a warning tells of it, once, with what its worker is
 *     at. No warnings if not set.
 * @param stuckAfter How long an operation runs until health, meters and endpoint count it as stuck.
 * @param shutdownTimeout How long the application waits, when it stops, for operations that were accepted.
 * @param leakDetection Whether to remember where each file was opened, to name the place when one is never closed.
 * @param metrics What is measured.
 * @param observations What is traced.
 * @param templates Further templates by name, each with threads and limits of its own. What is not set for one has the
 *     default of the library, not the value of the main template.
 * @param web Files over HTTP.
 */
@ConfigurationProperties("async-files")
public record AsyncFilesProperties(
        @DefaultValue("auto") String engine,
        @Nullable String root,
        @DefaultValue Executor executor,
        @DefaultValue("64KB") DataSize inlineLimit,
        @DefaultValue("64KB") DataSize bufferSize,
        @DefaultValue("2") int readAhead,
        @DefaultValue("1GB") DataSize maxFileSize,
        @DefaultValue("1MB") DataSize maxLineLength,
        @DefaultValue("UTF-8") Charset charset,
        @Nullable Duration timeout,
        @Nullable Duration slowOperationThreshold,
        @DefaultValue("1m") Duration stuckAfter,
        @DefaultValue("30s") Duration shutdownTimeout,
        @DefaultValue("false") boolean leakDetection,
        @DefaultValue Metrics metrics,
        @DefaultValue Observations observations,
        @DefaultValue Map<String, Template> templates,
        @DefaultValue Web web) {

    /** {@return how long an operation runs until it counts as stuck} */
    public Duration stuckAfter() {
        if (stuckAfter.compareTo(Duration.ZERO) <= 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "async-files.stuck-after", stuckAfter, "stuckAfter must be longer than 0, not " + stuckAfter);
        }
        return stuckAfter;
    }

    /** {@return the settings of the main template} */
    Template main() {
        return new Template(
                engine,
                root,
                executor,
                inlineLimit,
                bufferSize,
                readAhead,
                maxFileSize,
                maxLineLength,
                charset,
                timeout,
                slowOperationThreshold,
                shutdownTimeout,
                leakDetection);
    }

    /**
     * The settings of one template.
     *
     * @param engine What touches the disk: "auto", "portable" or "linux".
     * @param root Directory that the template keeps to. No limit if not set.
     * @param executor The threads that do the work.
     * @param inlineLimit Most bytes that are copied on the calling thread at a time; 0 serves everything on workers.
     * @param bufferSize How large the chunks of a stream are.
     * @param readAhead How many chunks of a stream are fetched before they are asked for.
     * @param maxFileSize Largest file that is read as a whole.
     * @param maxLineLength Longest line that is read as one from an open file.
     * @param charset Charset of text, where a call names none.
     * @param timeout How long one operation may take, the time in the queue included. No limit if not set.
     * @param slowOperationThreshold How long an operation may take before a warning tells of it. No warnings if not set.
     * @param shutdownTimeout How long the application waits, when it stops, for operations that were accepted.
     * @param leakDetection Whether to remember where each file was opened.
     */
    public record Template(
            @DefaultValue("auto") String engine,
            @Nullable String root,
            @DefaultValue Executor executor,
            @DefaultValue("64KB") DataSize inlineLimit,
            @DefaultValue("64KB") DataSize bufferSize,
            @DefaultValue("2") int readAhead,
            @DefaultValue("1GB") DataSize maxFileSize,
            @DefaultValue("1MB") DataSize maxLineLength,
            @DefaultValue("UTF-8") Charset charset,
            @Nullable Duration timeout,
            @Nullable Duration slowOperationThreshold,
            @DefaultValue("30s") Duration shutdownTimeout,
            @DefaultValue("false") boolean leakDetection) {}

    /**
     * The threads that do the work.
     *
     * @param maxThreads How many operations run at the same time. Threads start on demand, all of them before anything
     *     waits.
     * @param keepAlive How long an idle thread lives on.
     * @param queueCapacity How many operations wait while all threads are busy; the next one is refused.
     * @param threadNamePrefix How the threads are called, before their number.
     * @param virtualThreads Whether to use virtual threads (Java 21 or later), at most "max-threads" at a time. Reading
     *     files holds on to their carriers, which makes them slower than platform threads.
     */
    public record Executor(
            @DefaultValue("64") int maxThreads,
            @DefaultValue("30s") Duration keepAlive,
            @DefaultValue("10000") int queueCapacity,
            @DefaultValue("async-files-") String threadNamePrefix,
            @DefaultValue("false") boolean virtualThreads) {}

    /**
     * What is measured.
     *
     * @param enabled Whether operations are measured, where there is a meter registry.
     */
    public record Metrics(@DefaultValue("true") boolean enabled) {}

    /**
     * What is traced.
     *
     * @param enabled Whether each operation is an observation, and with a tracer a span, where there is an observation
     *     registry.
     */
    public record Observations(@DefaultValue("false") boolean enabled) {}

    /**
     * Files over HTTP.
     *
     * @param enabled Whether controllers may return a FileDownload and take a FileUpload.
     * @param idleTimeout How long a client may take nothing of a download, or send nothing of an upload. Tomcat ends the
     *     connection after "server.tomcat.connection-timeout" (60s) if that is shorter.
     * @param download How files are sent.
     * @param upload What is taken from a client at most.
     */
    public record Web(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("30s") Duration idleTimeout,
            @DefaultValue Download download,
            @DefaultValue Upload upload) {

        /**
         * How files are sent.
         *
         * @param maxRanges How many ranges of a file one request gets; if it asks for more, the whole file is sent.
         */
        public record Download(@DefaultValue("16") int maxRanges) {}

        /**
         * What is taken from a client at most.
         *
         * @param maxFileSize Largest file of an upload.
         * @param maxRequestSize Largest upload: all of its files, and what is around them.
         * @param maxParts How many parts a form may have, files and text fields.
         * @param maxPartHeaderSize Longest headers of one part.
         * @param maxFieldSize Longest text field of a form, in bytes.
         */
        public record Upload(
                @DefaultValue("1GB") DataSize maxFileSize,
                @DefaultValue("2GB") DataSize maxRequestSize,
                @DefaultValue("100") int maxParts,
                @DefaultValue("8KB") DataSize maxPartHeaderSize,
                @DefaultValue("64KB") DataSize maxFieldSize) {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import io.github.asyncfiles.AsyncFile;
import io.github.asyncfiles.AsyncFileOperations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.MediaType;

/**
 * A file as the answer of a controller: returned as it is, in a {@code CompletableFuture}, a {@code Mono} or a
 * {@code ResponseEntity}, from Spring MVC and Spring WebFlux alike. Neither a slow disk nor a slow client holds a thread.
 *
 * <pre>{@code
 * @GetMapping("/exports/{name}")
 * FileDownload export(@PathVariable String name) {
 *     return FileDownload.of(folder.resolve(name)).attachment();
 * }
 * }</pre>
 *
 * <p><b>HTTP</b> (RFC 9110). {@code HEAD}; {@code ETag} and {@code Last-Modified} and all requests that depend on them;
 * one range, or several as {@code multipart/byteranges}. Headers and bytes come from the same open file: one that is
 * replaced meanwhile is sent as it was, one that shrinks meanwhile ends the connection. The {@code ETag} is made of size
 * and time of the last change; it is a weak one in the first two seconds after a change, when another may not show. Headers
 * that a {@code ResponseEntity} sets go before those of the file, and another status than 200 sends the whole file.
 *
 * <p><b>Errors.</b> 404 when there is no regular file, 403 when it may not be read, 503 when the template refuses or runs
 * out of time: a {@link FileDownloadException}, whose cause an exception handler can ask for. Once the headers are sent,
 * what goes wrong ends the connection.
 *
 * <p><b>Names.</b> The path is used as it is: check names that come from strangers.
 *
 * <p>Immutable; each method returns a copy.
 */
public final class FileDownload {

    private final @Nullable AsyncFileOperations files;
    private final Path path;
    private final @Nullable AsyncFile file;
    private final @Nullable ContentDisposition disposition;
    private final @Nullable MediaType contentType;
    private final @Nullable CacheControl cacheControl;
    private final @Nullable String eTag;
    private final @Nullable Consumer<@Nullable Throwable> afterwards;
    private final boolean deleted;

    private FileDownload(Copy from) {
        this.files = from.files;
        this.path = from.path;
        this.file = from.file;
        this.disposition = from.disposition;
        this.contentType = from.contentType;
        this.cacheControl = from.cacheControl;
        this.eTag = from.eTag;
        this.afterwards = from.afterwards;
        this.deleted = from.deleted;
    }

    /**
     * Sends the file at a path, opened by the application's template.
     *
     * @param path of a regular file
     * @return the answer
     */
    public static FileDownload of(Path path) {
        return new FileDownload(new Copy(path));
    }

    /**
     * Sends the file at a path.
     *
     * @param files opens it
     * @param path of a regular file
     * @return the answer
     */
    public static FileDownload of(AsyncFileOperations files, Path path) {
        Copy copy = new Copy(path);
        copy.files = Objects.requireNonNull(files, "files");
        return new FileDownload(copy);
    }

    /**
     * Sends a file that is open for reading, and closes it afterwards.
     *
     * @param file from its start, wherever its cursor is
     * @return the answer; can be sent once
     */
    public static FileDownload of(AsyncFile file) {
        Copy copy = new Copy(file.path());
        copy.file = file;
        return new FileDownload(copy);
    }

    /** {@return the same, to be saved by the client under the name of the file} */
    public FileDownload attachment() {
        return attachment(nameOf(path));
    }

    /**
     * To be saved by the client under another name.
     *
     * @param fileName any name: characters beyond ASCII are encoded as RFC 6266 has it
     * @return the same with this name
     */
    public FileDownload attachment(String fileName) {
        return disposition(ContentDisposition.attachment(), fileName);
    }

    /**
     * To be shown by the client, where it can; saved under a name if its user wants that. Without this, or an attachment,
     * the client shows it too, and takes the name from the address.
     *
     * @param fileName any name
     * @return the same with this name
     */
    public FileDownload inline(String fileName) {
        return disposition(ContentDisposition.inline(), fileName);
    }

    private FileDownload disposition(ContentDisposition.Builder builder, String fileName) {
        Objects.requireNonNull(fileName, "fileName");
        Copy copy = new Copy(this);
        // All else, line breaks too, is encoded.
        boolean printable = fileName.chars().allMatch(c -> c >= ' ' && c <= '~');
        copy.disposition =
                (printable ? builder.filename(fileName) : builder.filename(fileName, StandardCharsets.UTF_8)).build();
        return new FileDownload(copy);
    }

    /**
     * Says what the file is. Without it, that is told by the ending of its name, or else {@code application/octet-stream}.
     *
     * @param contentType without wildcards
     * @return the same with this type
     */
    public FileDownload contentType(MediaType contentType) {
        if (!contentType.isConcrete()) {
            throw new IllegalArgumentException("contentType must have no wildcards: " + contentType);
        }
        Copy copy = new Copy(this);
        copy.contentType = contentType;
        return new FileDownload(copy);
    }

    /**
     * Says for how long others may keep it.
     *
     * @param cacheControl the directives
     * @return the same with these directives
     */
    public FileDownload cacheControl(CacheControl cacheControl) {
        Copy copy = new Copy(this);
        copy.cacheControl = Objects.requireNonNull(cacheControl, "cacheControl");
        return new FileDownload(copy);
    }

    /**
     * Tells versions of the file apart by something better than size and time, a hash, say.
     *
     * @param eTag the tag; quoted if it is not, {@code W/"…"} for a weak one
     * @return the same with this tag
     */
    public FileDownload eTag(String eTag) {
        Copy copy = new Copy(this);
        copy.eTag = eTag.startsWith("\"") || eTag.startsWith("W/\"") ? eTag : '"' + eTag + '"';
        return new FileDownload(copy);
    }

    /**
     * Does something when the answer has ended and the file is closed, once for each time it was sent.
     *
     * @param action given what went wrong, {@code null} when all was sent; called on any thread, must not block
     * @return the same with this action, after others that it has
     */
    public FileDownload afterwards(Consumer<@Nullable Throwable> action) {
        Copy copy = new Copy(this);
        copy.afterwards = afterwards == null ? Objects.requireNonNull(action, "action") : afterwards.andThen(action);
        return new FileDownload(copy);
    }

    /** {@return the same, deleted when the answer has ended, however it did, and if it was never sent for lack of a change} */
    public FileDownload deleteAfterwards() {
        Copy copy = new Copy(this);
        copy.deleted = true;
        return new FileDownload(copy);
    }

    /** {@return what opens the file, {@code null} for the application's template} */
    public @Nullable AsyncFileOperations files() {
        return files;
    }

    /** {@return where the file is} */
    public Path path() {
        return path;
    }

    /** {@return the file, if it was open already} */
    public @Nullable AsyncFile file() {
        return file;
    }

    /** {@return what the client is to do with it, {@code null} if that is left to it} */
    public @Nullable ContentDisposition contentDisposition() {
        return disposition;
    }

    /** {@return what the file is, {@code null} if that is to be told by its name} */
    public @Nullable MediaType contentType() {
        return contentType;
    }

    /** {@return for how long others may keep it, {@code null} if nothing is said} */
    public @Nullable CacheControl cacheControl() {
        return cacheControl;
    }

    /** {@return its tag, quoted, {@code null} if it is to be made of size and time} */
    public @Nullable String eTag() {
        return eTag;
    }

    /** {@return what is done afterwards, {@code null} if nothing} */
    public @Nullable Consumer<@Nullable Throwable> afterwards() {
        return afterwards;
    }

    /** {@return whether it is deleted afterwards} */
    public boolean isDeletedAfterwards() {
        return deleted;
    }

    @Override
    public String toString() {
        return "FileDownload[" + path + "]";
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /** What a copy is made of. */
    private static final class Copy {

        private @Nullable AsyncFileOperations files;
        private final Path path;
        private @Nullable AsyncFile file;
        private @Nullable ContentDisposition disposition;
        private @Nullable MediaType contentType;
        private @Nullable CacheControl cacheControl;
        private @Nullable String eTag;
        private @Nullable Consumer<@Nullable Throwable> afterwards;
        private boolean deleted;

        Copy(Path path) {
            this.path = Objects.requireNonNull(path, "path");
        }

        Copy(FileDownload download) {
            this.files = download.files;
            this.path = download.path;
            this.file = download.file;
            this.disposition = download.disposition;
            this.contentType = download.contentType;
            this.cacheControl = download.cacheControl;
            this.eTag = download.eTag;
            this.afterwards = download.afterwards;
            this.deleted = download.deleted;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * The files of a request, as the argument of a controller's method: its body, or the parts of a form
 * ({@code multipart/form-data}). Nothing of it is spooled anywhere: it goes to its place as it arrives, and is asked for
 * only as fast as it can be written. No thread waits.
 *
 * <pre>{@code
 * @PutMapping("/files/{name}")
 * CompletableFuture<Long> put(@PathVariable String name, FileUpload upload) {
 *     return upload.saveAtomicallyTo(folder.resolve(name));
 * }
 *
 * @PostMapping("/photos")
 * CompletableFuture<List<Long>> photos(FileUpload upload) {
 *     return upload.forEach(photo -> photo.saveTo(folder.resolve(photo.safeFileName())));
 * }
 * }</pre>
 *
 * <p>The method must return a future, a {@code Mono}, or the like, that depends on the upload: it is read while the request
 * is processed asynchronously, and fails when the request ends without it. With Spring MVC, such a request has no timeout
 * of its own ({@code spring.mvc.async.request-timeout}): how long it takes is up to the client, as long as it sends.
 *
 * <p>An upload is used once, by one of the methods that read it. {@link #content}, {@link #saveTo} and
 * {@link #saveAtomicallyTo} are for requests with one file: a form may have text fields around it, but no second file.
 *
 * <p><b>Errors.</b> What the client does wrong is a {@link FileUploadException}, which Spring answers with its
 * {@linkplain FileUploadException#getStatusCode status}: 413 for what is larger than the properties allow, 400 for what is
 * malformed or ends too early, 408 for a client that sends nothing any more, 415 for types that cannot be read.
 *
 * <p><b>What is left.</b> When the upload fails, whatever it was, files that were saved by {@code saveTo} are deleted;
 * those that were saved atomically by then are complete, and stay.
 *
 * <p><b>Threads.</b> Futures complete, and functions are called, on the threads of the server and of the template: do not
 * block there.
 */
public interface FileUpload {

    /** {@return whether the request is a form with parts, rather than one body} */
    boolean isMultipart();

    /** {@return the type of the whole request; {@code application/octet-stream} if it declares none} */
    MediaType contentType();

    /** {@return the headers of the request} */
    HttpHeaders headers();

    /**
     * {@return the text fields that have arrived so far, in their order; all of them, once a future of this upload is
     * complete} Parts without a file name are text fields, whatever their type.
     */
    Map<String, List<String>> fields();

    /**
     * Does something with each file, one after the other, as they arrive: the next one is read when the stage for this one
     * is complete. What it leaves of a file is skipped; a saving for which it does not wait is waited for, a subscriber to
     * which not all has been handed out fails with an {@link IllegalStateException}.
     *
     * <p><b>Errors.</b> What the action throws, or its stage fails with, ends the upload. A stage may handle that saving a
     * file failed: the next one is read then.
     *
     * <p><b>Cancellation.</b> Nothing more is read, and the stage that is under way is cancelled.
     *
     * @param <T> the type of the results
     * @param action called for each file that was chosen; a form's empty file field is none
     * @return a future of the results, in order, completed when the whole request has been read; empty when it has no file
     */
    <T extends @Nullable Object> CompletableFuture<List<T>> forEach(
            Function<? super UploadedFile, ? extends CompletionStage<? extends T>> action);

    /**
     * {@return the bytes of the only file as they arrive, to be subscribed to once} Each buffer belongs to the subscriber.
     *
     * <p><b>Errors.</b> As said above; a form without a file, or with a second one, is malformed.
     */
    Flow.Publisher<ByteBuffer> content();

    /**
     * Saves the only file as a new one.
     *
     * @param target of the new file, in a directory that exists
     * @return a future of the number of bytes, completed when the whole request has been read
     * @see UploadedFile#saveTo
     */
    CompletableFuture<Long> saveTo(Path target);

    /**
     * Saves the only file in the place of what is there, if anything, all or nothing.
     *
     * @param target of the file, in a directory that exists
     * @return a future of the number of bytes, completed when the whole request has been read
     * @see UploadedFile#saveAtomicallyTo
     */
    CompletableFuture<Long> saveAtomicallyTo(Path target);
}

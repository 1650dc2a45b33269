// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * One file of a {@link FileUpload}, whose bytes are still on their way: a part of a form, or the body of a request.
 *
 * <p>Its bytes can be had once, by one of {@link #content}, {@link #saveTo} and {@link #saveAtomicallyTo}.
 */
public interface UploadedFile {

    /** {@return the name of the form field; empty when the file is the whole body} */
    String fieldName();

    /**
     * {@return the name that the client gives the file, {@code null} if none} It may contain anything: never make a path
     * of it. See {@link #safeFileName}.
     */
    @Nullable String declaredFileName();

    /**
     * Makes a name of the declared one that can be resolved against a directory, on any system: the last component, without
     * control characters and those that file systems keep for themselves, no leading dot, no device of Windows, at most 255
     * bytes of UTF-8, with the extension kept. It is no word for a shell, and no text for a page: quote it there.
     *
     * @return the name; {@code "file"} where nothing is left of it
     */
    String safeFileName();

    /** {@return the type that the client declares; {@code application/octet-stream} if none, or none that can be read} */
    MediaType contentType();

    /** {@return the headers of the part, or of the request, as they were sent} */
    HttpHeaders headers();

    /** {@return the text fields that came before this file, in their order} */
    Map<String, List<String>> fields();

    /**
     * {@return the bytes as they arrive, to be subscribed to once} Each buffer belongs to the subscriber. Cancelling skips
     * what is left.
     *
     * <p><b>Errors.</b> Fails with a {@link FileUploadException} when the client sends too much, something malformed, or
     * nothing any more.
     */
    Flow.Publisher<ByteBuffer> content();

    /**
     * Saves the bytes as a new file, right where it is to be, as they arrive. When the upload fails, also after this part of
     * it, the file is deleted.
     *
     * @param target of the new file, in a directory that exists
     * @return a future of the number of bytes; fails with a {@link java.nio.file.FileAlreadyExistsException} when there is
     *     such a file, which is left as it is, and as {@link #content}
     */
    CompletableFuture<Long> saveTo(Path target);

    /**
     * Saves the bytes in a temporary file beside the target, forces them to the disk, and puts them in the place of what
     * was there, if anything: whoever reads sees the old file or the new one, and nothing in between. When it fails, the
     * old one stays and the temporary one is deleted. Permissions of the old file are kept, where there are such; its owner
     * and other attributes are not. A symbolic link is replaced.
     *
     * @param target of the file, in a directory that exists
     * @return a future of the number of bytes; fails as {@link #content}
     */
    CompletableFuture<Long> saveAtomicallyTo(Path target);
}

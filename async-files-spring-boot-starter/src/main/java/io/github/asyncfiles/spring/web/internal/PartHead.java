// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What the headers say about a part.
 *
 * <p>A part with a file name is a file, also when the name is empty; any other is a text field, whatever its type: that is
 * how Jakarta Servlet and Spring MVC see it, and browsers give a name to every file.
 *
 * @param fieldName the name of the form field, empty for a whole body
 * @param declaredFileName the name of the file, {@code null} if none
 * @param isFile whether it is a file rather than a text field
 * @param headers all of them
 */
record PartHead(String fieldName, @Nullable String declaredFileName, boolean isFile, HttpHeaders headers) {

    /**
     * Reads the headers of a part of a form.
     *
     * @throws io.github.asyncfiles.spring.web.FileUploadException when they do not say that it is one, and its name
     */
    static PartHead ofPart(HttpHeaders headers) {
        if (headers.getOrEmpty(HttpHeaders.CONTENT_DISPOSITION).size() != 1) {
            throw Problem.malformed("A part must have one Content-Disposition");
        }
        ContentDisposition disposition;
        try {
            disposition = ContentDisposition.parse(headers.getFirst(HttpHeaders.CONTENT_DISPOSITION));
        } catch (RuntimeException e) {
            throw Problem.malformed("The Content-Disposition of a part cannot be read", e);
        }
        if (!disposition.isFormData() || disposition.getName() == null) {
            throw Problem.malformed("The Content-Disposition of a part must be form-data with a name");
        }
        String fileName = disposition.getFilename();
        return new PartHead(disposition.getName(), fileName, fileName != null, headers);
    }

    /** {@return what the headers of a request say about its body as one file, where they can be read} */
    static PartHead ofRequest(HttpHeaders headers) {
        String fileName = null;
        String disposition = headers.getFirst(HttpHeaders.CONTENT_DISPOSITION);
        if (disposition != null) {
            try {
                fileName = ContentDisposition.parse(disposition).getFilename();
            } catch (RuntimeException e) {
                // No name, then: nothing depends on it.
                fileName = null;
            }
        }
        return new PartHead("", fileName, true, headers);
    }

    /** {@return whether it may be what browsers send for a file field where no file was chosen: no name, no bytes} */
    boolean mayBeNoFile() {
        return declaredFileName != null && declaredFileName.isEmpty() && !fieldName.isEmpty();
    }

    /** {@return the type of the content} */
    MediaType contentType() {
        return contentType(headers);
    }

    static MediaType contentType(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type == null ? MediaType.APPLICATION_OCTET_STREAM : type;
        } catch (InvalidMediaTypeException e) {
            return MediaType.APPLICATION_OCTET_STREAM;
        }
    }

    /** {@return the charset of a text field} */
    Charset charset() {
        Charset declared = contentType().getCharset();
        return declared == null ? StandardCharsets.UTF_8 : declared;
    }
}

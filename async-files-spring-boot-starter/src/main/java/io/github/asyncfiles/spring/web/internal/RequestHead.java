// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.web.internal;

import io.github.asyncfiles.spring.web.UploadLimits;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What the headers say about a request.
 *
 * @param headers all of them
 */
record RequestHead(HttpHeaders headers) {

    /** {@return whether it claims to be a form with parts} */
    boolean isMultipart() {
        return declaredType().split(";", 2)[0].strip().equals("multipart/form-data");
    }

    private String declaredType() {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Chooses what reads the body.
     *
     * @throws io.github.asyncfiles.spring.web.FileUploadException when it is not to be read at all
     */
    BodyParser parser(UploadLimits limits) {
        for (String encoding : headers.getValuesAsList(HttpHeaders.CONTENT_ENCODING)) {
            if (!encoding.equalsIgnoreCase("identity")) {
                throw Problem.unsupported("A Content-Encoding is not supported");
            }
        }
        long declaredBytes = declaredBytes();
        if (declaredBytes > limits.maxRequestBytes()) {
            throw Problem.tooLarge("The request exceeds " + limits.maxRequestBytes() + " bytes");
        }
        MediaType type = type();
        if (isMultipart()) {
            return new MultipartParser(Delimiter.of(type), limits);
        }
        if (type != null
                && (type.getType().equalsIgnoreCase("multipart")
                        || type.equalsTypeAndSubtype(MediaType.APPLICATION_FORM_URLENCODED))) {
            throw Problem.unsupported("A form with files must be multipart/form-data");
        }
        if (declaredBytes > limits.maxFileBytes()) {
            throw Problem.tooLarge("A file exceeds " + limits.maxFileBytes() + " bytes");
        }
        return new WholeBodyParser(PartHead.ofRequest(headers), declaredBytes);
    }

    /** {@return the type, {@code null} if there is none, or none that can be read} */
    private @Nullable MediaType type() {
        try {
            return headers.getContentType();
        } catch (InvalidMediaTypeException e) {
            if (declaredType().startsWith("multipart/")) {
                throw Problem.malformed("The Content-Type cannot be read", e);
            }
            return null;
        }
    }

    private long declaredBytes() {
        try {
            return headers.getContentLength();
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("The Content-Length is no number", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.springdoc;

import io.github.asyncfiles.spring.web.FileUpload;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.BinarySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.util.List;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Gives operations that take a {@link FileUpload} a body: one file as it is, or a form with any fields; or what the mapping
 * says that it consumes. What the application says itself, by an annotation, stays.
 */
final class UploadOperations implements GlobalOperationCustomizer {

    private static final String FORM = "multipart/form-data";

    private static final List<String> BOTH = List.of("application/octet-stream", FORM);

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        boolean takesFiles = Stream.of(method.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == FileUpload.class);
        if (takesFiles && operation.getRequestBody() == null) {
            Content content = new Content();
            types(method).forEach(type -> content.addMediaType(type, new MediaType().schema(schema(type))));
            operation.setRequestBody(new RequestBody().required(true).content(content));
        }
        return operation;
    }

    private static List<String> types(HandlerMethod method) {
        RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RequestMapping.class);
        return mapping == null || mapping.consumes().length == 0 ? BOTH : List.of(mapping.consumes());
    }

    private static Schema<?> schema(String type) {
        return type.startsWith("multipart/")
                ? new ObjectSchema().additionalProperties(new BinarySchema())
                : new BinarySchema();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.springdoc;

import io.github.asyncfiles.spring.web.FileDownload;
import io.github.asyncfiles.spring.web.FileUpload;
import io.swagger.v3.oas.models.media.BinarySchema;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;

/**
 * Lets the OpenAPI document of springdoc show a {@link FileDownload} and a {@link FileUpload} as what goes over the wire,
 * bytes, rather than as objects with properties.
 */
@AutoConfiguration
@ConditionalOnClass({SpringDocUtils.class, GlobalOperationCustomizer.class, BinarySchema.class, HttpHeaders.class})
@ConditionalOnWebApplication
@ConditionalOnProperty(name = "async-files.web.enabled", havingValue = "true", matchIfMissing = true)
public final class AsyncFilesSpringDocAutoConfiguration {

    AsyncFilesSpringDocAutoConfiguration() {
        SpringDocUtils.getConfig()
                .replaceWithSchema(FileDownload.class, new BinarySchema())
                .addRequestWrapperToIgnore(FileUpload.class);
    }

    @Bean
    GlobalOperationCustomizer asyncFilesOperationCustomizer() {
        return new UploadOperations();
    }
}

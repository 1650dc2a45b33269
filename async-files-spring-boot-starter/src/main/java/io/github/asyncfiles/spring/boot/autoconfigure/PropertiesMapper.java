// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Applies properties to a builder, and turns what the builder refuses into Spring Boot's failure analysis. */
final class PropertiesMapper {

    private PropertiesMapper() {}

    static AsyncFileTemplateBuilder builder(AsyncFilesProperties properties) {
        AsyncFileTemplateBuilder builder = AsyncFileTemplate.builder();
        AsyncFilesProperties.Executor executor = properties.executor();
        builder.engine(properties.engine());
        apply("executor.max-threads", executor.maxThreads(), builder::maxThreads);
        apply("executor.keep-alive", executor.keepAlive(), builder::keepAlive);
        apply("executor.queue-capacity", executor.queueCapacity(), builder::queueCapacity);
        apply("executor.thread-name-prefix", executor.threadNamePrefix(), builder::threadNamePrefix);
        apply("max-file-size", properties.maxFileSize(), size -> builder.maxFileSize(size.toBytes()));
        apply("charset", properties.charset(), builder::charset);
        apply("timeout", properties.timeout(), builder::timeout);
        apply("shutdown-timeout", properties.shutdownTimeout(), builder::shutdownTimeout);
        return builder;
    }

    /** Fails when a value is wrong. */
    static void check(AsyncFilesProperties properties) {
        builder(properties);
    }

    static AsyncFileTemplate build(AsyncFileTemplateBuilder builder, AsyncFilesProperties properties) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw invalid("engine", properties.engine(), e);
        }
    }

    static InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, Exception reason) {
        var invalid = new InvalidConfigurationPropertyValueException("async-files." + key, value, reason.getMessage());
        invalid.initCause(reason);
        return invalid;
    }

    private static <V extends @Nullable Object> void apply(String key, V value, Function<V, ?> setter) {
        try {
            setter.apply(value);
        } catch (IllegalArgumentException e) {
            throw invalid(key, value, e);
        }
    }
}

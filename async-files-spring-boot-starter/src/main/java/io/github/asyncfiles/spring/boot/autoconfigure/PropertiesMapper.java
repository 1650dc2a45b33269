// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

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
        apply("inline-limit", properties.inlineLimit(), limit -> builder.inlineLimit(toInt(limit)));
        apply("buffer-size", properties.bufferSize(), size -> builder.bufferSize(toInt(size)));
        apply("read-ahead", properties.readAhead(), builder::readAhead);
        apply("max-file-size", properties.maxFileSize(), size -> builder.maxFileSize(size.toBytes()));
        apply("max-line-length", properties.maxLineLength(), length -> builder.maxLineLength(toInt(length)));
        apply("charset", properties.charset(), builder::charset);
        apply("timeout", properties.timeout(), builder::timeout);
        apply("slow-operation-threshold", properties.slowOperationThreshold(), builder::slowOperationThreshold);
        if (properties.stuckAfter().isNegative() || properties.stuckAfter().isZero()) {
            throw invalid(
                    "stuck-after", properties.stuckAfter(), new IllegalArgumentException("must be longer than 0"));
        }
        apply("shutdown-timeout", properties.shutdownTimeout(), builder::shutdownTimeout);
        return builder.leakDetection(properties.leakDetection());
    }

    private static int toInt(DataSize size) {
        if (size.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("must be at most " + Integer.MAX_VALUE + " bytes, not " + size);
        }
        return (int) size.toBytes();
    }

    /** Fails when a value is wrong. */
    static void check(AsyncFilesProperties properties) {
        builder(properties);
    }

    static AsyncFileTemplate build(AsyncFileTemplateBuilder builder, AsyncFilesProperties properties) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            // Or a customizer asked for another engine: then the property is not to blame.
            if (String.valueOf(e.getMessage()).contains("'" + properties.engine() + "'")) {
                throw invalid("engine", properties.engine(), e);
            }
            throw e;
        }
    }

    static InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, Exception reason) {
        return new InvalidConfigurationPropertyValueException("async-files." + key, value, reason.getMessage());
    }

    private static <V extends @Nullable Object> void apply(String key, V value, Function<V, ?> setter) {
        try {
            setter.apply(value);
        } catch (IllegalArgumentException e) {
            throw invalid(key, value, e);
        }
    }
}

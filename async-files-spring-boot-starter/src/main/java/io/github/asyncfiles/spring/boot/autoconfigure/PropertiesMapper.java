// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/** Applies properties to a builder, and turns what the builder refuses into Spring Boot's failure analysis. */
final class PropertiesMapper {

    static final String PREFIX = "async-files.";

    private final String prefix;
    private final AsyncFilesProperties.Template settings;

    PropertiesMapper(String prefix, AsyncFilesProperties.Template settings) {
        this.prefix = prefix;
        this.settings = settings;
    }

    static PropertiesMapper ofMain(AsyncFilesProperties properties) {
        if (properties.stuckAfter().compareTo(Duration.ZERO) <= 0) {
            throw invalid(
                    PREFIX + "stuck-after",
                    properties.stuckAfter(),
                    new IllegalArgumentException("stuckAfter must be longer than 0, not " + properties.stuckAfter()));
        }
        return new PropertiesMapper(PREFIX, properties.main());
    }

    AsyncFileTemplateBuilder builder() {
        AsyncFileTemplateBuilder builder = AsyncFileTemplate.builder();
        AsyncFilesProperties.Executor executor = settings.executor();
        builder.engine(settings.engine());
        apply("executor.max-threads", executor.maxThreads(), builder::maxThreads);
        apply("executor.keep-alive", executor.keepAlive(), builder::keepAlive);
        apply("executor.queue-capacity", executor.queueCapacity(), builder::queueCapacity);
        apply("executor.thread-name-prefix", executor.threadNamePrefix(), builder::threadNamePrefix);
        apply("inline-limit", settings.inlineLimit(), limit -> builder.inlineLimit(toInt(limit)));
        apply("buffer-size", settings.bufferSize(), size -> builder.bufferSize(toInt(size)));
        apply("read-ahead", settings.readAhead(), builder::readAhead);
        apply("max-file-size", settings.maxFileSize(), size -> builder.maxFileSize(size.toBytes()));
        apply("max-line-length", settings.maxLineLength(), length -> builder.maxLineLength(toInt(length)));
        apply("charset", settings.charset(), builder::charset);
        apply("timeout", settings.timeout(), builder::timeout);
        apply("slow-operation-threshold", settings.slowOperationThreshold(), builder::slowOperationThreshold);
        apply("shutdown-timeout", settings.shutdownTimeout(), builder::shutdownTimeout);
        return builder.leakDetection(settings.leakDetection());
    }

    private static int toInt(DataSize size) {
        if (size.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("must be at most " + Integer.MAX_VALUE + " bytes, not " + size);
        }
        return (int) size.toBytes();
    }

    AsyncFileTemplate build(AsyncFileTemplateBuilder builder) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            // Or a customizer asked for another engine: then the property is not to blame.
            if (String.valueOf(e.getMessage()).contains("'" + settings.engine() + "'")) {
                throw invalid(prefix + "engine", settings.engine(), e);
            }
            throw e;
        }
    }

    InvalidConfigurationPropertyValueException withoutVirtualThreads(IllegalArgumentException reason) {
        return invalid(prefix + "executor.virtual-threads", true, reason);
    }

    static InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, Exception reason) {
        return new InvalidConfigurationPropertyValueException(key, value, reason.getMessage());
    }

    private <V extends @Nullable Object> void apply(String key, V value, Function<V, ?> setter) {
        try {
            setter.apply(value);
        } catch (IllegalArgumentException e) {
            throw invalid(prefix + key, value, e);
        }
    }
}

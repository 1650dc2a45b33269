// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.internal.FileNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
        // Fails when it is wrong, also where nobody else looks at it.
        properties.stuckAfter();
        return new PropertiesMapper(PREFIX, properties.main());
    }

    AsyncFileTemplateBuilder builder() {
        AsyncFileTemplateBuilder builder = AsyncFileTemplate.builder();
        AsyncFilesProperties.Executor executor = settings.executor();
        builder.engine(settings.engine());
        apply("root", settings.root(), root -> builder.root(root == null ? null : Path.of(root)));
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
        AsyncFileTemplate template;
        try {
            template = builder.build();
        } catch (IllegalArgumentException e) {
            // Or a customizer asked for something else: then the property is not to blame.
            String reason = String.valueOf(e.getMessage());
            if (reason.startsWith("root: ") && reason.contains("'" + settings.root() + "'")) {
                throw invalid(prefix + "root", settings.root(), e);
            }
            if (reason.contains("'" + settings.engine() + "'")) {
                throw invalid(prefix + "engine", settings.engine(), e);
            }
            throw e;
        }
        if (settings.root() != null && !isWritable(Path.of(settings.root()), template)) {
            template.close();
            throw invalid(
                    prefix + "root",
                    settings.root(),
                    new IllegalArgumentException(
                            "this process may not write there (a root that is only read is set by an"
                                    + " AsyncFileTemplateBuilderCustomizer)"));
        }
        return template;
    }

    /** {@return false when the template keeps to that root and nothing can be created there} */
    private static boolean isWritable(Path root, AsyncFileTemplate template) {
        Path absolute = root.toAbsolutePath();
        return !absolute.equals(template.root()) || Files.isWritable(absolute);
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
        } catch (InvalidPathException e) {
            String remedy = FileNames.areLimited() ? ". " + FileNames.REMEDY : "";
            throw invalid(prefix + key, value, new IllegalArgumentException(e.getReason() + remedy));
        } catch (IllegalArgumentException e) {
            throw invalid(prefix + key, value, e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.CallerContext;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import io.github.asyncfiles.spring.ObserverOfTemplates;
import java.util.List;
import java.util.Map;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Makes the templates that have a name, each with a pool of its own. */
final class NamedTemplateFactory {

    static final String BEAN_NAME = "asyncFilesNamedTemplateFactory";

    private static final String USUAL_PREFIX = "async-files-";

    private final Map<String, AsyncFilesProperties.Template> templates;
    private final ObjectProvider<AsyncFileObserver> observers;
    private final ObjectProvider<CallerContext> callerContext;
    private final ObjectProvider<AsyncFileTemplateBuilderCustomizer> customizers;

    NamedTemplateFactory(
            AsyncFilesProperties properties,
            ObjectProvider<AsyncFileObserver> observers,
            ObjectProvider<CallerContext> callerContext,
            ObjectProvider<AsyncFileTemplateBuilderCustomizer> customizers) {
        this.templates = properties.templates();
        this.observers = observers;
        this.callerContext = callerContext;
        this.customizers = customizers;
    }

    /** {@return a new template with the settings of that name} */
    AsyncFileTemplate create(String name) {
        String key = NamedTemplates.KEY + "." + name;
        AsyncFilesProperties.Template settings = templates.get(name);
        if (settings == null) {
            throw new InvalidConfigurationPropertyValueException(
                    key,
                    null,
                    AotDetector.useGeneratedArtifacts()
                            ? "The application was prepared ahead of time with this template, and has no settings for it"
                            : "None of its keys is one of a template");
        }
        PropertiesMapper mapper = new PropertiesMapper(key + ".", settings);
        AsyncFileTemplateBuilder builder = mapper.builder().observer(CompositeObserver.of(observersOf(name)));
        AsyncFilesProperties.Executor executor = settings.executor();
        if (executor.threadNamePrefix().equals(USUAL_PREFIX)) {
            builder.threadNamePrefix(USUAL_PREFIX + name + "-");
        }
        if (executor.virtualThreads()) {
            try {
                builder.executor(AsyncFileTaskExecutor.virtual(executor));
            } catch (IllegalArgumentException e) {
                throw mapper.withoutVirtualThreads(e);
            }
        }
        callerContext.ifAvailable(builder::callerContext);
        customizers.orderedStream().forEach(customizer -> customizer.customize(name, builder));
        return mapper.build(builder);
    }

    private List<AsyncFileObserver> observersOf(String name) {
        return observers
                .orderedStream()
                .map(observer -> observer instanceof ObserverOfTemplates one ? one.observerOf(name) : observer)
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileObserver;
import io.github.asyncfiles.AsyncFileTemplate;
import io.github.asyncfiles.AsyncFileTemplateBuilder;
import io.github.asyncfiles.CallerContext;
import io.github.asyncfiles.internal.WorkerThreads;
import io.github.asyncfiles.spring.AsyncFileTemplateBuilderCustomizer;
import io.github.asyncfiles.spring.ObserverOfTemplates;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Makes the templates that have a name, each with a pool of its own, and closes them: all at once, so that the time of one
 * that hangs is not added to that of the next.
 *
 * <p>It is destroyed after all beans that use one of them, and before what the templates themselves need, which is there
 * before it is.
 */
final class NamedTemplateFactory implements DisposableBean {

    static final String BEAN_NAME = "asyncFilesNamedTemplateFactory";

    private static final String USUAL_PREFIX = "async-files-";

    private final Map<String, AsyncFilesProperties.Template> templates;
    private final List<AsyncFileObserver> observers;
    private final @Nullable CallerContext callerContext;
    private final List<AsyncFileTemplateBuilderCustomizer> customizers;
    private final Queue<AsyncFileTemplate> created = new ConcurrentLinkedQueue<>();

    NamedTemplateFactory(
            AsyncFilesProperties properties,
            ObjectProvider<AsyncFileObserver> observers,
            ObjectProvider<CallerContext> callerContext,
            ObjectProvider<AsyncFileTemplateBuilderCustomizer> customizers) {
        this.templates = properties.templates();
        this.observers = observers.orderedStream().toList();
        this.callerContext = callerContext.getIfAvailable();
        this.customizers = customizers.orderedStream().toList();
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
        if (callerContext != null) {
            builder.callerContext(callerContext);
        }
        customizers.forEach(customizer -> customizer.customize(name, builder));
        AsyncFileTemplate template = mapper.build(builder);
        created.add(template);
        return template;
    }

    @Override
    public void destroy() {
        Executor closers =
                task -> WorkerThreads.daemon(USUAL_PREFIX + "closing", task).start();
        CompletableFuture.allOf(created.stream()
                        .map(template -> CompletableFuture.runAsync(template::close, closers))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private List<AsyncFileObserver> observersOf(String name) {
        return observers.stream()
                .map(observer -> observer instanceof ObserverOfTemplates one ? one.observerOf(name) : observer)
                .toList();
    }
}

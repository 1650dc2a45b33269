// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring;

import io.github.asyncfiles.AsyncFileTemplateBuilder;

/**
 * Changes the auto-configured template before it is built. Beans of this type are called in their order, after the
 * properties were applied: they have the last word. The threads come from the bean {@code asyncFileTaskExecutor}, so that
 * here {@code keepAlive} and {@code threadNamePrefix} mean nothing and {@code maxThreads} can only be lowered.
 */
@FunctionalInterface
public interface AsyncFileTemplateBuilderCustomizer {

    /**
     * Changes the builder.
     *
     * @param builder with the properties applied
     */
    void customize(AsyncFileTemplateBuilder builder);
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring;

import io.github.asyncfiles.AsyncFileTemplateBuilder;

/**
 * Changes templates before they are built. Beans of this type are called in their order, after the properties were applied:
 * they have the last word. The threads of the main template come from the bean {@code asyncFileTaskExecutor}, so that there
 * {@code keepAlive} and {@code threadNamePrefix} mean nothing and {@code maxThreads} can only be lowered.
 */
@FunctionalInterface
public interface AsyncFileTemplateBuilderCustomizer {

    /**
     * Changes the main template and, unless the other method says otherwise, those that have a name.
     *
     * @param builder with the properties applied
     */
    void customize(AsyncFileTemplateBuilder builder);

    /**
     * Changes a template that has a name. An executor or a root that is meant for the main one has no place there.
     *
     * @param template the name, as in {@code async-files.templates}
     * @param builder with the properties applied
     */
    default void customize(String template, AsyncFileTemplateBuilder builder) {
        customize(builder);
    }
}

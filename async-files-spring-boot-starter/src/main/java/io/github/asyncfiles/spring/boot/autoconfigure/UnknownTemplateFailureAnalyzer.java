// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileOperations;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says which templates there are when one is asked for that is not among them. */
@Order(Ordered.HIGHEST_PRECEDENCE) // Before the analysis of any missing bean, which may want to create the templates.
final class UnknownTemplateFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

    private final BeanFactory beans;

    UnknownTemplateFailureAnalyzer(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, NoSuchBeanDefinitionException cause, @Nullable String description) {
        Class<?> type = cause.getBeanType();
        if (type == null
                || !AsyncFileOperations.class.isAssignableFrom(type)
                || cause.getNumberOfBeansFound() != 0
                || !(beans instanceof ListableBeanFactory listable)) {
            return null;
        }
        Set<String> names = TemplateNames.names(listable);
        if (names.isEmpty()) {
            return null;
        }
        return new FailureAnalysis(
                (description == null ? "Somebody" : description)
                        + " asks for a file template that does not exist. The templates are: "
                        + String.join(", ", names)
                        + ".",
                "Choose one of them by @Qualifier (default is the main one, and needs none), or add one by"
                        + " async-files.templates.<name>.",
                cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each of the {@code async-files.templates}: {@code archiveAsyncFileTemplate}, also called {@code
 * archive}, to be injected by that name as a qualifier, and not by type alone.
 */
final class NamedTemplates implements ImportBeanDefinitionRegistrar {

    static final String KEY = "async-files.templates";
    private static final String NAME = "[A-Za-z][A-Za-z0-9-]*";

    private final Environment environment;

    NamedTemplates(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        for (String name : names()) {
            if (registry instanceof HierarchicalBeanFactory beans && isInParent(beans, TemplateNames.beanName(name))) {
                continue;
            }
            RootBeanDefinition definition = new RootBeanDefinition(AsyncFileTemplate.class);
            definition.setTargetType(AsyncFileTemplate.class);
            definition.setFactoryBeanName(NamedTemplateFactory.BEAN_NAME);
            definition.setFactoryMethodName("create");
            definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
            definition.setDefaultCandidate(false);
            // The factory closes them all.
            definition.setDestroyMethodName("");
            String beanName = TemplateNames.beanName(name);
            registry.registerBeanDefinition(beanName, definition);
            if (!registry.isBeanNameInUse(name)) {
                registry.registerAlias(beanName, name);
            }
        }
    }

    /** {@return whether the parent context has it: the settings are the same there} */
    private static boolean isInParent(HierarchicalBeanFactory beans, String beanName) {
        BeanFactory parent = beans.getParentBeanFactory();
        return parent != null && parent.containsBean(beanName);
    }

    private Iterable<String> names() {
        Map<String, Object> templates = Binder.get(environment)
                .bind(KEY, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        Map<String, String> spellings = new TreeMap<>();
        for (String name : templates.keySet()) {
            if (!name.matches(NAME)) {
                throw new InvalidConfigurationPropertyValueException(
                        KEY, name, "A template is called by letters, digits and dashes, a letter first");
            }
            if (name.equals(TemplateNames.MAIN)) {
                throw new InvalidConfigurationPropertyValueException(
                        KEY, name, "That is the main template, which is set by async-files.* itself");
            }
            String other = spellings.put(
                    ConfigurationPropertyName.adapt(name.replace("-", ""), '.').toString(), name);
            if (other != null) {
                throw new InvalidConfigurationPropertyValueException(
                        KEY, name, "Two templates have the same name in different spelling: " + other + " and " + name);
            }
        }
        return new TreeSet<>(templates.keySet());
    }
}

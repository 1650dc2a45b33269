// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;

/** How templates are called: in meters, health and endpoint by a name, in the context by that of their bean. */
public final class TemplateNames {

    /** The name of the main template. */
    public static final String MAIN = "default";

    private static final String BEAN = "asyncFileTemplate";
    private static final String BEAN_SUFFIX = "AsyncFileTemplate";

    private TemplateNames() {}

    static String beanName(String template) {
        return template + BEAN_SUFFIX;
    }

    private static String ofBean(String beanName) {
        if (beanName.equals(BEAN)) {
            return MAIN;
        }
        return beanName.endsWith(BEAN_SUFFIX)
                ? beanName.substring(0, beanName.length() - BEAN_SUFFIX.length())
                : beanName;
    }

    /** {@return the names of all templates, none of which is made for that} */
    static Set<String> names(ListableBeanFactory beans) {
        return Stream.of(beans.getBeanNamesForType(AsyncFileTemplate.class, true, false))
                .map(TemplateNames::ofBean)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Finds all templates of an application.
     *
     * @param beans of the application
     * @return its templates by their names
     */
    public static Map<String, AsyncFileTemplate> templates(ListableBeanFactory beans) {
        Map<String, AsyncFileTemplate> templates = new LinkedHashMap<>();
        beans.getBeansOfType(AsyncFileTemplate.class, false, true)
                .forEach((name, bean) -> templates.put(ofBean(name), bean));
        return templates;
    }
}

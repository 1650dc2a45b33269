// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;

/** What an editor shows for {@code async-files.*} is complete, and does what it says. */
class MetadataTest {

    /** Their default is that there is none. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of(
            "async-files.root", "async-files.timeout", "async-files.slow-operation-threshold", "async-files.templates");

    private static final JavaClasses STARTER = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void everyPropertyHasDescriptionTypeAndDefault() throws IOException {
        Map<String, Map<String, Object>> properties = properties();

        Set<String> known = new TreeSet<>(
                components("async-files", AsyncFilesProperties.class).keySet());
        // Of Actuator, for what is shown there.
        known.addAll(Set.of(
                "management.endpoint.asyncfiles.access",
                "management.endpoint.asyncfiles.cache.time-to-live",
                "management.health.async-files.enabled"));
        assertThat(properties.keySet()).isEqualTo(known);
        assertThat(properties).allSatisfy((name, property) -> {
            assertThat((String) property.get("description"))
                    .as(name)
                    .endsWith(".")
                    .hasSizeGreaterThan(20);
            assertThat(property.get("type")).as(name).isNotNull();
            assertThat(property.containsKey("defaultValue")).as(name).isEqualTo(!WITHOUT_DEFAULT.contains(name));
        });
    }

    /** By a condition, by the code, or by Actuator, which has the same keys for every endpoint. */
    @Test
    void everyPropertyIsReadSomewhere() throws IOException {
        Set<String> read = new TreeSet<>();
        for (JavaClass type : STARTER) {
            type.tryGetAnnotationOfType(ConditionalOnProperty.class)
                    .ifPresent(condition -> Collections.addAll(read, condition.name()));
            type.tryGetAnnotationOfType(ConditionalOnEnabledHealthIndicator.class)
                    .ifPresent(condition -> read.add("management.health." + condition.value() + ".enabled"));
            type.tryGetAnnotationOfType(Endpoint.class).ifPresent(endpoint -> {
                read.add("management.endpoint." + endpoint.id() + ".access");
                read.add("management.endpoint." + endpoint.id() + ".cache.time-to-live");
            });
        }
        components("async-files", AsyncFilesProperties.class).forEach((name, component) -> {
            if (isRead(component)) {
                read.add(name);
            }
        });

        assertThat(read).containsAll(properties().keySet());
    }

    /** A setting of the main template is handed over to what all templates have in common, and read there. */
    private static boolean isRead(RecordComponent component) {
        JavaClass owner = STARTER.get(component.getDeclaringRecord());
        return isCalled(owner.getMethod(component.getName()))
                || owner.isEquivalentTo(AsyncFilesProperties.class)
                        && STARTER.get(AsyncFilesProperties.Template.class)
                                .tryGetMethod(component.getName())
                                .filter(MetadataTest::isCalled)
                                .isPresent();
    }

    private static boolean isCalled(JavaMethod method) {
        return method.getAccessesToSelf().stream()
                .anyMatch(access -> !access.getOriginOwner().equals(method.getOwner()));
    }

    private static Map<String, RecordComponent> components(String prefix, Class<?> type) {
        Map<String, RecordComponent> components = new TreeMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = ConfigurationPropertyName.adapt(prefix + "." + dashed(component.getName()), '.')
                    .toString();
            if (component.getType().isRecord()) {
                components.putAll(components(name, component.getType()));
            } else {
                components.put(name, component);
            }
        }
        return components;
    }

    private static String dashed(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase();
    }

    private static Map<String, Map<String, Object>> properties() throws IOException {
        try (InputStream metadata =
                AsyncFilesProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            List<Map<String, Object>> all = JsonPath.read(metadata, "$.properties");
            Map<String, Map<String, Object>> properties = new TreeMap<>();
            all.forEach(property -> properties.put((String) property.get("name"), property));
            return properties;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** What an editor shows for {@code async-files.*} is complete. */
class MetadataTest {

    /** Their default is that there is none. */
    private static final Set<String> WITHOUT_DEFAULT =
            Set.of("async-files.timeout", "async-files.slow-operation-threshold", "async-files.templates");

    @Test
    void everyPropertyHasDescriptionTypeAndDefault() throws IOException {
        Map<String, Map<String, Object>> properties = properties();

        Set<String> known = new TreeSet<>(declared("async-files", AsyncFilesProperties.class));
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

    private static Set<String> declared(String prefix, Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = ConfigurationPropertyName.adapt(prefix + "." + dashed(component.getName()), '.')
                    .toString();
            if (component.getType().isRecord()) {
                names.addAll(declared(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
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

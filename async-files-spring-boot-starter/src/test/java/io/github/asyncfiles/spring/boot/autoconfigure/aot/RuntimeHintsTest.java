// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure.aot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;

class RuntimeHintsTest {

    private static final Pattern LOOK_UP = Pattern.compile("(?:isPresent|forName)\\(\\s*\"([\\w.$]+)\"");

    @Test
    void whatTheStarterLooksForByNameIsToldToANativeImage() throws IOException {
        RuntimeHints hints = new RuntimeHints();
        AotServices.factories().load(RuntimeHintsRegistrar.class).stream()
                .filter(registrar -> registrar.getClass().getName().startsWith("io.github.asyncfiles."))
                .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));

        assertThat(namesOfTypes())
                .hasSizeGreaterThan(2)
                .allSatisfy(
                        name -> assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(name)))
                                .accepts(hints));
    }

    private static List<String> namesOfTypes() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            StringBuilder all = new StringBuilder();
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(source));
            }
            return LOOK_UP.matcher(all).results().map(found -> found.group(1)).toList();
        }
    }
}

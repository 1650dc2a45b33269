// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** The API is what {@code docs/api} lists, so that nobody changes it unawares. */
class PublicApiTest {

    private static final String HOW_TO_ACCEPT = """
            The API is not what docs/api/%s lists. If that is meant, tell it in CHANGELOG.md, and accept it:

                mvn test -pl async-files-spring-boot-starter -am -Dtest=PublicApiTest -Dapi.accept \
            -Dsurefire.failIfNoSpecifiedTests=false

            %s
            """;

    private static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.asyncfiles");

    @Test
    void coreIsAsListed() throws IOException {
        assertListed("core.txt", resideInAnyPackage("io.github.asyncfiles", "io.github.asyncfiles.spi"));
    }

    /** Of auto-configurations the name is known, to exclude them by; what else is beside them is the starter's own. */
    @Test
    void starterIsAsListed() throws IOException {
        assertListed(
                "starter.txt",
                resideInAPackage("io.github.asyncfiles.spring..")
                        .and(not(resideInAPackage("..internal..")))
                        .and(not(resideInAPackage("..autoconfigure..")).or(annotatedWith(AutoConfiguration.class))));
    }

    private static void assertListed(String file, DescribedPredicate<? super JavaClass> isApi) throws IOException {
        Path listing = Path.of("..", "docs", "api", file);
        List<String> api = ApiListing.of(LIBRARY.that(isApi).stream().map(JavaClass::reflect));
        assertThat(api).hasSizeGreaterThan(100);
        if (System.getProperty("api.accept") != null) {
            Files.write(listing, api);
        }
        List<String> listed = Files.readAllLines(listing);
        String differences = Stream.concat(difference("- ", listed, api), difference("+ ", api, listed))
                .collect(joining("\n"));
        assertThat(differences)
                .withFailMessage(HOW_TO_ACCEPT, file, differences)
                .isEmpty();
    }

    private static Stream<String> difference(String sign, List<String> lines, List<String> others) {
        return lines.stream().filter(line -> !others.contains(line)).map(line -> sign + line.strip());
    }
}
